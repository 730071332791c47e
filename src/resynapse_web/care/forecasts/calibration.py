"""What the clinic's own forecasts were worth. Pure: pairs of what was said and what was seen.

A forecast counts once, with the first score after it. It is held against the better of two simple guesses: the base
rate alone, and the base rate with the last score (how often patients of this clinic in the same state responded next).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

LEAST_COVERAGE, BANDS_NEEDED, LAST_BANDS = 0.7, 20, 50
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


class Pair(NamedTuple):
    """A forecast and what happened.

    Attributes:
        said: probability of response on the day of the score.
        base: the same before any score of this patient.
        before: whether the last score before the forecast was a response.
        responded: whether the score was one.
        covered: whether it lay in the 80 % range; None when it was on a scale without one.
        product: what was given.
    """

    said: float
    base: float
    before: bool
    responded: bool
    covered: bool | None
    product: str = ""


class Trust(StrEnum):
    """What the clinic's own record says about its forecasts."""

    COLLECTING = "collecting"
    HOLDS = "holds"
    FAILS = "fails"


class Bin(NamedTuple):
    """Forecasts that said about the same, and the share that responded."""

    low: float
    high: float
    number: int
    said: float
    seen: float


def brier(said: Sequence[float], seen: Sequence[bool]) -> float | None:
    """Mean squared distance of a probability from what happened; lower is better.

    >>> brier([0.5, 0.5], [True, False])
    0.25
    """
    if not said:
        return None
    return sum((p - float(y)) ** 2 for p, y in zip(said, seen, strict=True)) / len(said)


def simple(pairs: Sequence[Pair]) -> list[float]:
    """Base rate with the last score: the share of other pairs in the same state, drawn to the base rate."""
    number = Counter(it.before for it in pairs)
    well = Counter(it.before for it in pairs if it.responded)
    return [(well[it.before] - it.responded + it.base) / number[it.before] for it in pairs]


class Scores(NamedTuple):
    """Brier scores of the forecasts and of the two guesses; None without pairs."""

    own: float | None
    base: float | None
    simple: float | None


def scores(pairs: Sequence[Pair]) -> Scores:
    """All three, on the same pairs."""
    seen = [it.responded for it in pairs]
    own, base = [it.said for it in pairs], [it.base for it in pairs]
    return Scores(brier(own, seen), brier(base, seen), brier(simple(pairs), seen))


def coverage(pairs: Sequence[Pair]) -> tuple[int, int]:
    """How many of the last ranges held, of how many."""
    known = [it.covered for it in pairs if it.covered is not None][-LAST_BANDS:]
    return sum(known), len(known)


def trust(pairs: Sequence[Pair], needed: int) -> Trust:
    """Whether forecasts may go on being shown.

    Args:
        needed: the number of pairs that was fixed beforehand.
    """
    held, ranges = coverage(pairs)
    if ranges >= BANDS_NEEDED and held / ranges < LEAST_COVERAGE:
        return Trust.FAILS
    if len(pairs) < needed:
        return Trust.COLLECTING
    found = scores(pairs)
    if found.own is None or found.base is None or found.simple is None:
        return Trust.COLLECTING
    return Trust.HOLDS if found.own < min(found.base, found.simple) else Trust.FAILS


def bins(pairs: Sequence[Pair]) -> list[Bin]:
    """Said against seen."""
    found = []
    for low, high in zip(EDGES, EDGES[1:], strict=False):
        inside = [it for it in pairs if low <= it.said < high or it.said == high == 1.0]
        if inside:
            said = sum(it.said for it in inside) / len(inside)
            found.append(Bin(low, high, len(inside), said, sum(it.responded for it in inside) / len(inside)))
    return found
