"""Scores and what their change means. Pure. A missing item leaves a scale unscored; it is never counted as 0."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from resynapse.errors import InputError
from resynapse_web.care.instruments.catalogue import Instrument, Item

Answers = Mapping[str, int | None]
ITEM_9 = "9"


class Scored(NamedTuple):
    """A total, or None with the items that are missing."""

    total: Decimal | None
    missing: tuple[str, ...]


class Verdict(NamedTuple):
    """What a change means: True, False, or None where no rule is on file or nothing can be said."""

    response: bool | None
    remission: bool | None
    reliable: str | None  # "improved", "worse", "no reliable change"


def read(instrument: Instrument, posted: Mapping[str, str]) -> dict[str, int | None]:
    """Answers as they arrive. What is not one of the options is missing; the others are never lost with it."""
    return {item.id: _points(item, posted.get(item.id, "")) for item in instrument.items}


def _points(item: Item, text: str) -> int | None:
    valid = text.isascii() and text.isdecimal() and len(text) < 3 and int(text) <= item.most
    return int(text) if valid else None


def score(instrument: Instrument, answers: Answers) -> Scored:
    """The total of all items, or their mean.

    Raises:
        InputError: points outside of an item's range.
    """
    for item in instrument.items:
        points = answers.get(item.id)
        if points is not None and not 0 <= points <= item.most:
            raise InputError(f"{instrument.name}, item {item.id}", points, f"0 to {item.most}")
    missing = tuple(item.id for item in instrument.items if answers.get(item.id) is None and _asked(item, answers))
    if missing or instrument.method == "screener":
        return Scored(None, missing)
    total = Decimal(sum(answers[item.id] or 0 for item in instrument.items))
    if instrument.method == "mean":
        return Scored((total / len(instrument.items)).quantize(Decimal("0.01")), ())
    return Scored(total, ())


def _asked(item: Item, answers: Answers) -> bool:
    return not item.after or answers.get(item.after) != 0


def whole(instrument: Instrument, text: Any) -> Decimal:
    """A total that was entered.

    Raises:
        InputError: not a number inside of the scale.
    """
    try:
        total = Decimal(str(text).strip())
    except ArithmeticError:
        total = Decimal("NaN")
    if not total.is_finite() or not instrument.low <= total <= instrument.high:
        raise InputError(instrument.name, str(text), f"a number from {instrument.low:g} to {instrument.high:g}")
    return total.quantize(Decimal("0.01"))


def verdict(instrument: Instrument, first: Decimal | None, last: Decimal | None) -> Verdict:
    """What the change from the first to the last score means, by the rules of the instrument."""
    if last is None:
        return Verdict(None, None, None)
    remission = None if instrument.remission is None else last <= Decimal(str(instrument.remission.at_most))
    if first is None:
        return Verdict(None, remission, None)
    response = None
    if instrument.response is not None and first > 0:
        response = last <= first * (1 - Decimal(str(instrument.response.share)))
    return Verdict(response, remission, _reliable(instrument, last - first))


def _reliable(instrument: Instrument, change: Decimal) -> str | None:
    if instrument.reliable is None:
        return None
    if abs(change) < Decimal(str(instrument.reliable.points)):
        return "no reliable change"
    return "improved" if (change < 0) == (instrument.better == "low") else "worse"
