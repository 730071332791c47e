"""Check-ins of the peer monitor, and the ladder when they stay away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from itertools import takewhile
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict


class Expected(BaseModel):
    """One check-in; without a minute it is due after the others, when the time floor is met."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    minute: int | None
    text: str


class Rung(BaseModel):
    """One step of the ladder."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    text: str


class Ladder(BaseModel):
    """When somebody checks in, and what follows when nobody does."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    grace_minutes: int
    checkins: tuple[Expected, ...]
    unseen_minutes: int
    again_minutes: int
    missed_to_start: int
    ladder: tuple[Rung, ...]


@lru_cache(maxsize=1)
def ladder() -> Ladder:
    """As shipped."""
    return Ladder(**yaml.safe_load((resources.files(__package__) / "data/ladder.yaml").read_text("utf-8")))


class State(StrEnum):
    """What became of a check-in."""

    GIVEN = "given"
    MISSED = "missed"
    DUE = "due"
    AHEAD = "ahead"


class CheckIn(NamedTuple):
    """One check-in and where it stands."""

    id: str
    text: str
    at: datetime
    state: State


def checkins(dosed: datetime, floor_minutes: int, given: Collection[str], now: datetime) -> list[CheckIn]:
    """Every check-in of a session.

    Args:
        given: ids of those that were given.
        now: this moment, or the end of the session.
    """
    rules, found = ladder(), []
    dosed, now = dosed.astimezone(UTC), now.astimezone(UTC)  # minutes are added in UTC, not on the wall
    for it in rules.checkins:
        last = max(floor_minutes, *(other.minute or 0 for other in rules.checkins)) + 2 * rules.grace_minutes
        at = dosed + timedelta(minutes=last if it.minute is None else it.minute)
        if it.id in given:
            state = State.GIVEN
        elif now > at + timedelta(minutes=rules.grace_minutes):
            state = State.MISSED
        else:
            state = State.DUE if now >= at - timedelta(minutes=rules.grace_minutes) else State.AHEAD
        found.append(CheckIn(it.id, it.text, at, state))
    return found


def answers(found: list[CheckIn]) -> str:
    """Which check-in one given now answers: the latest that is due or missed; an extra one otherwise."""
    open_now = [it.id for it in found if it.state in (State.DUE, State.MISSED)]
    return open_now[-1] if open_now else "extra"


def missed_running(found: list[CheckIn]) -> int:
    """How many were missed since the last one given."""
    past = [it for it in found if it.state in (State.GIVEN, State.MISSED)]
    return len(list(takewhile(lambda it: it.state == State.MISSED, reversed(past))))
