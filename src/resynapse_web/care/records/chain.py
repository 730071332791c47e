"""The chain of the audit, as plain functions over plain data.

    hash(n) = SHA-256(hash(n - 1) + content(n))

Who changes, removes or inserts a line breaks every hash after it. Who rewrites the whole chain is found by comparing
with a head that was written down elsewhere (`resynapse clinic check` prints it every night).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from resynapse_web.care.records.entry import digest

START = "0" * 64
LINKS = ("previous", "hash")


class Checked(NamedTuple):
    """How far the chain holds."""

    lines: int
    head: str
    broken_at: int | None


def link(previous: str, line: Mapping[str, Any]) -> str:
    """The hash of one line."""
    return digest([previous, {key: value for key, value in line.items() if key not in LINKS}])


def check(lines: Iterable[Mapping[str, Any]]) -> Checked:
    """Follow the chain from its start.

    Args:
        lines: the columns of the audit, in order of `number`.
    Returns:
        Number of lines that hold, hash of the last of them, and the number of the first that does not (or None).
    """
    head, count = START, 0
    for line in lines:
        if line["number"] != count + 1 or line["previous"] != head or line["hash"] != link(head, line):
            return Checked(count, head, count + 1)
        head, count = line["hash"], count + 1
    return Checked(count, head, None)
