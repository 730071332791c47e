"""Domino 1982: racemic ketamine, three compartments, as used by infusion pumps. Typical values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resynapse.plasma.compartments import brain_of, effect_link, observe
from resynapse.plasma.linear import Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, param

NAMES = ("central", "shallow", "deep", "effect")
PLACE = "as transcribed in an infusion-pump library"


@dataclass(frozen=True)
class Parameters:
    """Three compartments, per kg of body weight."""

    v1: float = param(0.063, "L/kg", "central volume", Source("Domino1982", PLACE, "measured", ("E176",)))
    k10: float = param(26.286, "1/h", "elimination", Source("Domino1982", PLACE, "measured", ("E177",)))
    k12: float = param(35.526, "1/h", "central to shallow", Source("Domino1982", PLACE, "measured", ("E178",)))
    k13: float = param(35.4, "1/h", "central to deep", Source("Domino1982", PLACE, "measured", ("E179",)))
    k21: float = param(14.82, "1/h", "shallow to central", Source("Domino1982", PLACE, "measured", ("E180",)))
    k31: float = param(0.876, "1/h", "deep to central", Source("Domino1982", PLACE, "measured", ("E181",)))


PARAMETERS = Parameters()


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of racemic ketamine."""
    p = PARAMETERS
    v1 = p.v1 * subjects.weight
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            ("central", None, p.k10),
            ("central", "shallow", p.k12),
            ("central", "deep", p.k13),
            ("shallow", "central", p.k21),
            ("deep", "central", p.k31),
        ],
        effect_link(subjects),
    )
    seen = {"ketamine": ("central", 1.0 / v1), **brain_of(moiety, v1)}
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood."""
    return [into("central", given, index)]


MODEL = Model(
    name="Domino1982",
    paper="Domino 1982, set used by infusion pumps",
    sampling="venous",
    drugs={"ketamine": (("racemate", 1.0),)},
    routes=("iv",),
    analytes=("ketamine",),
    random_effects=(),
    parameters=(("domino_1982", PARAMETERS),),
    system=system,
    inflows=inflows,
)
