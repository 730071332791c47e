"""When what is asked: pure, from the plan's programme, its first day and what was answered already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import yaml

from resynapse_web.care.instruments.catalogue import PACKAGE, Part


class Series(Part):
    """One row of the cadence."""

    instruments: tuple[str, ...]
    baseline: bool = False
    induction_every: int | None = None
    then_every: int | None = None
    sessions: bool = False
    days: tuple[int, ...] = ()
    early_days: int = 3  # an answer this long before its day counts for it
    open_days: int = 14  # and this long afterwards it is still asked


class Cadence(Part):
    """The whole schedule."""

    remind_after_days: tuple[int, ...]
    until_days: int
    asked: Mapping[str, Series]
    always: tuple[Series, ...]
    sources: str


class Occasion(NamedTuple):
    """One instrument on one day, and the days on which an answer counts for it."""

    instrument: str
    on: date
    opens: date
    closes: date


class Course(NamedTuple):
    """What the schedule needs to know of a plan."""

    first: date  # of the first dose, or of the signature before it
    weeks: int
    doses: tuple[int, ...]  # days
    outcomes: tuple[str, ...]


@lru_cache(maxsize=1)
def shipped() -> Cadence:
    """The cadence that ships."""
    text = (resources.files(PACKAGE) / "data/cadence.yaml").read_text(encoding="utf-8")
    return Cadence.model_validate(yaml.safe_load(text))


def occasions(course: Course, cadence: Cadence) -> list[Occasion]:
    """Every occasion of a course, in order."""
    rows = [*(cadence.asked[key] for key in course.outcomes if key in cadence.asked), *cadence.always]
    found = {_occasion(it, row, course.first + timedelta(day))
             for row in rows for day in _days(row, course, cadence) for it in row.instruments}  # fmt: skip
    return sorted(found, key=lambda it: (it.on, it.instrument))


def _occasion(instrument: str, row: Series, on: date) -> Occasion:
    return Occasion(instrument, on, on - timedelta(row.early_days), on + timedelta(row.open_days))


def _days(row: Series, course: Course, cadence: Cadence) -> Iterator[int]:
    yield from row.days
    end = 7 * course.weeks
    if row.baseline:
        yield 0
    if row.sessions:
        yield from course.doses
    if row.induction_every:
        yield from range(row.induction_every, end + 1, row.induction_every)
    if row.then_every:
        yield from range(end + row.then_every, end + cadence.until_days + 1, row.then_every)


def due(course: Course, cadence: Cadence, done: Iterable[tuple[str, date]], today: date) -> list[Occasion]:
    """What is to be answered today: the latest open occasion of each instrument that nobody has answered.

    What was missed before is not asked a second time; it stays missing.
    """
    answered: dict[str, list[date]] = {}
    for instrument, on in done:
        answered.setdefault(instrument, []).append(on)
    latest = {it.instrument: it for it in occasions(course, cadence) if it.on <= today}
    return [
        it for it in latest.values()
        if today <= it.closes and not any(day >= it.opens for day in answered.get(it.instrument, ()))
    ]  # fmt: skip


def reminded_today(it: Occasion, cadence: Cadence, today: date) -> bool:
    """Whether today is a day to remind of an occasion."""
    return (today - it.on).days in cadence.remind_after_days
