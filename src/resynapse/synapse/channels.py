"""Channels that are counted: exact jumps (Gillespie) with transmitter and voltage held over a step, compiled."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np

from resynapse.compiled import compiled
from resynapse.synapse.flow import concentration
from resynapse.synapse.rates import Arrays, arrays
from resynapse.synapse.scheme import BLOCKER, SECOND_BLOCKER, Scheme


def ordered(scheme: Scheme, waits: Any, blocker: float, second_blocker: float) -> Arrays:
    """Arrays of a scheme for `jump`, by the state they leave; arrows that wait for an absent drug are left out.

    Args:
        waits: 1 for the arrows on which a drug waits for magnesium to leave [R].
        blocker, second_blocker: outside [umol/L].
    Returns:
        source, target, rate, ligand, slope, open, bound, instant (see `rates.arrays`); waits [R]; the first arrow of
        every state, and their number [n + 1].
    """
    absent = [drug for drug, level in ((BLOCKER, blocker), (SECOND_BLOCKER, second_blocker)) if level == 0.0]
    kept = np.flatnonzero(~np.isin(scheme.ligand, absent))
    kept = kept[np.argsort(scheme.source[kept], kind="stable")]
    by_arrow = [values[kept] for values in arrays(scheme)[:5]]
    begin = np.searchsorted(by_arrow[0], np.arange(len(scheme.states) + 1))
    return (*by_arrow, *arrays(scheme)[5:], np.asarray(waits, float)[kept], begin.astype(np.int64))


@compiled
def jump(rng: Any, counts: Any, scheme: Any, seen: float, p: Any, v: float, dt: float, free: float) -> float:
    """Let the channels of one kind jump for `dt` with everything else held; molecules they took up.

    Args:
        counts: channels by state, moved [n].
        scheme: from `ordered`.
        seen: transmitter [mmol/L]; v: voltage [mV]; free: share of pores without magnesium.
    """
    _, target, rate, ligand, slope, _, bound, _, waits, begin = scheme
    states = len(counts)
    speed, leaving = np.empty(len(rate)), np.empty(states)
    total = 0.0
    for i in range(states):
        leaving[i] = 0.0
        for k in range(begin[i], begin[i + 1]):
            speed[k] = rate[k]
            if ligand[k] != 0:
                speed[k] *= concentration(ligand[k], seen, p.blocker, p.magnesium, p.second_blocker)
            if slope[k] != 0.0:
                speed[k] *= exp(slope[k] * v)
            if waits[k] == 1.0:
                speed[k] *= free
            leaving[i] += speed[k]
        total += leaving[i] * counts[i]
    left, taken = dt, 0.0
    while total > 0.0:
        left -= rng.standard_exponential() / total
        if left <= 0.0:
            break
        mark = rng.random() * total
        i = -1
        for k in range(states):
            if counts[k] > 0.0 and leaving[k] > 0.0:
                i = k
                mark -= leaving[k] * counts[k]
                if mark < 0.0:
                    break
        mark = -mark / counts[i]  # even over the arrows out of this state
        chosen = begin[i + 1] - 1
        for k in range(begin[i], begin[i + 1]):
            mark -= speed[k]
            if mark < 0.0:
                chosen = k
                break
        j = target[chosen]
        counts[i] -= 1.0
        counts[j] += 1.0
        taken += bound[j] - bound[i]
        total = 0.0
        for k in range(states):
            total += leaving[k] * counts[k]
    return taken


@compiled
def weigh(counts: Any, scheme: Any) -> float:
    """Channels that are open."""
    found = 0.0
    for k in range(len(counts)):
        found += counts[k] * scheme[5][k]
    return found
