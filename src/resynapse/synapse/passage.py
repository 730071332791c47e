"""One stochastic transmission, compiled: channels are counted, everything else flows.

    channels    exact jumps (Gillespie) with transmitter and voltage held over a step
    cleft       the rings, their rim and the fluid around: the linear part by its matrix exponential
    carriers    implicit midpoint, in steps of at most 0.1 ms
    spine       its charge settles in microseconds: receptors, linear over a step, in series with the neck
    branch      exponential
    soma        exponential Euler, its gates as well

The other synapses of the volley follow the mean open shares; how many of them release is drawn.
"""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np

from resynapse.compiled import compiled
from resynapse.synapse.cleft import MOLECULES, RINGS
from resynapse.synapse.flow import PER_AREA, concentration, gates, slow_gate, spine_currents
from resynapse.synapse.milestones import RISE, SPIKE

CARRIER_STEP = 0.1  # ms, longest
LIVELY, SHORT, LONG = -55.0, 0.05, 0.5  # mV; ms: the longest steps of the soma above it and below
AMPA_PEAK, MAGNESIUM_LEFT, DECAYED, RISEN, SPIKED, Q_AMPA, Q_NMDA, Q_CALCIUM_IN, LARGEST = range(9)
RESULTS = 9
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
    waits: Any,
    hold: float,
    doubled: float,
    results: Any,
    charge: Any,
    carried: Any,
    traces: Any,
) -> None:
    """Follow one transmission.

    Args:
        rng: numpy Generator, this transmission's own.
        edges: times of the steps [K + 1] ms; which: number of the matrix of each step [K].
        matrices: of the linear part of the transmitter, one for every length of step [L, 5, 5].
        fused: step at whose beginning each vesicle fuses [S]; content: its molecules [S].
        others: synapses of the volley that release as well.
        mean_first, mean_second: their open shares at the edges [K + 1].
        p: numbers; rest: continuous variables at rest: rings 4, around, held, V_spine, V_branch, V_soma, gates.
        first, second: arrays of the schemes; start_first, start_second: counts of channels by state.
        waits, hold: see `lumped`; doubled: spine voltage at which twice as many pores are free of magnesium as at rest.
        results [9]; charge, carried [K + 1]: NMDA charge and molecules carried so far; traces [K + 1, 8] or [0, 8].
    """
    n_first, n_second = start_first.copy(), start_second.copy()
    free = rest[: RINGS + 1].copy()
    held, spine, branch, soma = rest[RINGS + 1], rest[RINGS + 2], rest[RINGS + 3], rest[RINGS + 4]
    m, h, n, slow = rest[RINGS + 5], rest[RINGS + 6], rest[RINGS + 7], rest[RINGS + 8]
    other_spine, other_branch = spine, branch
    at_rest, base_free = soma, free.copy()
    unit = 1e3 * MOLECULES
    inner = p.ring_volume_0 + p.ring_volume_1
    total = p.transporter_total * p.transporter_working
    volley = others + 1.0
    area = p.cell_area - PER_AREA * volley * p.spine_branch / p.cell_capacitance
    leak = p.spine_branch * p.cell_leak / p.cell_capacitance
    neck, axial = 1e3 / p.spine_neck, 1e3 / p.spine_axial
    results[:] = np.nan
    results[LARGEST] = 0.0
    q_first = q_calcium = 0.0
    charge[0] = carried[0] = 0.0
    most_open, first_fused = -1.0, len(edges)
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
        unblocked = 1.0 / (1.0 + mg * exp(-p.magnesium_slope * spine))

        # channels
        seen = max((free[0] + free[1]) / (unit * inner), 0.0)
        taken = jump(rng, n_first, first, seen, p, spine, dt, waits, 1.0, False)
        taken += jump(rng, n_second, second, seen, p, spine, dt, waits, unblocked, True)
        open_first, open_second = weigh(n_first, first), weigh(n_second, second) * unblocked
        free[0] -= taken * p.ring_volume_0 / inner  # below zero for a moment where a ring holds less than a molecule
        free[1] -= taken * p.ring_volume_1 / inner

        # transmitter: deviations from rest are linear but for the carriers
        moved = matrices[which[k]] @ (free - base_free)
        for i in range(RINGS + 1):
            free[i] = base_free[i] + moved[i]
        on = p.transporter_binding / (unit * p.transporter_reach)
        off, cycle, leave = p.transporter_unbinding, 1.0 / p.transporter_cycle, 1.0 / p.transporter_escape
        pieces = int(np.ceil(dt / CARRIER_STEP))
        part = dt / pieces
        carried[k + 1] = carried[k]
        around = free[RINGS]
        for _ in range(pieces):  # implicit midpoint, with the free carriers of the beginning
            rate = on * (total - held)
            source = p.transporter_supply + leave * base_free[RINGS]
            a11, a22 = 1.0 + 0.5 * part * (rate + leave), 1.0 + 0.5 * part * (off + cycle)
            half = part * 0.5
            first_side, second_side = around + half * source, held
            whole = a11 * a22 - half * off * half * rate
            middle = (a22 * first_side + half * off * second_side) / whole
            middle_held = (half * rate * first_side + a11 * second_side) / whole
            around, held = 2.0 * middle - around, 2.0 * middle_held - held
            carried[k + 1] += part * cycle * middle_held
        free[RINGS] = around

        # voltages
        if p.clamped == 0.0:
            flows, slope = linear(spine, p, open_first, open_second)
            other_flows, other_slope = linear(
                other_spine, p, mean_first[k] * p.first_number,
                mean_second[k] * p.second_number / (1.0 + mg * exp(-p.magnesium_slope * other_spine)),
            )  # fmt: skip
            push, drag = neck * (slope * spine - flows) / (neck + slope), neck * slope / (neck + slope)
            other_push = neck * (other_slope * other_spine - other_flows) / (neck + other_slope)
            other_drag = neck * other_slope / (neck + other_slope)
            before = soma
            pieces = int(np.ceil(dt / (SHORT if soma > LIVELY else LONG)))
            part = dt / pieces
            for _ in range(pieces):
                drive, pull = axial * soma + leak * p.cell_leak_reversal, axial + leak + drag
                branch = along(push + drive, pull, branch, exp(-pull * part / p.spine_branch))
                pull = axial + leak + other_drag
                other_branch = along(other_push + drive, pull, other_branch, exp(-pull * part / p.spine_branch))
                sodium, potassium = p.cell_sodium * m**3 * h, p.cell_potassium * n**4 + p.cell_slow * slow
                inflow = axial * (branch + others * other_branch) * PER_AREA / area
                pull = sodium + potassium + p.cell_leak + axial * volley * PER_AREA / area
                inflow += sodium * p.cell_sodium_reversal + potassium * p.cell_potassium_reversal
                inflow += p.cell_leak * p.cell_leak_reversal
                soma = along(inflow, pull, soma, exp(-pull * part / p.cell_capacitance))
                am, bm, ah, bh, an, bn = gates(soma, p.cell_shift)
                m = along(am, am + bm, m, exp(-(am + bm) * part))
                h = along(ah, ah + bh, h, exp(-(ah + bh) * part))
                n = along(an, an + bn, n, exp(-(an + bn) * part))
                steady, slowness = slow_gate(soma, p.cell_slow_time)
                slow = steady + (slow - steady) * exp(-part / slowness)
            spine = (neck * branch + slope * spine - flows) / (neck + slope)
            other_spine = (neck * other_branch + other_slope * other_spine - other_flows) / (neck + other_slope)
            if np.isnan(results[RISEN]) and soma >= at_rest + RISE:
                results[RISEN] = edges[k] + dt * (at_rest + RISE - before) / (soma - before)
            if np.isnan(results[SPIKED]) and soma >= SPIKE:
                results[SPIKED] = edges[k] + dt * (SPIKE - before) / (soma - before)

        # what is kept
        a, b = currents(spine, p, open_first, open_second)
        total_first, total_second = a[0] + a[1] + a[2] + a[3], b[0] + b[1] + b[2]
        q_first += total_first * dt
        q_calcium += (a[2] + b[2]) * dt
        charge[k + 1] = charge[k] + total_second * dt
        results[LARGEST] = max(results[LARGEST], abs(total_first + total_second))
        if k >= first_fused:
            if open_first > most_open:
                most_open, results[AMPA_PEAK] = open_first, edges[k + 1]
            if np.isnan(results[MAGNESIUM_LEFT]) and spine >= doubled:
                results[MAGNESIUM_LEFT] = edges[k + 1]
            in_cleft = free[0] + free[1] + free[2] + free[3]
            if np.isnan(results[DECAYED]) and in_cleft < peak_cleft * exp(-1.0):
                results[DECAYED] = edges[k + 1]
        if len(traces) > 0:
            traces[k + 1, 0] = (free[0] + free[1] + free[2] + free[3]) / (
                unit * (inner + p.ring_volume_2 + p.ring_volume_3)
            )
            traces[k + 1, 1:3] = open_first, open_second
            traces[k + 1, 3:5] = total_first, total_second
            traces[k + 1, 5:8] = spine, branch, soma
    results[Q_AMPA], results[Q_NMDA], results[Q_CALCIUM_IN] = q_first, charge[len(which)], q_calcium


@compiled
def along(source: float, pull: float, value: float, fade: float) -> float:
    """Exact step of dx/dt = source - pull x, with fade = exp(-pull dt)."""
    return source / pull + (value - source / pull) * fade


@compiled
def weigh(counts: Any, scheme: Any) -> float:
    """Channels that are open."""
    found = 0.0
    for k in range(len(counts)):
        found += counts[k] * scheme[5][k]
    return found


@compiled
def currents(v: float, p: Any, open_first: float, open_second: float) -> Any:
    """As `spine_currents`, for numbers of open channels."""
    return spine_currents(v, p, open_first / max(p.first_number, 1e-9), open_second / max(p.second_number, 1e-9), 0.0)


@compiled
def linear(spine: float, p: Any, open_first: float, open_second: float) -> Any:
    """Current of the receptors [pA] and the slope of a line through it that is never negative [nS]."""
    a, b = currents(spine, p, open_first, open_second)
    flows = a[0] + a[1] + a[2] + a[3] + b[0] + b[1] + b[2]
    zero = p.permeation_chloride_reversal if p.anion == 1.0 else 0.0
    apart = spine - zero
    return flows, flows / apart if flows * apart > 0.0 and abs(apart) > 10.0 else 0.0


@compiled
def jump(
    rng: Any, counts: Any, scheme: Any, seen: float, p: Any, v: float, dt: float, waits: Any, free: float, drug: bool
) -> float:
    """Let the channels of one kind jump for `dt` with everything else held; molecules they took up."""
    source, target, rate, ligand, slope, _, bound, _ = scheme
    speed = np.empty(len(rate))
    for k in range(len(rate)):
        speed[k] = rate[k] * concentration(ligand[k], seen, p.blocker, p.magnesium, p.second_blocker)
        if slope[k] != 0.0:
            speed[k] *= exp(slope[k] * v)
        if drug and waits[k] == 1.0:
            speed[k] *= free
    left, taken = dt, 0.0
    while True:
        total = 0.0
        for k in range(len(rate)):
            total += speed[k] * counts[source[k]]
        if total <= 0.0:
            return taken
        left -= rng.standard_exponential() / total
        if left <= 0.0:
            return taken
        mark = rng.random() * total
        chosen = 0
        for k in range(len(rate)):
            mark -= speed[k] * counts[source[k]]
            if counts[source[k]] > 0.0:
                chosen = k
            if mark < 0.0:
                break
        i, j = source[chosen], target[chosen]
        counts[i] -= 1.0
        counts[j] += 1.0
        taken += bound[j] - bound[i]
