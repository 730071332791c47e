"""The uncertain numbers of a population, each as a standard-normal coordinate z of its prior.

    number = centre exp(width z)

Of a fitted number, centre and width are those of `calibrate.PRIORS` and of the parameter itself; of an assumed one, the
shipped value, and its stated range taken as four standard deviations on the log scale (a range that starts at 0: from
as far below the value as its upper end is above).
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from resynapse import course
from resynapse.cohort import Spread
from resynapse.fit.calibrate import PRIORS
from resynapse.provenance import Number
from resynapse.solve import Floats

RANGE = 4.0  # standard deviations in a stated range
# Assumed numbers that the trials may say something about. Nothing is fitted: what is not known of them is carried.
ASSUMED = (
    "spread.mood_gain",
    "spread.keep",
    "spread.disinhibition",
    "spread.rating",
    "spines.potentiation_hours",
    "spines.new_hours",
    "expectation.off_hours",
    "expectation.openness",
)
MORE = (  # varied for sensitivity only
    "spines.formation",
    "signalling.half",
    "signalling.protein_hours",
    "dissociation.c50",
    "dissociation.steepness",
    "pressure.half",
)


class Uncertain(NamedTuple):
    """One uncertain number; `kind` is fitted or another kind of `provenance`."""

    name: str
    kind: str
    meaning: str
    unit: str
    shipped: float
    centre: float
    width: float

    def value(self, z: Any) -> Any:
        """The number at a coordinate."""
        return self.centre * np.exp(self.width * z)

    @property
    def shipped_z(self) -> float:
        """Coordinate of the shipped number."""
        return float(np.log(self.shipped / self.centre) / self.width)


def uncertain(names: tuple[str, ...]) -> tuple[Uncertain, ...]:
    """The numbers with these names ("group.name", as in `calibrate.put`)."""
    groups: dict[str, Any] = {**course.Patient()._asdict(), "spread": Spread()}
    return tuple(_one(name, groups[name.split(".")[0]]) for name in names)


def inferred() -> tuple[Uncertain, ...]:
    """What the population is inferred in: every fitted number, and `ASSUMED`."""
    return uncertain((*PRIORS, *ASSUMED))


def varied() -> tuple[Uncertain, ...]:
    """What sensitivity is asked of."""
    return uncertain((*PRIORS, *ASSUMED, *MORE))


def _one(name: str, group: Any) -> Uncertain:
    field = next(f for f in dataclasses.fields(group) if f.name == name.split(".")[1])
    number: Number = field.metadata["number"]
    shipped = float(getattr(group, field.name))
    if name in PRIORS:
        centre, width = PRIORS[name], number.log_sd or 1.0
    else:
        high = number.high or np.nan
        centre, width = shipped, float(np.log(high / (number.low or shipped**2 / high))) / RANGE
    return Uncertain(name, number.source.kind, number.meaning, number.unit, shipped, centre, width)


def shipped_z(numbers: tuple[Uncertain, ...]) -> Floats:
    """Coordinates of the shipped numbers."""
    return np.array([one.shipped_z for one in numbers])


def values(numbers: tuple[Uncertain, ...], z: Floats) -> dict[str, float]:
    """Numbers by name at coordinates [D]."""
    return {one.name: float(one.value(x)) for one, x in zip(numbers, z, strict=True)}
