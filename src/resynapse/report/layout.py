"""The parts of a page: a section holds sentences, pictures and tables; nothing here draws or computes."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from resynapse.report.observables import Line
from resynapse.report.plots import NOTHING, Panel

LONG = 16  # rows from which a table starts folded


@dataclass(frozen=True)
class Table:
    """Cells are text; a cell that is a pair is (words, address) and becomes a link."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    folded: bool = False


@dataclass(frozen=True)
class Image:
    """A picture that is drawn already."""

    file: str
    png: bytes
    alt: str
    caption: str

    @property
    def inline(self) -> str:
        """The bytes as an address that needs no network."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")


@dataclass(frozen=True)
class Section:
    """One step of the story."""

    key: str
    title: str
    plain: Sequence[str]
    panels: Sequence[Panel] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    warnings: Sequence[str] = ()
    images: Sequence[Image] = ()


def sig(value: float, digits: int = 3) -> str:
    """A number with three significant digits: 185, 0.0597, 1 240."""
    if not np.isfinite(value):
        return "not reached"
    if abs(value) < NOTHING:
        return "0"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:.0f}"
    return np.format_float_positional(value, precision=digits, fractional=False, trim="-")


def measure(value: float, unit: str) -> str:
    """A number as its unit is read: a score to a tenth of a point, the rest to three digits."""
    return f"{value:.1f}" if unit == "points" and np.isfinite(value) else sig(value)


def numbers(caption: str, lines: Sequence[Line], count: int) -> Table:
    """Lines as a table: the value for one patient, the median and two ranges for many."""
    spreads = [line.spread() for line in lines]
    word = "this patient" if count == 1 else f"median of {count}"
    folded = len(lines) > LONG
    if all(spread is None for spread in spreads):
        rows = [(line.quantity, measure(line.value(), line.unit), _unit(line.unit), line.meaning) for line in lines]
        return Table(caption, ("quantity", word, "unit", "what it is"), rows, folded)
    head = ("quantity", word, "half of patients", "9 of 10 patients", "unit", "what it is")
    wide = [
        (line.quantity, measure(line.value(), line.unit), *_edges(spread, line.unit), _unit(line.unit), line.meaning)
        for line, spread in zip(lines, spreads, strict=True)
    ]
    return Table(caption, head, wide, folded)


def _edges(spread: Any, unit: str) -> tuple[str, str]:
    if spread is None:
        return "-", "-"
    low, lower, _, upper, high = (measure(edge, unit) for edge in spread)
    return f"{lower} to {upper}", f"{low} to {high}"


def _unit(unit: str) -> str:
    return {
        "1": "-",
        "": "-",
        "sd": "SD",
        "umol/L": "\N{MICRO SIGN}mol/L",
        "ng*h/mL": "ng\N{MIDDLE DOT}h/mL",
    }.get(unit, unit)
