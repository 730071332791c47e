"""The instruments: what is asked, how it is scored, what a change means, and with which right the words are shown.

text SHIP: the words are bundled. TOTAL: only a total is entered, by somebody with a licensed copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

SHIP, TOTAL = "SHIP", "TOTAL"
PACKAGE = "resynapse_web.care.instruments"


class Part(BaseModel):
    """Data that cannot be changed and has no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Part):
    """One question; its points are the places of its options, or 0 to `points`."""

    id: str
    text: str
    options: tuple[str, ...] = ()
    points: int | None = None
    low_text: str = ""
    high_text: str = ""
    lead: str = ""
    after: str = ""  # asked only after "yes" to this item
    loinc: str = ""

    @property
    def most(self) -> int:
        """The highest points."""
        return self.points if self.points is not None else len(self.options) - 1


class Rule(Part):
    """What a change or a score means, where it was read, and whether it was read (V) or remembered (R)."""

    share: float | None = None
    at_most: float | None = None
    points: float | None = None
    source: str
    status: Literal["V", "R"]


class Codes(Part):
    """LOINC codes that were seen in a file of HL7 or LOINC; none is guessed."""

    panel: str
    total: str
    source: str


class Instrument(Part):
    """One questionnaire or rating scale."""

    id: str
    name: str
    title: str
    version: str = "total"
    language: str = "en"
    by: Literal["patient", "clinician"]
    text: Literal["SHIP", "TOTAL"] = "TOTAL"
    licence: str
    window: str
    stem: str = ""
    method: Literal["sum", "mean", "screener"] = "sum"
    options: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    low: float = 0
    high: float
    better: Literal["low", "high"] = "low"
    bands: tuple[tuple[float, str], ...] = ()
    bands_status: Literal["V", "R"] = "V"
    response: Rule | None = None
    remission: Rule | None = None
    reliable: Rule | None = None
    loinc: Codes | None = None

    @model_validator(mode="before")
    @classmethod
    def _shared_options(cls, data: dict[str, Any]) -> dict[str, Any]:
        shared = data.get("options", [])
        items = [it if "options" in it or "points" in it else {**it, "options": shared} for it in data.get("items", [])]
        return {**data, "items": items}

    @property
    def rules(self) -> list[tuple[str, Rule]]:
        """The rules on file, by name, each with its source."""
        named = (("Response", self.response), ("Remission", self.remission), ("Reliable change", self.reliable))
        return [(name, rule) for name, rule in named if rule is not None]

    def item(self, key: str) -> Item:
        """The item with this id."""
        return next(it for it in self.items if it.id == key)

    def band(self, total: float) -> str:
        """The published band of a total; empty if there are none."""
        return next((name for start, name in reversed(self.bands) if total >= start), "")


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Instrument]:
    """All instruments by id."""
    return {it.id: it for it in map(Instrument.model_validate, _rows())}


def _rows() -> Iterator[Any]:
    for file in sorted(resources.files(PACKAGE).joinpath("data").iterdir(), key=lambda it: it.name):
        if file.name.endswith(".yaml") and file.name != "cadence.yaml":
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
            yield from data if isinstance(data, list) else [data]
