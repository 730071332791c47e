"""The uncertain numbers of a population, each as a standard-normal coordinate z of its prior.

    number = centre exp(width z)

Centre and width are those of its prior (`priors`) where it has one; otherwise the shipped value, and its stated range
taken as four standard deviations on the log scale. Of the numbers with a prior some are inferred, and the rest stay at
its centre: the calibration rows do not hold more.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from resynapse import course
from resynapse.cohort import Spread
from resynapse.fit.priors import priors
from resynapse.provenance import Number
from resynapse.solve import Floats

RANGE = 4.0  # standard deviations in a stated range
MORE = (  # assumed: varied for sensitivity only
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

    def coordinate(self, value: float) -> float:
        """The coordinate of a value."""
        return float(np.log(value / self.centre) / self.width)


def uncertain(names: tuple[str, ...]) -> tuple[Uncertain, ...]:
    """The numbers with these names ("group.name", as in `setting.put`)."""
    groups: dict[str, Any] = {**course.Patient()._asdict(), "spread": Spread()}
    return tuple(_one(name, groups[name.split(".")[0]]) for name in names)


def inferred() -> tuple[Uncertain, ...]:
    """What the population is inferred in."""
    return tuple(one for one in uncertain(tuple(priors())) if one.kind == "fitted")


def held() -> tuple[Uncertain, ...]:
    """Numbers that stay at the centre of their prior."""
    return tuple(one for one in uncertain(tuple(priors())) if one.kind != "fitted")


def varied() -> tuple[Uncertain, ...]:
    """What sensitivity is asked of; the inferred numbers first."""
    return (*inferred(), *held(), *uncertain(MORE))


def _one(name: str, group: Any) -> Uncertain:
    field = next(f for f in dataclasses.fields(group) if f.name == name.split(".")[1])
    number: Number = field.metadata["number"]
    shipped = float(getattr(group, field.name))
    if name in priors():
        centre, width = priors()[name].centre, priors()[name].log_sd
    else:
        centre, width = shipped, float(np.log((number.high or np.nan) / (number.low or np.nan))) / RANGE
    return Uncertain(name, number.source.kind, number.meaning, number.unit, shipped, centre, width)


def coordinates(numbers: tuple[Uncertain, ...], known: dict[str, float]) -> Floats:
    """Where these values are [D]; a number that is not known, at the middle of its prior."""
    return np.array([one.coordinate(known.get(one.name, one.centre)) for one in numbers])


def values(numbers: tuple[Uncertain, ...], z: Floats) -> dict[str, float]:
    """Numbers by name at coordinates [D]."""
    return {one.name: float(one.value(x)) for one, x in zip(numbers, z, strict=True)}
