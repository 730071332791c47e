"""Clements & Nimmo 1981: racemic ketamine 0.25 mg/kg in healthy volunteers, two compartments, venous.

Typical values only: no between-subject variability was found. The assay does not separate the enantiomers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resynapse.plasma.compartments import brain_of, effect_link, observe
from resynapse.plasma.linear import Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, assumed, param

NAMES = ("muscle", "central", "peripheral", "effect")
PLACE = "250 ug/kg set as transcribed in an infusion-pump library"


@dataclass(frozen=True)
class Parameters:
    """Two compartments, per kg of body weight."""

    v1: float = param(1.7522, "L/kg", "central volume", Source("Clements1981", PLACE, "measured", ("E168",)))
    k10: float = param(0.654, "1/h", "elimination", Source("Clements1981", PLACE, "measured", ("E169",)))
    k12: float = param(1.116, "1/h", "central to peripheral", Source("Clements1981", PLACE, "measured", ("E170",)))
    k21: float = param(0.822, "1/h", "peripheral to central", Source("Clements1981", PLACE, "measured", ("E171",)))
    f_muscle: float = param(
        0.93,
        "1",
        "intramuscular bioavailability",
        Source("Clements1981", "encyclopaedic citation of the 1981-82 studies", "measured", ("E173",)),
    )
    ka_muscle: float = param(
        5.0, "1/h", "intramuscular absorption", assumed("peak 5-22 min after injection"), low=2.5, high=15.0
    )


PARAMETERS = Parameters()


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of racemic ketamine."""
    p = PARAMETERS
    v1 = p.v1 * subjects.weight
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            ("muscle", "central", p.ka_muscle),
            ("central", None, p.k10),
            ("central", "peripheral", p.k12),
            ("peripheral", "central", p.k21),
        ],
        effect_link(subjects),
    )
    seen = {"ketamine": ("central", 1.0 / v1), **brain_of(moiety, v1)}
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood, or into muscle."""
    if given.route == "iv":
        return [into("central", given, index)]
    return [into("muscle", given, index, PARAMETERS.f_muscle)]


MODEL = Model(
    name="Clements1981",
    paper="Clements & Nimmo 1981, Br J Anaesth 53:27",
    sampling="venous",
    drugs={"ketamine": (("racemate", 1.0),)},
    routes=("iv", "im"),
    analytes=("ketamine",),
    random_effects=(),
    parameters=(("clements_1981", PARAMETERS),),
    system=system,
    inflows=inflows,
)
