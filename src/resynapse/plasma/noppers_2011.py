"""Noppers 2011: S-ketamine in healthy volunteers, placebo arm, arterial. Typical values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resynapse.plasma.compartments import brain_of, effect_link, mammillary, observe
from resynapse.plasma.linear import Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, assumed, param

NAMES = ("central", "shallow", "deep", "effect")
PLACE = "Table 2, placebo arm, third-party transcription"


@dataclass(frozen=True)
class Parameters:
    """Three compartments, 70 kg."""

    v1: float = param(17.0, "L", "central volume", Source("Noppers2011", PLACE, "measured", ("E150",)))
    v2: float = param(28.3, "L", "shallow volume", Source("Noppers2011", PLACE, "measured", ("E151",)))
    v3: float = param(147.0, "L", "deep volume", Source("Noppers2011", PLACE, "measured", ("E152",)))
    clearance: float = param(93.5, "L/h", "clearance", Source("Noppers2011", PLACE, "measured", ("E153",)))
    q2: float = param(127.0, "L/h", "flow to shallow", Source("Noppers2011", PLACE, "measured", ("E154",)))
    q3: float = param(91.9, "L/h", "flow to deep", Source("Noppers2011", PLACE, "measured", ("E155",)))
    allometry: float = param(
        0.75,
        "1",
        "exponent of weight on clearances and flows; volumes scale with 1",
        assumed("values are printed per 70 kg without exponents"),
        low=0.0,
        high=1.0,
    )


PARAMETERS = Parameters()


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of S-ketamine."""
    p, size = PARAMETERS, subjects.weight / 70.0
    per_flow = size**p.allometry
    v1 = p.v1 * size
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            ("central", None, p.clearance * per_flow / v1),
            *mammillary(
                "central",
                v1,
                [("shallow", p.q2 * per_flow, p.v2 * size), ("deep", p.q3 * per_flow, p.v3 * size)],
            ),
        ],
        effect_link(subjects),
    )
    seen = {"s_ketamine": ("central", 1.0 / v1), **brain_of(moiety, v1)}
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood."""
    return [into("central", given, index)]


MODEL = Model(
    name="Noppers2011",
    paper="Noppers 2011, S-ketamine with placebo or rifampicin (placebo arm)",
    sampling="arterial",
    drugs={"esketamine": (("s", 1.0),)},
    routes=("iv",),
    analytes=("s_ketamine",),
    random_effects=(),
    parameters=(("noppers_2011", PARAMETERS),),
    system=system,
    inflows=inflows,
)
