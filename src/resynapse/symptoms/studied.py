"""How trials in depression gave each drug: dose, length of an infusion, time between doses; and what lies outside.

Each range is one row of `data/studied.csv`. Outside of them a course is the model alone, and no probability is printed
for a person (`individual.applicability`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from resynapse.dose import Dose, Regimen

CONTROLS = ("saline", "midazolam")
SESSION = 4.0  # h; nasal sprays within it are one dose
EARLY = 12.0  # h; a visit that much sooner than in the trials, on the same day, is the same schedule (assumed)
ABOUT = 1.5  # an infusion that many times as long or as short is the same treatment (assumed)
NEAR = 1.001  # rounding of a dose


class Studied(NamedTuple):
    """A published range."""

    low: float
    high: float
    unit: str
    study: str


@cache
def studied(quantity: str, drug: str = "", route: str = "") -> Studied | None:
    """The range of a quantity ('dose' or 'age' or 'MADRS ...') that was studied; None where none was found."""
    text = resources.files("resynapse.symptoms").joinpath("data", "studied.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["quantity"].startswith(quantity) and (row["drug"], row["route"]) == (drug, route):
            return Studied(float(row["low"]), float(row["high"]), row["unit"], f"{row['study']} [{row['id']}]")
    return None


def outside(regimen: Regimen, weight: float) -> list[str]:
    """Why no controlled trial in depression gave this, a sentence each; empty where one did.

    Args:
        weight: of the body [kg].
    """
    return [*_doses(regimen, weight), *_schedule(regimen)]


def unranged(regimen: Regimen) -> list[str]:
    """Products of which no studied range of doses is on file, a sentence each."""
    active = [it for it in products(regimen) if it[0] not in CONTROLS]
    return [f"{d} {r}: no studied range of doses is on file" for d, r in active if studied("dose", d, r) is None]


def products(regimen: Regimen) -> dict[tuple[str, str], None]:
    """Drug and route of every product, in the order given."""
    return dict.fromkeys((dose.drug, dose.route) for dose in regimen.doses)


def _doses(regimen: Regimen, weight: float) -> Iterator[str]:
    for drug, route in products(regimen):
        if drug in CONTROLS:
            continue
        span = studied("dose", drug, route)
        if span is None:
            continue
        unit = weight if span.unit == "mg/kg" else 1.0
        amounts = [sum(it.milligrams(weight) / unit for it in session) for session in _sessions(regimen, drug, route)]
        for value in (min(amounts), max(amounts)):
            if not span.low / NEAR <= value <= span.high * NEAR:
                yield (
                    f"{drug} {route}: {value:g} {span.unit} lies outside {span.low:g} to {span.high:g} {span.unit}"
                    f" ({span.study})"
                )
                break


def _schedule(regimen: Regimen) -> Iterator[str]:
    """How often, how fast, and what together."""
    active = [(drug, route) for drug, route in products(regimen) if drug not in CONTROLS]
    if len(active) > 1:
        yield f"{' and '.join(f'{drug} {route}' for drug, route in active)} in one plan: no trial of both is on file"
    for drug, route in active:
        sessions = _sessions(regimen, drug, route)
        span = studied("hours between", drug, route)
        shortest = min(np.diff([session[0].time for session in sessions]), default=np.inf)
        if span and shortest < span.low - EARLY:
            yield f"{drug} {route}: {shortest:g} h between two doses; trials kept {span.low:g} h or more ({span.study})"
        span = studied("minutes of an infusion", drug, route)
        for minutes in sorted({60.0 * it.duration for session in sessions for it in session}):
            if span and not span.low / ABOUT <= minutes <= span.high * ABOUT:
                yield f"{drug} {route} over {minutes:g} min; in trials it lasts {span.low:g} min ({span.study})"
                break


def _sessions(regimen: Regimen, drug: str, route: str) -> list[list[Dose]]:
    """The doses of each session."""
    found: list[list[Dose]] = []
    for one in regimen.doses:
        if (one.drug, one.route) != (drug, route):
            continue
        if not found or route != "nasal" or one.time - found[-1][0].time > SESSION:
            found.append([])
        found[-1].append(one)
    return found
