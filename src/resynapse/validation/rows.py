"""The rows of published data in the package, by id."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Any


@cache
def rows() -> dict[str, dict[str, str]]:
    """Every row of every scale's data folder, then of the folders inside it; the first one where an id occurs twice."""
    found: dict[str, dict[str, str]] = {}
    scales = sorted(resources.files("resynapse").iterdir(), key=lambda folder: folder.name)
    inner = (part for scale in scales if scale.is_dir() for part in sorted(scale.iterdir(), key=lambda it: it.name))
    for folder in (*scales, *inner):
        for table in _tables(folder.joinpath("data")):
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
