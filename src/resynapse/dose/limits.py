"""What is too large: bodies, horizons, and the largest published dose of each drug by each route.

A dose above every published one is refused. An infusion may hold the largest single dose plus the largest published
rate over its whole duration, as an anaesthetist gives it. The numbers say how far the literature goes; that a dose is
not refused does not make it safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from resynapse.dose import quantity
from resynapse.dose.regimen import Dose
from resynapse.errors import InputError

HORIZON = 5 * 8766.0  # h; five years, as far as any bundled course was followed, on either side of the first dose


class Body(NamedTuple):
    """Bodies of a species: weight [kg] and age [y]. The usual ones are stated assumptions where a plan is silent."""

    lightest: float
    heaviest: float
    oldest: float
    usual_weight: float
    usual_age: float


BODY = {
    "human": Body(1.0, 400.0, 120.0, 70.0, 45.0),
    "rat": Body(0.01, 1.2, 5.0, 0.3, 0.2),
    "mouse": Body(0.002, 0.1, 5.0, 0.025, 0.2),
}


def refuse_body(species: str, weight: str | None, age: str | None) -> None:
    """InputError for a weight or an age that no such animal has."""
    body = BODY[species]
    if weight is not None and not body.lightest <= quantity.kilograms(weight) <= body.heaviest:
        raise InputError("patient, weight", weight, f"{body.lightest:g} to {body.heaviest:g} kg for a {species}")
    if age is not None and quantity.years(age) > body.oldest:
        raise InputError("patient, age", age, f"up to {body.oldest:g} y for a {species}")


def refuse_horizon(field: str, said: str, hour: float) -> None:
    """InputError for a time [h] further than `HORIZON` from the first dose."""
    if abs(hour) > HORIZON:
        raise InputError(field, said, f"times within {HORIZON / 8766:g} years of the first dose")


def refuse_doses(doses: Sequence[Dose], species: str, weight: float) -> None:
    """InputError for a dose above every published one."""
