"""One published number against the simulation, and the verdict.

    consistent     the simulated value lies inside the published 95 % interval, widened by the disagreement between
                   trials where the number is a mean or share of a single trial (2 points of MADRS, 7 % of responders)
    too high/low   it lies above or below
    uninformative  nothing printed gives an interval, nothing was simulated, or the interval holds no effect as well as
                   twice the effect

The simulated interval is the spread of trials of the true size, drawn from the virtual patients, with the same
disagreement in it. It is shown, and decides nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from resynapse.validation import arms
from resynapse.validation.arms import Trial
from resynapse.validation.printed import Printed, Z, rows

Verdict = Literal["consistent", "too high", "too low", "uninformative"]
DRAWS = 200


@dataclass(frozen=True)
class Comparison:
    """A published number and how to read it from the simulated arms.

    Attributes:
        row: id of the evidence row.
        statistic: what is compared, with its unit.
        observed: as printed, in that unit.
        sizes: patients of the published trial by simulated arm; empty where no patients are drawn.
        read: from patients to the statistic; None where the simulation has no such number.
        between: standard deviation between trials of the same arm, in the unit of the statistic.
        paired: the same patients in every arm (crossover).
        effect: 0 means that there is none.
        note: how it is compared, what is assumed, why it says nothing.
        whole: how the statistic is read from all patients, where that differs.
        share: it lies between 0 and 1, and so do its intervals.
    """

    row: str
    statistic: str
    observed: Printed
    sizes: Mapping[str, int]
    read: Callable[[Trial], float] | None = None
    between: float = 0.0
    paired: bool = False
    effect: bool = False
    note: str = ""
    whole: Callable[[Trial], float] | None = None
    share: bool = False


@dataclass(frozen=True)
class Line:
    """A comparison with the simulated numbers; one line of the table."""

    id: str
    claim: str
    study: str
    use: str
    statistic: str
    observed: float | None
    observed_lo: float | None
    observed_hi: float | None
    simulated: float | None
    simulated_lo: float | None
    simulated_hi: float | None
    between: float
    verdict: Verdict
    status: str
    note: str

    @property
    def inside(self) -> bool | None:
        """Whether the simulated value lies in the widened published interval; None where there is none."""
        if self.simulated is None or self.observed_lo is None or self.observed_hi is None:
            return None
        return bool(self.observed_lo <= self.simulated <= self.observed_hi)


def line(comparison: Comparison, trial: Trial) -> Line:
    """The comparison against these virtual patients."""
    c, row = comparison, rows()[comparison.row]
    value, low, high = _cut(widened(c.observed, c.between), c.share)
    simulated, bottom, top = _cut(_simulated(c, trial), c.share)
    return Line(
        c.row,
        row["quantity"],
        row["study"],
        row["use"],
        c.statistic,
        value,
        low,
        high,
        simulated,
        bottom,
        top,
        c.between,
        verdict(Printed(value, low, high), simulated, c.effect),
        row["status"],
        c.note,
    )


def widened(observed: Printed, between: float) -> Printed:
    """The interval with the disagreement between trials in it."""
    value, low, high = observed
    if low is None or high is None or between == 0.0:
        return observed
    middle = value if value is not None else 0.5 * (low + high)
    return Printed(value, middle - np.hypot(middle - low, Z * between), middle + np.hypot(high - middle, Z * between))


def _cut(printed: Printed, share: bool) -> Printed:
    return Printed(*(min(1.0, max(0.0, x)) if share and x is not None else x for x in printed))


def verdict(observed: Printed, simulated: float | None, effect: bool) -> Verdict:
    """What may be said (see the top of this file)."""
    value, low, high = observed
    if simulated is None or low is None or high is None:
        return "uninformative"
    if simulated > high:
        return "too high"
    if simulated < low:
        return "too low"
    if effect and value is not None and low <= 0.0 <= high and low <= 2 * value <= high:
        return "uninformative"
    return "consistent"


def _simulated(c: Comparison, trial: Trial) -> Printed:
    if c.read is None:
        return Printed(None)
    value = (c.whole or c.read)(trial)
    if not c.sizes:
        return Printed(value)
    rng = np.random.default_rng([zlib.crc32(f"{c.row} {c.statistic}".encode()), 0])
    found = [c.read(arms.draw(trial, c.sizes, c.paired, rng)) for _ in range(DRAWS)]
    spread = np.array(found) + c.between * rng.standard_normal(DRAWS)
    low, high = np.quantile(spread, [0.025, 0.975])
    return Printed(float(value), float(low), float(high))
