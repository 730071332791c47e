"""The story claim by claim: what is simulated, how the simulation fares, how the claim fares, where to look."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True)
class Told:
    """One claim."""

    name: str
    claim: str
    simulated: str
    verdict: str  # of the simulation against published numbers, as recorded
    evidence: str  # what the evidence says about the claim, as in docs/story.md
    look: str = ""
    address: str = ""  # of a course, as it follows the `?`; with the step of the story
    command: str = ""


def words() -> list[dict[str, str]]:
    """The words of the pictures and what they mean, as in docs/glossary.md."""
    return list(_rows("words"))


def _rows(table: str) -> csv.DictReader[str]:
    text = resources.files("resynapse_web.explore").joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def evidence() -> dict[str, dict[str, str]]:
    """evidence.csv, by the number of the claim."""
    return {row["name"]: row for row in _rows("evidence")}


@lru_cache(maxsize=1)
def claims() -> tuple[Told, ...]:
    """Every claim of the founding text."""
    from resynapse import forecast

    beside = evidence()
    return tuple(
        Told(*row, *(beside[row[0]][key] for key in ("evidence", "look", "query", "command")))
        for row in forecast.claims()
    )


@lru_cache(maxsize=1)
def references() -> tuple[Told, ...]:
    """Every reference of the founding text, reproduced or answered."""
    from resynapse import forecast

    return tuple(Told(*row, evidence="") for row in forecast.claims("references"))
