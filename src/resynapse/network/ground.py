"""What a simulated brain stands on: which fit it uses, under which name and hash, for every result to carry."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from importlib import resources

from resynapse.network.brain import Brain
from resynapse.network.strengths import Common


@dataclass(frozen=True)
class Ground:
    """The brain fit behind a result.

    Attributes:
        name: in words; says where a number was replaced, or the fit is that of another connectome.
        digest: of data, model, loss and search of the fit, as stored with the numbers that ship.
        numbers: by name, dimensionless.
    """

    name: str
    digest: str
    numbers: dict[str, float]

    def attributes(self) -> dict[str, str]:
        """For netCDF and JSON: brain_fit, brain_fit_hash, strengths (with their unit)."""
        said = ", ".join(f"{name} {value:.4g}" for name, value in self.numbers.items())
        return {"brain_fit": self.name, "brain_fit_hash": self.digest, "strengths": said, "strengths_units": "1"}


def ground(brain: Brain) -> Ground:
    """The global fit that a brain uses."""
    used = brain.fitted or Common()
    shipped = type(used)()
    name = f"four global numbers fitted to {used.connectome}"
    if brain.name != used.connectome:
        name += f", not to {brain.name}"
    for field in fields(used):
        if (value := getattr(used, field.name)) != getattr(shipped, field.name):
            name += f"; {field.name} replaced by {value:.4g}"
    return Ground(name, _digest(used), {key: float(value) for key, value in vars(used).items()})


def _digest(used: Common) -> str:
    text = resources.files("resynapse.network").joinpath("data", used.stored).read_text(encoding="utf-8")
    return next(row["fit"] for row in csv.DictReader(text.splitlines()))
