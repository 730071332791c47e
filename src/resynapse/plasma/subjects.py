"""Who takes the drug: body, genes and liver, and where each person sits in the published spread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from resynapse.errors import InputError
from resynapse.plasma.linear import Array

Species = Literal["human", "rat", "mouse"]


@dataclass(frozen=True)
class Subjects:
    """P subjects of one plan.

    Attributes:
        weight: [P] kg.
        age: [P] years.
        eta: random effect to standard-normal draws [P]; an effect without draws is typical (0).
        species, liver, cyp2b6, cyp3a4, ancestry: the same for all subjects of a plan.
    """

    weight: Array
    age: Array
    eta: dict[str, Array] = field(default_factory=dict)
    species: Species = "human"
    liver: str = "normal"  # normal | mild | moderate | severe (Child-Pugh A, B, C)
    cyp2b6: str = "*1/*1"  # *1/*1 | *1/*6 | *6/*6
    cyp3a4: str = "normal"
    ancestry: str = "other"  # other | asian | japanese

    def __post_init__(self) -> None:
        for name in ("weight", "age"):
            value = np.asarray(getattr(self, name), dtype=np.float64)
            if value.ndim != 1 or not np.isfinite(value).all() or (value <= 0).any():
                raise InputError(name, getattr(self, name), "one positive number per subject")
            object.__setattr__(self, name, value)

    @property
    def number(self) -> int:
        """P."""
        return int(self.weight.size)

    def draw(self, effect: str) -> Array:
        """Standard-normal draws [P] of one random effect; zeros for the typical subject."""
        return self.eta.get(effect, np.zeros(self.number))


def typical(weight: ArrayLike = 70.0, age: ArrayLike = 40.0, **covariates: str) -> Subjects:
    """Typical subjects (every random effect zero) of the given weight in kg and age in years."""
    weights, ages = np.broadcast_arrays(np.atleast_1d(weight), np.atleast_1d(age))
    return Subjects(np.array(weights, float), np.array(ages, float), **covariates)  # type: ignore[arg-type]
