"""An experiment on receptors under voltage clamp: steps of transmitter, drug, voltage and magnesium, followed exactly.

    within a step the inputs are constant:  p(t + dt) = p(t) exp(Q dt)

so the step between two readings changes what is seen, never what happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.linalg import expm

from resynapse.errors import InputError
from resynapse.receptor.magnesium import unblocked
from resynapse.synapse.scheme import Floats, Scheme, generator


class Step(NamedTuple):
    """Constant inputs for some time: duration [ms], transmitter [mmol/L], drugs [umol/L], voltage [mV], Mg [mmol/L]."""

    duration: float
    transmitter: float = 0.0
    blocker: float = 0.0
    voltage: float = -66.0
    magnesium: float = 1.0
    second: float = 0.0


class Trace(NamedTuple):
    """What was followed: time [T] ms, occupancy [T, n], conductance [T] as a share of all channels open."""

    time: Floats
    occupancy: Floats
    conductance: Floats


def follow(scheme: Scheme, steps: Sequence[Step], interval: float = 0.1, start: Floats | None = None) -> Trace:
    """Occupancy of every state over the steps, one after the other, beginning at `start` or at `scheme.start`.

    Args:
        interval: between readings [ms]; each step is divided evenly, into parts no longer than this.
    Raises:
        InputError: for a duration or a concentration below zero.
    """
    p = scheme.start if start is None else start
    times, rows, conductances = [np.zeros(1)], [p[None, :]], [conductance(scheme, p[None, :], steps[0])]
    for step in steps:
        _check(step)
        count = max(1, int(np.ceil(step.duration / interval - 1e-9)))
        after = expm(matrix(scheme, step) * (step.duration / count))
        seen = np.empty((count, len(p)))
        for k in range(count):
            p = p @ after
            seen[k] = p
        times.append(times[-1][-1] + step.duration * np.arange(1, count + 1) / count)
        rows.append(seen)
        conductances.append(conductance(scheme, seen, step))
    return Trace(np.concatenate(times), np.concatenate(rows), np.concatenate(conductances))


def settle(scheme: Scheme, steps: Sequence[Step], start: Floats | None = None) -> Floats:
    """Occupancy at the end of the steps [n], without what is between."""
    p = scheme.start if start is None else start
    for step in steps:
        _check(step)
        p = p @ expm(matrix(scheme, step) * step.duration)
    return p


def matrix(scheme: Scheme, step: Step) -> Floats:
    """Q during a step [n, n]."""
    return generator(scheme, step.transmitter, step.blocker, step.voltage, step.magnesium, step.second)


def conductance(scheme: Scheme, occupancy: Floats, step: Step) -> Floats:
    """Conducting share of the channels [...], instantaneous magnesium included where the scheme asks for it."""
    share: Floats = occupancy @ scheme.open
    return share * float(unblocked(step.voltage, step.magnesium)) if scheme.mg == "instant" else share


def _check(step: Step) -> None:
    for field, value in step._asdict().items():
        if field != "voltage" and not value >= 0.0:
            raise InputError(field, value, "zero or more")
