"""When vital signs are due, and which of them are late or missing.

All arithmetic is in UTC: adding minutes to a time with a zone counts on the wall, and jumps with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from itertools import count, islice, pairwise, takewhile
from typing import Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from resynapse_web.care.monitoring.checkins import ladder


class Schedule(BaseModel):
    """The due minutes of a product, from the dose."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    due: tuple[int, ...]
    then_every: int
    floor: int | None
    status: Literal["V", "R", "design"]
    source: str

    @property
    def digest(self) -> str:
        """Names this very schedule with all shared minutes and the ladder; the director's signature is bound to it."""
        signed = (self.model_dump_json(), schedules().model_dump_json(exclude={"products"}), ladder().model_dump_json())
        return hashlib.sha256("\0".join(signed).encode()).hexdigest()[:16]

    def minutes(self) -> Iterator[int]:
        """Due minutes without end."""
        yield from self.due
        yield from count(self.due[-1] + self.then_every, self.then_every)


class Schedules(BaseModel):
    """All schedules, and what counts as early and late."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    early_minutes: int
    late_minutes: int
    baseline_minutes: int
    last_minutes: int
    release_minutes: int
    products: Mapping[str, Schedule]


@lru_cache(maxsize=1)
def schedules() -> Schedules:
    """As shipped."""
    return Schedules(**yaml.safe_load((resources.files(__package__) / "data/schedules.yaml").read_text("utf-8")))


class Mark(StrEnum):
    """What became of a due measurement."""

    TAKEN = "taken"
    LATE = "late"
    MISSING = "missing"
    DUE = "due"
    AHEAD = "ahead"


class Due(NamedTuple):
    """One due measurement; `taken` is the index of the reading that answers it."""

    minute: int
    at: datetime
    mark: Mark
    taken: int | None


def flowsheet(schedule: Schedule, dosed: datetime, taken: Sequence[datetime], until: datetime) -> list[Due]:
    """Every measurement due until now, and the next one.

    Args:
        dosed: time of the dose; all times aware.
        taken: times of the readings, in order.
        until: now, or the end of the session.
    """
    rules = schedules()
    dosed, until, taken = dosed.astimezone(UTC), until.astimezone(UTC), [it.astimezone(UTC) for it in taken]
    early, late = timedelta(minutes=rules.early_minutes), timedelta(minutes=rules.late_minutes)
    found = []
    for minute, following in takewhile(lambda it: _before(dosed, it[0], until), pairwise(schedule.minutes())):
        at = dosed + timedelta(minutes=minute)
        opens = at - (timedelta(minutes=rules.baseline_minutes) if minute == 0 else early)
        closes = dosed + timedelta(minutes=following) - early
        answer = next((i for i, time in enumerate(taken) if opens <= time < closes), None)
        if answer is not None:
            mark = Mark.TAKEN if taken[answer] <= at + late else Mark.LATE
        else:
            mark = Mark.MISSING if until > at + late else Mark.DUE
        found.append(Due(minute, at, mark, answer))
    minute = next(islice(schedule.minutes(), len(found), None))
    return [*found, Due(minute, dosed + timedelta(minutes=minute), Mark.AHEAD, None)]


def _before(dosed: datetime, minute: int, until: datetime) -> bool:
    return dosed + timedelta(minutes=minute - schedules().early_minutes) <= until
