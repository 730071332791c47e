"""What is kept of an inference: the posterior, the point of it that ships, its hash and its date."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
from importlib import resources
from typing import NamedTuple

from resynapse.fit import emulator, population
from resynapse.fit.__main__ import fit_hash
from resynapse.fit.calibrate import PATIENTS
from resynapse.fit.population import Found
from resynapse.fit.uncertain import inferred

TABLE, STAMP, SHIPPED = "posterior.csv", "posterior.json", "fitted.csv"


class Stamp(NamedTuple):
    """Where a posterior comes from.

    Attributes:
        hash: of all it was made from (`made_from`).
        fit: of targets, priors and arms alone (`fit_hash`).
        date: day it was made.
        divergences, outside: see `population`.
        point, met: which point ships, and the share of printed numbers it meets (`population.central`).
    """

    hash: str
    fit: str
    date: str
    chains: int
    draws: int
    divergences: int
    outside: float
    point: str
    met: float


def made_from(simulations: bytes | None = None) -> str:
    """A short hash of targets, priors, simulations (those of the package unless given) and sampler settings."""
    numbers = [(one.name, round(one.centre, 9), round(one.width, 9)) for one in inferred()]
    settings: list[float] = [population.CHAINS, population.DRAWS, population.TUNE, population.SEED, emulator.UNSEEN]
    settings += [population.EDGE, population.STEEP]
    text = json.dumps([fit_hash(PATIENTS), numbers, settings]).encode()
    kept = _file("simulations.csv.gz") if simulations is None else simulations
    return hashlib.sha256(text + kept).hexdigest()[:12]


def stamp(
    chains: int, draws: int, divergences: int, outside: float, point: str, met: float, simulations: bytes | None = None
) -> Stamp:
    """The stamp of an inference made now."""
    today, made = datetime.date.today().isoformat(), made_from(simulations)
    return Stamp(made, fit_hash(PATIENTS), today, chains, draws, divergences, round(outside, 4), point, round(met, 4))


def point(rows: list[Found], made: Stamp) -> str:
    """The numbers that ship as CSV."""
    lines = ["parameter,value,fit", *(f"{one.name},{one.shipped:.4g},{made.hash}" for one in rows)]
    return "\n".join(lines) + "\n"


def written(rows: list[Found]) -> str:
    """The table as CSV, numbers to four digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("parameter", *Found._fields[1:]))
    writer.writerows([[f"{x:.4g}" if isinstance(x, float) else x for x in map(_plain, row)] for row in rows])
    return text.getvalue()


def _plain(value: object) -> object:
    return value if isinstance(value, str) else float(value)  # type: ignore[arg-type]


def stored() -> tuple[list[Found], Stamp]:
    """The posterior that the package holds."""
    lines = csv.DictReader(_file(TABLE).decode().splitlines())
    rows = [
        Found(*(value if name in ("parameter", "kind") else float(value) for name, value in line.items()))  # type: ignore[arg-type]
        for line in lines
    ]
    return rows, Stamp(**json.loads(_file(STAMP)))


def _file(name: str) -> bytes:
    return resources.files("resynapse.fit").joinpath("data", name).read_bytes()
