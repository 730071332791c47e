"""Flint 2017: S-ketamine infusions in children under intensive care (0.02-12.5 years), two compartments.

Norketamine is not offered: its clearance rises with time after the first dose (0.87 % per hour), which
constant rates cannot express. The effect site is the adults'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from resynapse.plasma.compartments import brain_of, effect_link, mammillary, observe
from resynapse.plasma.linear import Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, param

NAMES = ("central", "peripheral", "effect")
PLACE = "Table 3, third-party transcription"


@dataclass(frozen=True)
class Parameters:
    """Two compartments, scaled to 70 kg."""

    clearance: float = param(112.0, "L/h", "clearance", Source("Flint2017", PLACE, "measured", ("E304",)))
    v1: float = param(7.73, "L", "central volume", Source("Flint2017", PLACE, "measured", ("E305",)))
    q: float = param(196.0, "L/h", "flow to peripheral", Source("Flint2017", PLACE, "measured", ("E306",)))
    v2: float = param(545.0, "L", "peripheral volume", Source("Flint2017", PLACE, "measured", ("E307",)))
    clearance_spread: float = param(
        0.387,
        "1",
        "between-subject log-SD of clearance",
        Source("Flint2017", "Table 3: CV 40.2 %, third-party transcription", "measured", ("P050",)),
    )
    allometry: float = param(
        0.75,
        "1",
        "exponent of weight on clearances; volumes scale with 1",
        Source("Flint2017", "fixed", "measured", ("E304",)),
    )


PARAMETERS = Parameters()


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of S-ketamine."""
    p, size = PARAMETERS, subjects.weight / 70.0
    per_flow = size**p.allometry
    v1 = p.v1 * size
    clearance = p.clearance * per_flow * np.exp(p.clearance_spread * subjects.draw("clearance"))
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            ("central", None, clearance / v1),
            *mammillary("central", v1, [("peripheral", p.q * per_flow, p.v2 * size)]),
        ],
        effect_link(subjects),
    )
    seen = {"s_ketamine": ("central", 1.0 / v1), **brain_of(moiety, v1)}
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood."""
    return [into("central", given, index)]


MODEL = Model(
    name="Flint2017",
    paper="Flint 2017, Pediatr Anesth 27:1098, children in intensive care",
    sampling="venous",
    drugs={"esketamine": (("s", 1.0),)},
    routes=("iv",),
    analytes=("s_ketamine",),
    random_effects=("clearance",),
    parameters=(("flint_2017", PARAMETERS),),
    system=system,
    inflows=inflows,
    ages=(0.02, 12.5),
)
