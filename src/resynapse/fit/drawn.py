"""Draws from the posterior of the population, thinned: what the numbers may be together, where one point is not enough.

`resynapse fit --record` keeps them beside the posterior that they are from.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources

import numpy as np

from resynapse.solve import Floats

COUNT = 256
DIGITS = 4
FILE = "draws.csv"


def written(names: list[str], values: Floats, made: str) -> str:
    """Evenly thinned draws [N, D] as CSV; the first line says which posterior they are from."""
    text = io.StringIO()
    text.write(f"# {COUNT} of {len(values)} draws of posterior {made}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    kept = values[np.linspace(0, len(values) - 1, COUNT).astype(int)]
    writer.writerows([[f"{x:.{DIGITS}g}" for x in row] for row in kept])
    return text.getvalue()


@cache
def draws() -> dict[str, Floats]:
    """Each number by name ("group.name"), [COUNT]; one place is one draw of all of them."""
    head, *lines = _lines()[1:]
    table = np.array([[float(x) for x in line.split(",")] for line in lines])
    return dict(zip(head.split(","), table.T, strict=True))


def origin() -> str:
    """Hash of the posterior that the draws are from."""
    return _lines()[0].split()[-1]


def _lines() -> list[str]:
    return resources.files("resynapse.fit").joinpath("data", FILE).read_text(encoding="utf-8").splitlines()
