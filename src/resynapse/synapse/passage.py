"""One stochastic transmission, compiled: channels are counted, everything else flows.

    channels    exact jumps, see `channels`
    cleft       the rings, their rim, the fluid around and the way out: the linear part by its matrix exponential
    carriers    implicit midpoint, in turns with the cleft, in steps of 0.2 ms, late 0.8
    voltages    exponential, see `membranes`

The other synapses of the volley follow the mean open shares; how many of them release is drawn.
"""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np

from resynapse.compiled import compiled
from resynapse.synapse.channels import jump, weigh
from resynapse.synapse.cleft import MOLECULES, RINGS
from resynapse.synapse.membranes import BRANCH, OTHER_BRANCH, OTHER_SPINE, Q_SECOND, SOMA, SPINE, currents, membranes

CARRIER_STEP, MOST_PIECES = 0.2, 10  # ms
AMPA_OPEN, MAGNESIUM_LEFT, DECAYED = range(3)
RESULTS = 3
TRACES = 8  # cleft, AMPA and NMDA channels open, currents of both, spine, branch, soma


@compiled
def passage(
    rng: Any,
    edges: Any,
    which: Any,
    matrices: Any,
    fused: Any,
    content: Any,
    others: float,
    mean_first: Any,
    mean_second: Any,
    p: Any,
    rest: Any,
    first: Any,
    second: Any,
    start_first: Any,
    start_second: Any,
    hold: float,
    doubled: float,
    results: Any,
    kept: Any,
    charge: Any,
    carried: Any,
    traces: Any,
) -> None:
    """Follow one transmission.

    Args:
        rng: numpy Generator, this transmission's own.
        edges: times of the steps [K + 1] ms; which: number of the matrix of each step [K].
        matrices: of the linear part of the transmitter over one of its pieces, by length of step [L, 5, 5].
        fused: step at whose beginning each vesicle fuses [S]; content: its molecules [S].
        others: synapses of the volley that release as well.
        mean_first, mean_second: their open shares at the edges [K + 1].
        p: numbers; rest: continuous variables at rest: rings 4, around, held, V_spine, V_branch, V_soma, gates.
        first, second: arrays of the schemes; start_first, start_second: counts of channels by state.
        hold: see `lumped`; doubled: spine voltage at which twice as many pores are free of magnesium as at rest.
        results [3]: times, see the names above; kept [5]: see `membranes`
        charge, carried [K + 1]: NMDA charge and molecules carried so far; traces [K + 1, 8] or [0, 8].
    """
    n_first, n_second = start_first.copy(), start_second.copy()
    free = rest[: RINGS + 1].copy()
    held, base_free = rest[RINGS + 1], free.copy()
    v = np.empty(len(rest) - RINGS)
    v[SPINE] = v[OTHER_SPINE] = rest[RINGS + 2]
    v[BRANCH] = v[OTHER_BRANCH] = rest[RINGS + 3]
    v[SOMA:] = rest[RINGS + 4 :]
    at_rest = v[SOMA]
    opened, elsewhere = np.zeros(2), np.zeros(2)
    unit = 1e3 * MOLECULES
    inner = p.ring_volume_0 + p.ring_volume_1
    total = p.transporter_total * p.transporter_working
    on, off = p.transporter_binding / (unit * p.transporter_reach), p.transporter_unbinding
    cycle = 1.0 / p.transporter_cycle
    moved = np.empty(RINGS + 1)
    results[:] = np.nan
    charge[0] = carried[0] = 0.0
    first_fused, open_now = len(edges), np.zeros(len(which))
    for s in range(len(fused)):
        first_fused = min(first_fused, fused[s])
    peak_cleft = 0.0
    for k in range(len(which)):
        dt = edges[k + 1] - edges[k]
        for s in range(len(fused)):
            if fused[s] == k:
                free[0] += content[s]
                peak_cleft = max(peak_cleft, free[0] + free[1] + free[2] + free[3])
        mg = hold * p.magnesium / p.magnesium_half
        unblocked = 1.0 / (1.0 + mg * exp(-p.magnesium_slope * v[SPINE]))

        # channels
        seen = max((free[0] + free[1]) / (unit * inner), 0.0)
        taken = jump(rng, n_first, first, seen, p, v[SPINE], dt, 1.0)
        taken += jump(rng, n_second, second, seen, p, v[SPINE], dt, unblocked)
        opened[0], opened[1] = weigh(n_first, first), weigh(n_second, second)

        # transmitter: deviations from rest are linear, but for the carriers
        pieces = piece_count(dt)
        part = dt / pieces
        half = 0.5 * part
        carried[k + 1] = carried[k]
        for _ in range(pieces):
            free[0] -= taken / pieces * p.ring_volume_0 / inner  # below zero for a moment where less than a molecule is
            free[1] -= taken / pieces * p.ring_volume_1 / inner
            for i in range(RINGS + 1):
                moved[i] = base_free[i]
                for j in range(RINGS + 1):
                    moved[i] += matrices[which[k], i, j] * (free[j] - base_free[j])
            free[:] = moved
            rate = on * (total - held)  # implicit midpoint, with the free carriers of the beginning
            a11, a22 = 1.0 + half * rate, 1.0 + half * (off + cycle)
            first_side = free[RINGS] + half * p.transporter_supply
            whole = a11 * a22 - half * off * half * rate
            middle = (a22 * first_side + half * off * held) / whole
            middle_held = (half * rate * first_side + a11 * held) / whole
            free[RINGS], held = 2.0 * middle - free[RINGS], 2.0 * middle_held - held
            carried[k + 1] += part * cycle * middle_held

        # voltages
        elsewhere[0] = 0.5 * (mean_first[k] + mean_first[k + 1]) * p.first_number
        elsewhere[1] = 0.5 * (mean_second[k] + mean_second[k + 1]) * p.second_number
        membranes(v, p, edges[k], dt, others, mg, opened, elsewhere, at_rest, kept)
        charge[k + 1] = kept[Q_SECOND]

        # what is kept
        if k >= first_fused:
            open_now[k] = opened[0]
            if np.isnan(results[MAGNESIUM_LEFT]) and v[SPINE] >= doubled:
                results[MAGNESIUM_LEFT] = edges[k + 1]
            in_cleft = free[0] + free[1] + free[2] + free[3]
            if np.isnan(results[DECAYED]) and in_cleft < peak_cleft * exp(-1.0):
                results[DECAYED] = edges[k + 1]
        if len(traces) > 0:
            traces[k + 1, 0] = (free[0] + free[1] + free[2] + free[3]) / (
                unit * (inner + p.ring_volume_2 + p.ring_volume_3)
            )
            first_current, second_current, _ = currents(v[SPINE], p, mg, opened)
            traces[k + 1, 1] = opened[0]
            traces[k + 1, 2] = opened[1] / (1.0 + mg * exp(-p.magnesium_slope * v[SPINE]))
            traces[k + 1, 3:5] = first_current, second_current
            traces[k + 1, 5:8] = v[SPINE], v[BRANCH], v[SOMA]

    half_open = 0.5 * open_now.max()
    for k in range(len(which)):
        if half_open > 0.0 and open_now[k] >= half_open:
            results[AMPA_OPEN] = edges[k + 1]
            break


@compiled
def piece_count(dt: float) -> int:
    """Steps of the transmitter in one step of `dt` ms."""
    return min(max(1, int(np.ceil(dt / CARRIER_STEP - 1e-9))), MOST_PIECES)
