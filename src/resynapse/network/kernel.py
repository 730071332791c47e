"""The compiled loop over time: 64 members of one region, or 64 regions of one member, side by side.

A cell holds the rows below for 64 lanes, one after the other in memory. With members in lanes there is one cell per
region; a single member has its regions in lanes and one cell per 64 regions. Only the coupling differs. All rows of a
cell lie in one array with constant distances: the compiler then knows that they do not overlap, and uses vectors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from resynapse.compiled import compiled
from resynapse.network.lanes import (
    ONE,
    ZERO,
    bits,
    drawn,
    fma,
    logarithm,
    normals,
    power_of_e,
    ramp,
    ratio,
    real,
    scramble,
    wide,
)

LANES = 64
SOURCES = 16  # regions whose input is added in one go
# rows of a cell: states, read-outs, streams of noise, parameters, haemodynamics with what rounding lost
S_E, S_I, H_E, H_I, SUM_E, SUM_I, SUM_S, STREAM = 0, 1, 2, 3, 4, 5, 6, 7
OWN, LONG, FEEDBACK, DRIVE, SELF, NOISE_E, NOISE_I, SHARED, NET = 11, 12, 13, 14, 15, 16, 17, 18, 19
SIGNAL, FLOW, VOLUME, OXYGEN, LOST, ROWS = 20, 21, 22, 23, 24, 28
# numbers that all lanes have in common
BASE_E, BASE_I, GAIN_E, GAIN_I, DECAY_E, DECAY_I = 0, 1, 2, 3, 4, 5
DT, KAPPA, GAMMA, RATE, STIFFNESS, KEPT, RHO, V_0, K_1, K_2, K_3, COMMON = 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
W = LANES


@compiled
def pools(cell: Any, common: Any, c: Any, steps: int) -> None:
    """Euler-Maruyama steps of both pools in every lane; gating stays between 0 and 1.

    Currents are in units in which a firing rate is y / (1 - e^-y).
    """
    wide()
    base_e, gain_e, decay_e = c[BASE_E], c[GAIN_E], c[DECAY_E]
    base_i, gain_i, decay_i = c[BASE_I], c[GAIN_I], c[DECAY_I]
    for k in range(steps):
        shared = common[k * W : (k + 1) * W]
        for n in range(W):
            a, b = bits(cell[STREAM * W + n]), bits(cell[(STREAM + 1) * W + n])
            p, q = bits(cell[(STREAM + 2) * W + n]), bits(cell[(STREAM + 3) * W + n])
            u = drawn(a, q)
            a, b, p, q = scramble(a, b, p, q)
            v = drawn(a, q)
            a, b, p, q = scramble(a, b, p, q)
            cell[STREAM * W + n], cell[(STREAM + 1) * W + n] = real(a), real(b)
            cell[(STREAM + 2) * W + n], cell[(STREAM + 3) * W + n] = real(p), real(q)
            first, second = normals(u, v)
            e, i = cell[S_E * W + n], cell[S_I * W + n]
            local = fma(-cell[FEEDBACK * W + n], i, cell[NET * W + n] + base_e)
            h_e = ramp(fma(cell[OWN * W + n], e, local))
            h_i = ramp(fma(cell[DRIVE * W + n], e, fma(-cell[SELF * W + n], i, base_i)))
            noise = fma(cell[NOISE_E * W + n], first, cell[SHARED * W + n] * shared[n])
            e = fma(-decay_e, e, e) + fma((ONE - e) * gain_e, h_e, noise)
            i = fma(-decay_i, i, i) + fma(gain_i, h_i, cell[NOISE_I * W + n] * second)
            cell[S_E * W + n], cell[S_I * W + n] = min(max(e, ZERO), ONE), min(max(i, ZERO), ONE)
            cell[H_E * W + n], cell[H_I * W + n] = h_e, h_i


@compiled
def shared_noise(streams: Any, common: Any, steps: int) -> None:
    """Numbers that all regions of a member receive."""
    for k in range(steps):
        for n in range(W):
            a, b, p, q = streams[n], streams[W + n], streams[2 * W + n], streams[3 * W + n]
            u = drawn(a, q)
            a, b, p, q = scramble(a, b, p, q)
            v = drawn(a, q)
            a, b, p, q = scramble(a, b, p, q)
            streams[n], streams[W + n], streams[2 * W + n], streams[3 * W + n] = a, b, p, q
            common[k * W + n] = normals(u, v)[0]


@compiled
def haemodynamics(cell: Any, c: Any) -> None:
    """One Euler step of the balloon in every lane; each sum carries along what rounding took from it."""
    wide()
    dt, kappa, gamma, rate, stiffness = c[DT], c[KAPPA], c[GAMMA], c[RATE], c[STIFFNESS]
    kept, rho = c[KEPT], c[RHO]
    for n in range(W):
        cell[SUM_E * W + n] += cell[H_E * W + n]
        cell[SUM_I * W + n] += cell[H_I * W + n]
        cell[SUM_S * W + n] += cell[S_E * W + n]
        s, f, v, q = cell[SIGNAL * W + n], cell[FLOW * W + n], cell[VOLUME * W + n], cell[OXYGEN * W + n]
        scale, p = power_of_e(stiffness * logarithm(v))
        out = fma(scale, p, scale)
        scale, p = power_of_e(ratio(kept, f))
        extracted = ratio(ONE - fma(scale, p, scale), rho)
        change = dt * (cell[S_E * W + n] - fma(kappa, s, gamma * (f - ONE))) - cell[LOST * W + n]
        total = s + change
        cell[SIGNAL * W + n], cell[LOST * W + n] = total, (total - s) - change
        change = dt * s - cell[(LOST + 1) * W + n]
        total = f + change
        cell[FLOW * W + n], cell[(LOST + 1) * W + n] = total, (total - f) - change
        change = rate * (f - out) - cell[(LOST + 2) * W + n]
        total = v + change
        cell[VOLUME * W + n], cell[(LOST + 2) * W + n] = total, (total - v) - change
        change = rate * (f * extracted - ratio(out * q, v)) - cell[(LOST + 3) * W + n]
        total = q + change
        cell[OXYGEN * W + n], cell[(LOST + 3) * W + n] = total, (total - q) - change


@compiled
def read(cell: Any, c: Any, bold: Any, totals: Any) -> None:
    """BOLD of one volume, and rates and gating summed over it."""
    for n in range(W):
        v, q = cell[VOLUME * W + n], cell[OXYGEN * W + n]
        weighted = fma(c[K_1], ONE - q, fma(c[K_2], ONE - ratio(q, v), c[K_3] * (ONE - v)))
        bold[n] = c[V_0] * weighted
        totals[0, n] += cell[SUM_E * W + n]
        totals[1, n] += cell[SUM_I * W + n]
        totals[2, n] += cell[SUM_S * W + n]
        cell[SUM_E * W + n], cell[SUM_I * W + n], cell[SUM_S * W + n] = ZERO, ZERO, ZERO


@compiled
def couple_members(cells: Any, weights: Any, past: Any) -> None:
    """What every region receives, members in lanes: a product of matrices, [N, N] by [N, 64]."""
    wide()
    for i in range(len(cells)):
        cell = cells[i]
        net, strength = cell[NET * W : (NET + 1) * W], cell[LONG * W : (LONG + 1) * W]
        for n in range(W):
            net[n] = ZERO
        for j in range(0, weights.shape[1], 16):
            c_0, c_1, c_2, c_3 = weights[i, j], weights[i, j + 1], weights[i, j + 2], weights[i, j + 3]
            c_4, c_5, c_6, c_7 = weights[i, j + 4], weights[i, j + 5], weights[i, j + 6], weights[i, j + 7]
            c_8, c_9, c_a, c_b = weights[i, j + 8], weights[i, j + 9], weights[i, j + 10], weights[i, j + 11]
            c_c, c_d, c_e, c_f = weights[i, j + 12], weights[i, j + 13], weights[i, j + 14], weights[i, j + 15]
            a = past[j * W : (j + 16) * W]
            for n in range(W):
                x = fma(c_3, a[3 * W + n], fma(c_2, a[2 * W + n], fma(c_1, a[W + n], fma(c_0, a[n], net[n]))))
                x = fma(c_7, a[7 * W + n], fma(c_6, a[6 * W + n], fma(c_5, a[5 * W + n], fma(c_4, a[4 * W + n], x))))
                x = fma(c_b, a[11 * W + n], fma(c_a, a[10 * W + n], fma(c_9, a[9 * W + n], fma(c_8, a[8 * W + n], x))))
                x = fma(
                    c_f, a[15 * W + n], fma(c_e, a[14 * W + n], fma(c_d, a[13 * W + n], fma(c_c, a[12 * W + n], x)))
                )
                net[n] = x
        for n in range(W):
            net[n] *= strength[n]


@compiled
def couple_members_late(cells: Any, weights: Any, origins: Any, past: Any, shift: int) -> None:
    """The same, each source read where it was when the signal left: at `origins` from `shift` in the ring `past`."""
    wide()
    o = np.empty(8, np.int64)
    for i in range(len(cells)):
        cell = cells[i]
        net, strength = cell[NET * W : (NET + 1) * W], cell[LONG * W : (LONG + 1) * W]
        for n in range(W):
            net[n] = ZERO
        for j in range(0, weights.shape[1], 8):
            for k in range(8):
                o[k] = shift + origins[i, j + k]
            c_0, c_1, c_2, c_3 = weights[i, j], weights[i, j + 1], weights[i, j + 2], weights[i, j + 3]
            c_4, c_5, c_6, c_7 = weights[i, j + 4], weights[i, j + 5], weights[i, j + 6], weights[i, j + 7]
            a_0, a_1 = past[o[0] : o[0] + W], past[o[1] : o[1] + W]
            a_2, a_3 = past[o[2] : o[2] + W], past[o[3] : o[3] + W]
            a_4, a_5 = past[o[4] : o[4] + W], past[o[5] : o[5] + W]
            a_6, a_7 = past[o[6] : o[6] + W], past[o[7] : o[7] + W]
            for n in range(W):
                x = fma(c_3, a_3[n], fma(c_2, a_2[n], fma(c_1, a_1[n], fma(c_0, a_0[n], net[n]))))
                net[n] = fma(c_7, a_7[n], fma(c_6, a_6[n], fma(c_5, a_5[n], fma(c_4, a_4[n], x))))
        for n in range(W):
            net[n] *= strength[n]


@compiled
def couple_regions(cells: Any, weights: Any, past: Any) -> None:
    """What every region of one member receives, regions in lanes; weights are [cell, source x 64]."""
    wide()
    for g in range(len(cells)):
        cell = cells[g]
        net, strength = cell[NET * W : (NET + 1) * W], cell[LONG * W : (LONG + 1) * W]
        for n in range(W):
            net[n] = ZERO
        for j in range(0, weights.shape[1] // W, 8):
            a_0, a_1, a_2, a_3 = past[j], past[j + 1], past[j + 2], past[j + 3]
            a_4, a_5, a_6, a_7 = past[j + 4], past[j + 5], past[j + 6], past[j + 7]
            c = weights[g, j * W : (j + 8) * W]
            for n in range(W):
                near = fma(c[W + n], a_1, fma(c[n], a_0, net[n]))
                near = fma(c[3 * W + n], a_3, fma(c[2 * W + n], a_2, near))
                near = fma(c[5 * W + n], a_5, fma(c[4 * W + n], a_4, near))
                net[n] = fma(c[7 * W + n], a_7, fma(c[6 * W + n], a_6, near))
        for n in range(W):
            net[n] *= strength[n]


@compiled
def couple_regions_late(cells: Any, weights: Any, origins: Any, past: Any, shift: int) -> None:
    """The same, each source read where it was when the signal left."""
    wide()
    for g in range(len(cells)):
        cell = cells[g]
        net, strength = cell[NET * W : (NET + 1) * W], cell[LONG * W : (LONG + 1) * W]
        for n in range(W):
            net[n] = ZERO
        for j in range(weights.shape[1] // W):
            c, o = weights[g, j * W : (j + 1) * W], origins[g, j * W : (j + 1) * W]
            for n in range(W):
                net[n] = fma(c[n], past[shift + o[n]], net[n])
        for n in range(W):
            net[n] *= strength[n]


@compiled
def advance(
    cells: Any,
    weights: Any,
    origins: Any,
    past: Any,
    streams: Any,
    common: Any,
    c: Any,
    clock: Any,
    regions_in_lanes: bool,
    bold: Any,
    totals: Any,
) -> None:
    """Simulate until `bold` is full.

    Args:
        cells: [cell, ROWS x 64] float32.
        weights: [target, source] with members in lanes, [cell, source x 64 targets] with regions in lanes; sources
            padded with zeros to a multiple of 16, targets in lanes to whole cells.
        origins: like `weights`, where in `past` a source is read, counted from the place of now; unused at depth 1.
        past: gating of the last `depth` refreshes, [2 depth x cell x 64]: a ring laid out twice, so that what is late
            is found without turning; with room for the padding.
        streams: [4 x 64] uint32, noise that regions share.
        common: [steps per refresh x 64] float32, zeros where regions share none.
        c: numbers of all lanes.
        clock: steps per refresh, refreshes per haemodynamic step, of these per volume; refreshes so far (updated);
            depth of the ring; 1 where regions share noise.
        bold: [volume, cell, 64], filled. totals: [cell, 3, 64], added to.
    """
    wide()
    steps, refreshes, beats, depth = clock[0], clock[1], clock[2], clock[4]
    width = len(cells) * W
    for volume in range(len(bold)):
        for _ in range(beats):
            for _ in range(refreshes):
                shift = clock[3] % depth * width
                for g in range(len(cells)):
                    cell, first = cells[g], shift + g * W
                    for n in range(W):
                        past[first + n] = cell[S_E * W + n]
                        past[first + depth * width + n] = cell[S_E * W + n]
                if depth == 1 and regions_in_lanes:
                    couple_regions(cells, weights, past)
                elif depth == 1:
                    couple_members(cells, weights, past)
                elif regions_in_lanes:
                    couple_regions_late(cells, weights, origins, past, shift)
                else:
                    couple_members_late(cells, weights, origins, past, shift)
                if clock[5]:
                    shared_noise(streams, common, steps)
                for g in range(len(cells)):
                    pools(cells[g], common, c, steps)
                clock[3] += 1
            for g in range(len(cells)):
                haemodynamics(cells[g], c)
        for g in range(len(cells)):
            read(cells[g], c, bold[volume, g], totals[g])
