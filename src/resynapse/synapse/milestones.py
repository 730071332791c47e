"""Fifteen milestones of one message, in causal order: the only place where they are named.

Zero is the peak of the spike in the bouton. What is printed about each stands beside it, where something is; ranges
that are remembered, not read, are not repeated here.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import xarray as xr

from resynapse.receptor.magnesium import Magnesium
from resynapse.synapse.axon import delay
from resynapse.synapse.before import before
from resynapse.synapse.cleft import crossing
from resynapse.synapse.numbers import Numbers

RISE = 10.0  # mV above rest: the EPSP has come half-way to the threshold
SPIKE = 0.0  # mV
WINDOW = 1.0 - float(np.exp(-1.0))  # share of the NMDA charge that has flowed when the window closes
ALL = 0.99  # share of what is transported that counts as all


class Milestone(NamedTuple):
    """A moment of the message."""

    id: str
    words: str
    published: str | None = None
    source: str | None = None


MILESTONES = (
    Milestone("axon_spike", "action potential at the axon"),
    Milestone("bouton_spike", "spike in the bouton"),
    Milestone(
        "calcium_current", "calcium flows in, at most", "begins after the peak of the spike, ends before it is over",
        "Borst1998",
    ),
    Milestone("bouton_calcium", "calcium at the sensor, at most"),
    Milestone("vesicle_fusion", "vesicle fuses"),
    Milestone("cleft_crossed", "glutamate has crossed the cleft"),
    Milestone("cleft_peak", "glutamate at the receptors, at most", "1.1 mmol/L in the cleft", "Clements1992"),
    Milestone("ampa_open", "half as many AMPA receptors open as at most"),
    Milestone("magnesium_leaves", "magnesium leaves: twice as many NMDA pores are free of it as at rest"),
    Milestone("epsp", "volley has depolarised the soma by 10 mV"),
    Milestone("cleft_decay", "glutamate in the cleft down to 1/e", "1.2 ms after its peak", "Clements1992"),
    Milestone("soma_spike", "next cell fires"),
    Milestone("relay", "its spike arrives at the next synapse"),
    Milestone("nmda_window", "NMDA window closes"),
    Milestone("transported", "glutamate transported", "70 ms for one turnover", "Wadiche1995"),
)  # fmt: skip


def times(course: xr.Dataset, numbers: Numbers | None = None) -> dict[str, float]:
    """Time of every milestone in a mean transmission [ms]; NaN for what did not happen.

    Args:
        course: from `transmit`, of the excitatory synapse.
    """
    numbers = numbers or Numbers()
    t = course.time.values
    free, ampa = course.magnesium_free.values, course.ampa_open.values
    early = before(numbers)
    soma = course.soma_voltage.values
    latency = float(course.latency)
    spike = _crossed(t, soma, SPIKE)
    cleft = np.where(t >= latency, course.cleft.values, 0.0)
    found = (
        -delay(numbers.axon),
        0.0,
        peak_time(early.time, early.current),
        peak_time(early.time, early.calcium),
        latency,
        latency + crossing(numbers.cleft),
        max(peak_time(t, course.seen.values), latency) + crossing(numbers.cleft),
        _crossed(t, ampa, 0.5 * float(np.max(ampa)), after=latency),
        _crossed(t, free, 2.0 * free[0]),
        _crossed(t, soma, soma[0] + RISE),
        _crossed(t, -cleft, -float(np.max(cleft)) / math.e, after=latency),
        spike,
        spike + delay(numbers.axon),
        _share(t, -_charge(t, course.nmda_current.values), WINDOW),
        _share(t, course.transported.values, ALL),
    )
    return {milestone.id: value for milestone, value in zip(MILESTONES, found, strict=True)}


def table(
    course: xr.Dataset, trials: xr.Dataset | None = None, numbers: Numbers | None = None
) -> list[dict[str, object]]:
    """Every milestone with its time, the interval of nine tenths of the trials that have it, and what is printed.

    Returns:
        rows of milestone, time_ms, low_ms, high_ms, published, source; None where there is nothing. What the mean
        transmission does not reach has no interval either, though single ones may: see `shares`.
    """
    rows: list[dict[str, object]] = []
    for milestone, value in zip(MILESTONES, times(course, numbers).values(), strict=True):
        low = high = None
        if trials is not None and np.isfinite(value):
            seen = trials.time.sel(milestone=milestone.id).values
            seen = seen[np.isfinite(seen)]
            if len(seen):
                low, high = (float(x) for x in np.quantile(seen, (0.05, 0.95)))
        at = float(value) if np.isfinite(value) else None
        rows.append(
            {"milestone": milestone.id, "time_ms": at, "low_ms": low, "high_ms": high,
             "published": milestone.published, "source": milestone.source}
        )  # fmt: skip
    return rows


def shares(trials: xr.Dataset) -> np.ndarray:
    """Share of the trials that release a vesicle in which each milestone is reached [15]; NaN where none releases."""
    released = trials.time.values[trials.vesicles.values > 0]
    return np.isfinite(released).mean(axis=0) if len(released) else np.full(len(MILESTONES), np.nan)


def sentence(rows: list[dict[str, object]]) -> str:
    """The honest sentence beside "all in about 7 ms"."""
    at = {str(row["milestone"]): row["time_ms"] for row in rows}

    def ms(name: str) -> str:
        return f"{at[name]:.1f} ms" if isinstance(at[name], float) else "no time: it did not happen"

    passed = f"signal passed on at {ms('soma_spike')}" if at["soma_spike"] else "signal not passed on"
    window = f"{at['nmda_window']:.0f} ms" if at["nmda_window"] else "no time"
    return f"{passed}; NMDA window closes at {window}; glutamate fully transported at {at['transported']:.0f} ms."


def doubling(rest: float, magnesium: float) -> float:
    """Voltage at which twice as many pores are free of magnesium as at rest [mV]; infinite if half are free already."""
    c = Magnesium()
    hold = magnesium / c.half * np.exp(-c.slope * rest)
    return float(rest + np.log(2.0 * hold / (hold - 1.0)) / c.slope) if hold > 1.0 else float("inf")


def peak_time(t: np.ndarray, values: np.ndarray) -> float:
    """Time of the largest value, by a parabola through its neighbours."""
    k = int(np.clip(np.argmax(values), 1, len(values) - 2))
    (a, b, c), (x, y, z) = t[k - 1 : k + 2], values[k - 1 : k + 2]
    left, right = (y - x) / (b - a), (z - y) / (c - b)
    if not left > 0.0 > right:
        return float(t[np.argmax(values)])
    return float(0.5 * (a + b) + 0.5 * (c - a) * left / (left - right))


def _crossed(t: np.ndarray, values: np.ndarray, level: float, after: float = -np.inf) -> float:
    """First time at which rising values reach a level."""
    hit = np.flatnonzero((values[1:] >= level) & (values[:-1] < level) & (t[1:] > after))
    if not len(hit):
        return float("nan")
    k = int(hit[0])
    return float(t[k] + (t[k + 1] - t[k]) * (level - values[k]) / (values[k + 1] - values[k]))


def _charge(t: np.ndarray, current: np.ndarray) -> np.ndarray:
    above = current - current[0]
    return np.concatenate([[0.0], np.cumsum(0.5 * (above[1:] + above[:-1]) * np.diff(t))])


def _share(t: np.ndarray, amount: np.ndarray, share: float) -> float:
    return _crossed(t, amount / amount[-1], share) if amount[-1] != 0.0 else float("nan")
