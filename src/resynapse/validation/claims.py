"""The claims of the founding document and its references: what is simulated for each, and the verdict."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import NamedTuple

from resynapse.trial.compare import Comparison
from resynapse.validation import record
from resynapse.validation.page import cell


class Claim(NamedTuple):
    """A claim or a reference; `rows` are ids of comparisons, a row stands for all its numbers."""

    name: str
    claim: str
    answer: str
    rows: tuple[str, ...]


def claims(table: str) -> tuple[Claim, ...]:
    """claims.csv or references.csv of this package."""
    text = resources.files("resynapse.validation").joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return tuple(
        Claim(row["name"], row["claim"], row["answer"], tuple(row["rows"].split()))
        for row in csv.DictReader(text.splitlines())
    )


def tables(found: Sequence[Comparison]) -> str:
    """Both tables in Markdown."""
    return "\n".join(
        [
            "## Claim by claim, held against data",
            "",
            _table("claims", ("#", "claim", "what is simulated", "verdict"), found),
            "",
            "## The references, each reproduced or answered",
            "",
            _table("references", ("reference", "what it reports", "what is simulated", "verdict"), found),
        ]
    )


def _table(name: str, head: tuple[str, ...], found: Sequence[Comparison]) -> str:
    lines = [head, ("---",) * len(head)]
    lines += [(one.name, one.claim, one.answer, verdict(held(one, found))) for one in claims(name)]
    return "\n".join("| " + " | ".join(cell(text) for text in line) + " |" for line in lines)


def held(claim: Claim, found: Sequence[Comparison]) -> list[Comparison]:
    """The comparisons of a claim."""
    return [one for one in found if one.id.split(".")[0] in claim.rows]


def verdict(found: Sequence[Comparison]) -> str:
    """What the comparisons say together."""
    if not found:
        return "no published number to hold it against"
    tally = Counter(one.verdict for one in found)
    absent = [one.id for one in found if one.simulated is None]
    off = [f"{one.id} {one.verdict}" for one in found if one.verdict in ("too high", "too low")]
    said = [f"{tally['consistent']} of {len(found)} consistent"]
    if off:
        said.append(f"off: {', '.join(off)}")
    if tally["uninformative"] > len(absent):
        said.append(f"{tally['uninformative'] - len(absent)} uninformative")
    if absent:
        said.append(f"not simulated: {', '.join(absent)}")
    return "; ".join(said)


def standing(claim: Claim, state: Mapping[str, str] | None = None) -> str:
    """The verdict of a claim from the recorded state of every comparison, without a simulation.

    >>> standing(Claim("0", "", "", ("X1",)), {"X1": "consistent", "X1.sd": "too high"})
    '1 of 2 consistent; off: X1.sd too high'
    """
    known = record.recorded() if state is None else state
    here = {name: said for name, said in known.items() if name.split(".")[0] in claim.rows}
    if not here:
        return "no published number to hold it against"
    tally = Counter(here.values())
    parts = [f"{tally['consistent']} of {len(here)} consistent"]
    off = [f"{name} {said}" for name, said in here.items() if said in ("too high", "too low")]
    if off:
        parts.append(f"off: {', '.join(off)}")
    if tally["uninformative"]:
        parts.append(f"no verdict (not simulated, or the interval is too wide): {tally['uninformative']}")
    return "; ".join(parts)
