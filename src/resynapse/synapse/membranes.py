"""The voltages of one stochastic transmission, compiled: channels are held over a step, everything else moves.

    spine       its charge settles in microseconds: receptors, linear over a step, in series with the neck
    branch      with the soma, implicit midpoint: they are coupled far faster than either leaks
    soma        its gates exponential, half a step apart from its voltage
    magnesium   follows the voltage of the spine

Charges are integrated by the trapezoidal rule inside the step, so that a spike in the middle of it counts.
"""

from __future__ import annotations

from math import exp
from typing import Any

from resynapse.compiled import compiled
from resynapse.synapse.flow import PER_AREA, gates, slow_gate, spine_currents
from resynapse.synapse.milestones import RISE, SPIKE

SPINE, BRANCH, OTHER_SPINE, OTHER_BRANCH, SOMA, M, H, N, SLOW = range(9)
Q_FIRST, Q_SECOND, Q_CALCIUM, RISEN, SPIKED = range(5)
KEPT = 5
LIVELY, QUIET = -55.0, -62.0  # mV, of the soma
SHORT, MEDIUM, LONG = 0.02, 0.5, 2.0  # ms: the longest steps of the soma above, between and below these


@compiled
def membranes(
    v: Any, p: Any, start: float, dt: float, others: float, hold: float, opened: Any, elsewhere: Any, at_rest: float,
    kept: Any,
) -> None:  # fmt: skip
    """Move all voltages by one step.

    Args:
        v: voltages [mV] and gates, see the names above [9].
        p: numbers; start, dt: of the step [ms].
        others: synapses of the volley that release as well.
        hold: what magnesium does at 0 mV.
        opened: open AMPA and NMDA channels of this synapse [2]; elsewhere: of each of the others, on average [2].
        at_rest: of the soma [mV].
        kept: charges so far [fC], times of EPSP and spike [ms], NaN until they come [5].
    """
    area = p.cell_area - PER_AREA * (others + 1.0) * p.spine_branch / p.cell_capacitance
    leak = p.spine_branch * p.cell_leak / p.cell_capacitance
    neck, axial = 1e3 / p.spine_neck, 1e3 / p.spine_axial
    a, b, c = currents(v[SPINE], p, hold, opened)
    left = dt
    while left > 1e-9:
        part = min(left, SHORT if v[SOMA] > LIVELY else MEDIUM if v[SOMA] > QUIET else LONG)
        left -= part
        if p.clamped == 0.0:
            soma = v[SOMA]
            drag, push, slope, spare = through(v[SPINE], p, a + b, neck)
            x, y, _ = currents(v[OTHER_SPINE], p, hold, elsewhere)
            other_drag, other_push, other_slope, other_spare = through(v[OTHER_SPINE], p, x + y, neck)
            idle = leak * p.cell_leak_reversal
            at, to = coupled(v[BRANCH], axial, leak + drag, idle + push, p.spine_branch, part)
            at_other, to_other = coupled(
                v[OTHER_BRANCH], axial, leak + other_drag, idle + other_push, p.spine_branch, part
            )
            sodium, potassium = p.cell_sodium * v[M] ** 3 * v[H], p.cell_potassium * v[N] ** 4 + p.cell_slow * v[SLOW]
            inflow = sodium * p.cell_sodium_reversal + potassium * p.cell_potassium_reversal
            inflow += p.cell_leak * p.cell_leak_reversal + axial * (at + others * at_other) * PER_AREA / area
            pull = sodium + potassium + p.cell_leak
            pull += axial * (1.0 - to + others * (1.0 - to_other)) * PER_AREA / area
            slow = 2.0 * p.cell_capacitance / part
            middle = (slow * soma + inflow) / (slow + pull)
            v[SOMA] = 2.0 * middle - soma
            v[BRANCH] = 2.0 * (at + to * middle) - v[BRANCH]
            v[OTHER_BRANCH] = 2.0 * (at_other + to_other * middle) - v[OTHER_BRANCH]
            am, bm, ah, bh, an, bn = gates(v[SOMA], p.cell_shift)
            v[M] = along(am, am + bm, v[M], part)
            v[H] = along(ah, ah + bh, v[H], part)
            v[N] = along(an, an + bn, v[N], part)
            steady, slowness = slow_gate(v[SOMA], p.cell_slow_time)
            v[SLOW] = steady + (v[SLOW] - steady) * exp(-part / slowness)
            v[SPINE] = (neck * v[BRANCH] + spare) / (neck + slope)
            v[OTHER_SPINE] = (neck * v[OTHER_BRANCH] + other_spare) / (neck + other_slope)
            for which, level in ((RISEN, at_rest + RISE), (SPIKED, SPIKE)):
                if kept[which] != kept[which] and v[SOMA] >= level:
                    kept[which] = start + dt - left - part * (v[SOMA] - level) / (v[SOMA] - soma)
        first, second, calcium = a, b, c
        a, b, c = currents(v[SPINE], p, hold, opened)
        kept[Q_FIRST] += 0.5 * part * (a + first)
        kept[Q_SECOND] += 0.5 * part * (b + second)
        kept[Q_CALCIUM] += 0.5 * part * (c + calcium)


@compiled
def currents(v: float, p: Any, hold: float, opened: Any) -> Any:
    """Currents of both kinds of receptors, and that of calcium [pA], for numbers of open channels."""
    free = opened[1] / (1.0 + hold * exp(-p.magnesium_slope * v))
    a, b = spine_currents(v, p, opened[0] / max(p.first_number, 1e-9), free / max(p.second_number, 1e-9), 0.0)
    return a[0] + a[1] + a[2] + a[3], b[0] + b[1] + b[2], a[2] + b[2]


@compiled
def through(spine: float, p: Any, flows: float, neck: float) -> Any:
    """A spine as its branch sees it: drag [nS] and push [pA]; its slope [nS] and what is left of its current [pA].

    The receptors' current is taken as a line through its reversal, with a slope that is never negative.
    """
    zero = p.permeation_chloride_reversal if p.anion == 1.0 else 0.0
    apart = spine - zero
    slope = flows / apart if flows * apart > 0.0 and abs(apart) > 10.0 else 0.0
    spare = slope * spine - flows
    return neck * slope / (neck + slope), neck * spare / (neck + slope), slope, spare


@compiled
def coupled(branch: float, axial: float, leak: float, inflow: float, capacitance: float, dt: float) -> Any:
    """The branch in the middle of a step, as a line in the voltage of the soma: where it begins [mV], and its slope."""
    slow = 2.0 * capacitance / dt
    whole = slow + axial + leak
    return (slow * branch + inflow) / whole, axial / whole


@compiled
def along(source: float, pull: float, value: float, dt: float) -> float:
    """Exact step of dx/dt = source - pull x."""
    return source / pull + (value - source / pull) * exp(-pull * dt)
