"""Who is on duty when, as text a person writes and pure functions read.

    Mon-Fri 08-20 clara@example.org colin@example.org
    Sat-Sun 00-24 dora@example.org

Days and whole hours on the clinic's clock; people in the order in which they are called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from resynapse.errors import InputError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK = tuple((day, hour) for day in range(7) for hour in range(24))
LINE = re.compile(r"(\w{3})(?:-(\w{3}))? (\d{2})-(\d{2}) (\S+(?: \S+)*)", re.ASCII)
ALLOWED = "lines such as 'Mon-Fri 08-20 one@example.org two@example.org'"


class Shift(NamedTuple):
    """Some hours of some days, and who is called in them."""

    days: frozenset[int]
    first: int
    end: int
    people: tuple[str, ...]


def parse(text: str) -> list[Shift]:
    """Read a roster.

    Raises:
        InputError: a line that cannot be read; it says which.
    """
    return [_shift(line.strip()) for line in text.splitlines() if line.strip()]


def _shift(line: str) -> Shift:
    found = LINE.fullmatch(line)
    if found is None or found[1] not in DAYS or (found[2] or found[1]) not in DAYS:
        raise InputError("roster", line, ALLOWED)
    first, end = int(found[3]), int(found[4])
    if not 0 <= first < end <= 24:
        raise InputError("roster, hours", f"{found[3]}-{found[4]}", "whole hours from 00 to 24; end nights at 24")
    start, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    days = frozenset((start + step) % 7 for step in range((last - start) % 7 + 1))
    return Shift(days, first, end, tuple(dict.fromkeys(found[5].lower().split())))


def on_duty(shifts: Sequence[Shift], at: datetime) -> tuple[str, ...]:
    """Who is called at a moment on the clinic's clock, in order, nobody twice."""
    return _during(shifts, at.weekday(), at.hour)


def _during(shifts: Sequence[Shift], day: int, hour: int) -> tuple[str, ...]:
    named = (who for it in shifts if day in it.days and it.first <= hour < it.end for who in it.people)
    return tuple(dict.fromkeys(named))


def uncovered(shifts: Sequence[Shift]) -> list[tuple[int, int]]:
    """The hours of the week in which nobody is called, as (day, hour)."""
    return [(day, hour) for day, hour in WEEK if not _during(shifts, day, hour)]


def people(shifts: Sequence[Shift]) -> set[str]:
    """Everybody on the roster."""
    return {who for it in shifts for who in it.people}
