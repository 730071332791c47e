"""Evidence rows of the symptoms, as they lie in this folder's data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

_WORDS = ("id", "status", "study", "year", "quantity", "value", "unit", "context", "note")


@dataclass(frozen=True)
class Row:
    """One published number, or one published finding in words.

    Attributes:
        id: the row's name everywhere in the project.
        status: verified, derived-from-verified, recalled-high .. recalled-low, or not-found.
        study, year: who reported it.
        quantity, value, unit: what was measured; `value` is text where the finding is not a number.
        low, high: published interval or range, NaN without one.
        context, note: population, dose, time; what to be careful about.
    """

    id: str
    status: str
    study: str
    year: str
    quantity: str
    value: str
    low: float
    high: float
    unit: str
    context: str
    note: str

    @property
    def number(self) -> float:
        """The value as a number; ValueError where the finding is words."""
        return float(self.value)

    @property
    def citation(self) -> str:
        """Study, year and row, as a table or a sentence shows it."""
        when = f" {self.year}" if self.year and self.year not in self.study else ""
        return f"{self.study}{when} [{self.id}, {self.status}]"


@cache
def table(name: str) -> dict[str, Row]:
    """The rows of `data/<name>.csv`, by id."""
    text = resources.files("resynapse.symptoms").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return {line["id"]: _row(line) for line in csv.DictReader(text.splitlines())}


def _row(line: dict[str, str]) -> Row:
    low, high = (float(line[end]) if line[end] else float("nan") for end in ("low", "high"))
    return Row(low=low, high=high, **{name: line[name] for name in _WORDS})
