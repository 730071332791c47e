"""Fanta 2015: S-ketamine in healthy men, three compartments, venous.

The oral part of the paper is not offered: only its bioavailability (8 %) was found, not its absorption.
Central volume and clearance scale with weight; peripheral volumes and flows do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from resynapse.plasma.compartments import Flow, brain_of, effect_link, mammillary, observe
from resynapse.plasma.linear import Array, Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, param

NAMES = ("central", "slow", "fast", "effect")
PLACE = "as fixed in Otto 2021, Table 3; third-party transcription"


@dataclass(frozen=True)
class Parameters:
    """Three compartments, 70 kg."""

    v1: float = param(133.0, "L", "central volume", Source("Fanta2015", PLACE, "measured", ("E137",)))
    clearance: float = param(95.2, "L/h", "clearance", Source("Fanta2015", PLACE, "measured", ("E138",)))
    v2: float = param(187.0, "L", "slow peripheral volume", Source("Fanta2015", PLACE, "measured", ("E139",)))
    q2: float = param(23.2, "L/h", "flow to slow", Source("Fanta2015", PLACE, "measured", ("E140",)))
    v3: float = param(98.8, "L", "fast peripheral volume", Source("Fanta2015", PLACE, "measured", ("E141",)))
    q3: float = param(157.0, "L/h", "flow to fast", Source("Fanta2015", PLACE, "measured", ("E142",)))
    clearance_spread: float = param(
        0.13,
        "1",
        "between-subject log-SD of clearance",
        Source("Fanta2015", "abstract: CV 13 %", "measured", ("E135",)),
    )
    allometry: float = param(
        0.75,
        "1",
        "exponent of weight on clearance; central volume scales with 1",
        Source("Otto2021", "Table 3, footnote: fixed", "measured", ("E143",)),
    )


PARAMETERS = Parameters()


def disposition(v1: Array, clearance: Array, into_: str | None) -> list[Flow]:
    """S-ketamine flows of individuals with this central volume [P] L and clearance [P] L/h."""
    p = PARAMETERS
    return [
        ("central", into_, clearance / v1),
        *mammillary("central", v1, [("slow", p.q2, p.v2), ("fast", p.q3, p.v3)]),
    ]


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of S-ketamine."""
    p, size = PARAMETERS, subjects.weight / 70.0
    v1 = p.v1 * size
    clearance = p.clearance * size**p.allometry * np.exp(p.clearance_spread * subjects.draw("clearance"))
    rates = rate_matrix(NAMES, subjects.number, disposition(v1, clearance, None), effect_link(subjects))
    seen = {"s_ketamine": ("central", 1.0 / v1), **brain_of(moiety, v1)}
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood."""
    return [into("central", given, index)]


MODEL = Model(
    name="Fanta2015",
    paper="Fanta 2015, Eur J Clin Pharmacol 71:441",
    sampling="venous",
    drugs={"esketamine": (("s", 1.0),)},
    routes=("iv",),
    analytes=("s_ketamine",),
    random_effects=("clearance",),
    parameters=(("fanta_2015", PARAMETERS),),
    system=system,
    inflows=inflows,
)
