"""What a user is told when an input cannot be used: one sentence, never a traceback."""

from __future__ import annotations

import math


class InputError(ValueError):
    """An input the software refuses, with the field, the value it was given and what is allowed."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        super().__init__(f"{field}: {value!r} is not accepted; allowed: {allowed}.")


class NoEvidence(InputError):
    """A forecast that is not given, because no human outcome data carry it."""


def within(field: str, value: object, low: float, high: float, allowed: str = "", *, whole: bool = False) -> None:
    """Refuse what is no number from `low` to `high`: text, NaN, or a fraction where a whole number is asked for.

    Raises:
        InputError: with `allowed`, or the range.
    """
    try:
        number = math.nan if isinstance(value, str | bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not low <= number <= high or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        raise InputError(field, value, allowed or f"{kind} from {low:g} to {high:g}")
