"""Before the cleft: one spike in the bouton, the calcium it lets in, and when a docked vesicle fuses."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from resynapse.synapse.calcium_channel import calcium_channel
from resynapse.synapse.flow import B_CALCIUM, B_SCHEMES, B_V, BEFORE
from resynapse.synapse.fusion import sensor
from resynapse.synapse.hodgkin_huxley import gates
from resynapse.synapse.numbers import Inputs, Numbers, flat
from resynapse.synapse.rates import arrays
from resynapse.synapse.rosenbrock import integrate
from resynapse.synapse.scheme import equilibrium, generator

Floats = NDArray[np.float64]
WINDOW = 5.0  # ms after the current from the axon begins; what fuses later is not counted to this spike
STEP = 0.002
TOLERANCE = 1e-8


class Before(NamedTuple):
    """What one spike does before the cleft.

    Attributes:
        time: ms from the peak of the bouton's spike [T].
        voltage: of the bouton [mV] [T].
        current: of its calcium channels, inward, share of the largest at -55 mV [T].
        calcium: at the sensor [umol/L] [T].
        fused: probability that a docked vesicle has fused [T].
        latency: time at which half of those that will fuse have fused [ms].
    """

    time: Floats
    voltage: Floats
    current: Floats
    calcium: Floats
    fused: Floats
    latency: float


@cache
def before(numbers: Numbers, tolerance: float = TOLERANCE, utilisation: float | None = None) -> Before:
    """Follow one spike, with the calcium per current that makes it fuse a docked vesicle with probability U."""
    wanted = numbers.pool.utilisation if utilisation is None else utilisation

    def missing(logarithm: float) -> float:
        return float(_follow(numbers, np.exp(logarithm), 100.0 * tolerance, WINDOW)[1][-1, -1]) - wanted

    times, states = _follow(numbers, np.exp(brentq(missing, 2.0, 8.0, xtol=1e-6)), tolerance, STEP)
    peak = _peak(times, states[:, B_V])
    time, fused = times - peak, states[:, -1]
    current = states[:, B_SCHEMES + 5] * 0.01 * (numbers.fusion.reversal - states[:, B_V])
    latency = float(np.interp(0.5 * fused[-1], fused, time))
    return Before(time, states[:, B_V], current, states[:, B_CALCIUM], fused, latency)


def _follow(numbers: Numbers, calcium_per_current: float, tolerance: float, step: float) -> tuple[Floats, Floats]:
    channel, vesicle = calcium_channel(), sensor(numbers.fusion)
    rest = _rest(numbers)
    start = np.concatenate(
        [
            [rest, *_settled(rest, numbers.bouton.shift), numbers.fusion.rest],
            equilibrium(channel, generator(channel, voltage=rest)),
            vesicle.start,
        ]
    )
    end = numbers.bouton.duration
    on = np.linspace(0.0, end, 2 + int(end / step))
    off = np.linspace(end, WINDOW, 2 + int((WINDOW - end) / step))
    small = np.full(len(start), 1e-6)
    pieces = []
    for times, stimulus in ((on, numbers.bouton.pulse), (off, 0.0)):
        p = flat(numbers, Inputs(stimulus=stimulus, calcium_per_current=calcium_per_current))
        pieces.append(integrate(BEFORE, start, times, p, arrays(channel), arrays(vesicle), small, tolerance, np.inf))
        start = pieces[-1][-1]
    return np.concatenate([on, off[1:]]), np.concatenate([pieces[0], pieces[1][1:]])


def _rest(numbers: Numbers) -> float:
    b = numbers.bouton

    def ionic(v: float) -> float:
        m, h, n = _settled(v, b.shift)
        return (
            b.sodium * m**3 * h * (v - b.sodium_reversal)
            + b.potassium * n**4 * (v - b.potassium_reversal)
            + b.leak * (v - b.leak_reversal)
        )

    return float(brentq(ionic, -95.0, -60.0, xtol=1e-12))


def _settled(voltage: float, shift: float) -> tuple[float, float, float]:
    """m, h, n at rest."""
    am, bm, ah, bh, an, bn = gates(voltage, shift)
    return am / (am + bm), ah / (ah + bh), an / (an + bn)


def _peak(times: Floats, values: Floats) -> float:
    """Time of the largest value, between samples by the parabola through three of them."""
    k = int(np.clip(np.argmax(values), 1, len(values) - 2))
    left, top, right = values[k - 1 : k + 2]
    h = 0.5 * (times[k + 1] - times[k - 1])
    bend = left - 2.0 * top + right
    return float(times[k] + 0.5 * h * (left - right) / bend) if bend < 0.0 else float(times[k])
