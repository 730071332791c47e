"""Conditions over answers in Kleene's three-valued logic: true, false, unknown (None).

A condition is written as data:

    aneurysm                                    answered yes
    {question: systolic, at_least: 140}         also: below, is, within_days (a date not longer ago)
    {any: [...]}   {all: [...]}   {not: ...}

An unanswered question is unknown, and unknown never counts as no: that is the whole point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from resynapse.errors import InputError

Value = bool | float | str | date
Truth = bool | None
Facts = Mapping[str, Value | None]
FORMS = "a question, {question, is|at_least|below|within_days}, {any: [...]}, {all: [...]} or {not: ...}"


@dataclass(frozen=True)
class Ask:
    """One question, compared with a bound."""

    question: str
    how: str
    bound: Any


@dataclass(frozen=True)
class Join:
    """Several conditions: any or all of them, or the opposite of one."""

    how: str
    parts: tuple[Condition, ...]


Condition = Ask | Join
COMPARE: Mapping[str, Callable[[Any, Any, date], bool]] = {
    "is": lambda value, bound, _: value == bound,
    "at_least": lambda value, bound, _: value >= bound,
    "below": lambda value, bound, _: value < bound,
    "within_days": lambda value, bound, today: (today - value).days <= bound,
}


def read(data: Any) -> Condition:
    """A condition from its data.

    Raises:
        InputError: something else stands there.
    """
    if isinstance(data, str):
        return Ask(data, "is", True)
    if isinstance(data, dict) and len(data) == 1:
        ((how, parts),) = data.items()
        if how in ("any", "all") and isinstance(parts, list) and parts:
            return Join(how, tuple(read(part) for part in parts))
        if how == "not":
            return Join(how, (read(parts),))
    if isinstance(data, dict) and len(data) == 2 and "question" in data:
        (how,) = set(data) - {"question"}
        if how in COMPARE:
            return Ask(data["question"], how, data[how])
    raise InputError("when", data, FORMS)


def truth(condition: Condition, facts: Facts, today: date) -> Truth:
    """Whether a condition holds: True, False, or None when the facts do not say.

    >>> from datetime import date
    >>> either = read({"any": ["aneurysm", "bleeding"]})
    >>> [truth(either, facts, date(2026, 1, 1)) for facts in ({"aneurysm": True}, {"aneurysm": False}, {})]
    [True, None, None]
    """
    if isinstance(condition, Ask):
        value = facts.get(condition.question)
        return None if value is None else COMPARE[condition.how](value, condition.bound, today)
    found = [truth(part, facts, today) for part in condition.parts]
    if condition.how == "not":
        return None if found[0] is None else not found[0]
    decisive = condition.how == "any"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def questions(condition: Condition) -> Iterator[str]:
    """The questions a condition asks, in order."""
    if isinstance(condition, Ask):
        yield condition.question
    else:
        for part in condition.parts:
            yield from questions(part)
