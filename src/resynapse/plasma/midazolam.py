"""Midazolam as control: one compartment of a crossover study of 0.1 mg/kg IV and SC in 18 young men.

One compartment misses the first minutes after a bolus. The delay to sedation is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from resynapse.plasma.compartments import observe
from resynapse.plasma.linear import Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, assumed, param

NAMES = ("muscle", "skin", "gut", "central", "effect")


def _read(row: str) -> Source:
    return Source("MidazolamSubcutaneous", "abstract", "measured", (row,))


@dataclass(frozen=True)
class Parameters:
    """Typical adult, and the study's spread between people."""

    clearance: float = param(0.264, "L/h/kg", "clearance, 4.4 mL/min/kg", _read("P030"), sd=0.06)
    volume: float = param(1.1, "L/kg", "volume", _read("P031"), sd=0.2)
    clearance_spread: float = param(0.227, "1", "between-subject CV of clearance, 1.0/4.4", _read("P030"))
    volume_spread: float = param(0.182, "1", "between-subject CV of volume, 0.2/1.1", _read("P031"))
    skin: float = param(0.96, "1", "subcutaneous bioavailability", _read("P032"), low=0.84, high=1.03)
    ka_skin: float = param(5.0, "1/h", "subcutaneous absorption", assumed("peak at 0.51 h", "P033"), low=2.5, high=9.0)
    muscle: float = param(
        0.95,
        "1",
        "intramuscular bioavailability",
        assumed("complete absorption (Midazolam1981)", "P035"),
        low=0.8,
        high=1.0,
    )
    ka_muscle: float = param(
        6.0, "1/h", "intramuscular absorption", assumed("extremely rapid", "P035"), low=3.0, high=15.0
    )
    oral: float = param(
        0.44,
        "1",
        "oral bioavailability",
        Source("Midazolam1981", "abstract", "measured", ("P034",)),
        low=0.31,
        high=0.72,
    )
    ka_oral: float = param(
        3.0,
        "1/h",
        "oral absorption, half-life 0.23 h",
        Source("Midazolam1981", "abstract", "measured", ("P036",)),
        low=1.0,
        high=8.0,
    )
    half_life: float = param(
        4.0,
        "minute",
        "blood-effect-site equilibration half-life",
        assumed("no source found"),
        low=1.0,
        high=10.0,
    )


PARAMETERS = Parameters()


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of midazolam."""
    p = PARAMETERS
    volume = p.volume * subjects.weight * np.exp(p.volume_spread * subjects.draw("midazolam_volume"))
    clearance = p.clearance * subjects.weight * np.exp(p.clearance_spread * subjects.draw("midazolam_clearance"))
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            ("muscle", "central", p.ka_muscle),
            ("skin", "central", p.ka_skin),
            ("gut", "central", p.ka_oral),
            ("central", None, clearance / volume),
        ],
        [("central", "effect", 60.0 * np.log(2.0) / p.half_life)],
    )
    seen = {"midazolam": ("central", 1.0 / volume), "brain_midazolam": ("effect", 1.0 / volume)}
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Where a dose goes, by route."""
    p = PARAMETERS
    where = {
        "iv": ("central", 1.0),
        "im": ("muscle", p.muscle),
        "sc": ("skin", p.skin),
        "oral": ("gut", p.oral),
    }
    compartment, share = where[given.route]
    return [into(compartment, given, index, share)]


MODEL = Model(
    name="Midazolam",
    paper="Midazolam 0.1 mg/kg IV and SC, 18 men, PMC1874433",
    sampling="venous",
    drugs={"midazolam": (("midazolam", 1.0),)},
    routes=("iv", "im", "sc", "oral"),
    analytes=("midazolam",),
    random_effects=("midazolam_clearance", "midazolam_volume"),
    parameters=(("midazolam", PARAMETERS),),
    system=system,
    inflows=inflows,
)
