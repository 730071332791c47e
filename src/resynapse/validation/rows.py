"""The rows of published data in the package, by id."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Any


@cache
def rows() -> dict[str, dict[str, str]]:
    """Every row of every scale's data folder; the first one where an id occurs twice."""
    found: dict[str, dict[str, str]] = {}
    for scale in sorted(resources.files("resynapse").iterdir(), key=lambda folder: folder.name):
        for table in _tables(scale.joinpath("data")):
            lines = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
            if lines.fieldnames and lines.fieldnames[0] == "id":
                for row in lines:
                    found.setdefault(row["id"], row)
    return found


def _tables(folder: Any) -> list[Any]:
    if not folder.is_dir():
        return []
    return sorted((f for f in folder.iterdir() if f.name.endswith(".csv")), key=lambda f: f.name)


def number(row: str, column: str = "value") -> float:
    """One number of a row."""
    return float(rows()[row][column])
