"""The synapse as two systems of ordinary differential equations, compiled: before the cleft, and after it.

Before: voltage and gates of the bouton, calcium channels, local calcium, the sensor of one docked vesicle.
After: transmitter in the rings of the cleft, around it and on transporters; receptors; spine, branch and soma.

A state is one array; the names below say where things are. Time in ms, voltage in mV, current in pA, charge in fC,
amounts of transmitter in molecules, concentrations in the unit of the ligand (see `scheme`). The equations of each
part stand at the top of the file it is named after.
"""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np

from resynapse.compiled import compiled
from resynapse.synapse import hodgkin_huxley, permeation
from resynapse.synapse.cleft import MOLECULES, RINGS

BEFORE, AFTER = 0, 1

B_V, B_M, B_H, B_N, B_CALCIUM = range(5)
B_SCHEMES = 5  # the channel, then the sensor

AROUND, HELD, CARRIED, GONE = range(RINGS, RINGS + 4)
V_SPINE, V_BRANCH, V_SOMA, M, H, N, SLOW, CALCIUM = range(RINGS + 4, RINGS + 12)
Q_SODIUM, Q_POTASSIUM, Q_CALCIUM, Q_FIRST, Q_SECOND = range(RINGS + 12, RINGS + 17)
A_SCHEMES = RINGS + 17  # AMPA or GABA-A receptors, then NMDA receptors

MICROMOLAR = 1e3 / (2.0 * 96.485)  # umol/L of calcium in 1 um^3 from 1 fC
PER_AREA = 100.0  # uA/cm^2 from 1 pA/um^2, and um^2 from pF over uF/cm^2

gates = compiled(hodgkin_huxley.gates)
slow_gate = compiled(hodgkin_huxley.slow_gate)
goldman = compiled(permeation.goldman)


@compiled
def flow(part: int, y: Any, dy: Any, p: Any, first: Any, second: Any) -> None:
    """Rate of change of the state of one part.

    Args:
        part: BEFORE or AFTER.
        y: state [n]; dy: where its rate of change is written [n].
        p: all numbers, see `numbers.flat`.
        first, second: arrays of two schemes, see `rates.arrays`.
    """
    dy[:] = 0.0
    if part == BEFORE:
        bouton(y, dy, p, first, second)
    else:
        n = len(first[5])
        glutamate = seen(y, p)
        current_first, current_second = spine_currents(
            y[V_SPINE], p, opened(y, A_SCHEMES, first), opened(y, A_SCHEMES + n, second), second[7]
        )
        taken = p.first_number * react(y, dy, A_SCHEMES, first, glutamate, 0.0, y[V_SPINE], 0.0, 0.0)
        taken += p.second_number * react(
            y, dy, A_SCHEMES + n, second, glutamate, p.blocker, y[V_SPINE], p.magnesium, p.second_blocker
        )
        transmitter(y, dy, p, taken)
        voltages(y, dy, p, current_first, current_second)


@compiled
def bouton(y: Any, dy: Any, p: Any, channel: Any, sensor: Any) -> None:
    """Spike, channels, local calcium, sensor."""
    v = y[B_V]
    am, bm, ah, bh, an, bn = gates(v, p.bouton_shift)
    ionic = (
        p.bouton_sodium * y[B_M] ** 3 * y[B_H] * (v - p.bouton_sodium_reversal)
        + p.bouton_potassium * y[B_N] ** 4 * (v - p.bouton_potassium_reversal)
        + p.bouton_leak * (v - p.bouton_leak_reversal)
    )
    dy[B_V] = (p.stimulus - ionic) / p.bouton_capacitance
    dy[B_M] = am * (1.0 - y[B_M]) - bm * y[B_M]
    dy[B_H] = ah * (1.0 - y[B_H]) - bh * y[B_H]
    dy[B_N] = an * (1.0 - y[B_N]) - bn * y[B_N]
    current = opened(y, B_SCHEMES, channel) * 0.01 * (p.fusion_reversal - v)
    dy[B_CALCIUM] = (p.calcium_per_current * current - (y[B_CALCIUM] - p.fusion_rest)) / p.fusion_collapse
    react(y, dy, B_SCHEMES, channel, 0.0, 0.0, v, 0.0, 0.0)
    react(y, dy, B_SCHEMES + len(channel[5]), sensor, y[B_CALCIUM], 0.0, v, 0.0, 0.0)


@compiled
def react(
    y: Any, dy: Any, at: int, scheme: Any, transmitter: float, blocker: float, voltage: float, mg: float, second: float
) -> float:
    """Add the arrows of a scheme whose states begin at `at`; molecules taken up per receptor and ms."""
    source, target, rate, ligand, slope, _, bound, _ = scheme
    taken = 0.0
    for k in range(len(source)):
        i, j = source[k], target[k]
        step = rate[k] * y[at + i]
        if slope[k] != 0.0:
            step *= exp(slope[k] * voltage)
        step *= concentration(ligand[k], transmitter, blocker, mg, second)
        dy[at + i] -= step
        dy[at + j] += step
        taken += step * (bound[j] - bound[i])
    return taken


@compiled
def concentration(ligand: int, transmitter: float, blocker: float, mg: float, second: float) -> float:
    """What an arrow waits for; one where it waits for nothing."""
    if ligand == 0:
        return 1.0
    if ligand == 1:
        return transmitter
    if ligand == 2:
        return blocker
    return mg if ligand == 3 else second


@compiled
def opened(y: Any, at: int, scheme: Any) -> float:
    """Share of receptors that conduct."""
    weight = scheme[5]
    found = 0.0
    for k in range(len(weight)):
        found += weight[k] * y[at + k]
    return found


@compiled
def seen(y: Any, p: Any) -> float:
    """Transmitter at the receptors [mmol/L]: the inner half of the disc's radius."""
    return (y[0] + y[1]) / (1e3 * MOLECULES * (p.ring_volume_0 + p.ring_volume_1))


@compiled
def transmitter(y: Any, dy: Any, p: Any, taken: float) -> None:
    """Diffusion through the rings and out, binding to transporters, carrying, escape, leak of the tissue."""
    unit = 1e3 * MOLECULES
    links = (p.ring_link_0, p.ring_link_1, p.ring_link_2, p.ring_link_3)
    volumes = (p.ring_volume_0, p.ring_volume_1, p.ring_volume_2, p.ring_volume_3, p.transporter_reach)
    for k in range(RINGS):
        passed = links[k] * (y[k] / volumes[k] - y[k + 1] / volumes[k + 1])
        dy[k] -= passed
        dy[k + 1] += passed
    inner = volumes[0] + volumes[1]
    dy[0] -= taken * volumes[0] / inner
    dy[1] -= taken * volumes[1] / inner
    free = p.transporter_working * p.transporter_total - y[HELD]
    bind = p.transporter_binding * free * y[AROUND] / (unit * volumes[RINGS]) - p.transporter_unbinding * y[HELD]
    carry = y[HELD] / p.transporter_cycle
    leave = (y[AROUND] - 1e-3 * p.far * unit * volumes[RINGS]) / p.transporter_escape
    dy[AROUND] += p.transporter_supply - bind - leave
    dy[HELD] = bind - carry
    dy[CARRIED] = carry
    dy[GONE] = leave


@compiled
def spine_currents(v: float, p: Any, open_first: float, open_second: float, instant: float) -> Any:
    """Currents of both kinds of receptors, by ion [pA]: (Na, K, Ca, chloride) and (Na, K, Ca)."""
    sodium = goldman(v, p.permeation_sodium_in, p.permeation_sodium_out, 1.0, p.permeation_thermal)
    potassium = goldman(v, p.permeation_potassium_in, p.permeation_potassium_out, 1.0, p.permeation_thermal)
    calcium = goldman(v, 0.0, p.permeation_calcium_out, 2.0, p.permeation_thermal)
    many = p.first_number * open_first * p.scale_ampa * (1.0 - p.anion)
    chloride = p.first_number * open_first * p.anion * 1e-3 * p.permeation_gaba_conductance
    first = (
        many * sodium,
        many * potassium,
        many * p.permeation_ampa_calcium * calcium,
        chloride * (v - p.permeation_chloride_reversal),
    )
    free = 1.0 / (1.0 + p.magnesium / p.magnesium_half * exp(-p.magnesium_slope * v)) if instant == 1.0 else 1.0
    many = p.second_number * open_second * p.scale_nmda * free * p.unblocked
    return first, (many * sodium, many * potassium, many * p.permeation_nmda_calcium * calcium)


@compiled
def voltages(y: Any, dy: Any, p: Any, first: Any, second: Any) -> None:
    """Spine, branch, soma; calcium of the spine; charges."""
    into = (y[V_SPINE] - y[V_BRANCH]) * 1e3 / p.spine_neck  # pA
    along = (y[V_BRANCH] - y[V_SOMA]) * 1e3 / p.spine_axial
    total_first = first[0] + first[1] + first[2] + first[3]
    total_second = second[0] + second[1] + second[2]
    held = 0.0 if p.clamped == 1.0 else 1.0
    dy[V_SPINE] = held * (-total_first - total_second - into) / p.spine_head
    leak = p.spine_branch * p.cell_leak / p.cell_capacitance  # nS
    dy[V_BRANCH] = held * (into - along - leak * (y[V_BRANCH] - p.cell_leak_reversal)) / p.spine_branch
    v = y[V_SOMA]
    am, bm, ah, bh, an, bn = gates(v, p.cell_shift)
    steady, slowness = slow_gate(v, p.cell_slow_time)
    ionic = (
        p.cell_sodium * y[M] ** 3 * y[H] * (v - p.cell_sodium_reversal)
        + (p.cell_potassium * y[N] ** 4 + p.cell_slow * y[SLOW]) * (v - p.cell_potassium_reversal)
        + p.cell_leak * (v - p.cell_leak_reversal)
    )
    area = p.cell_area - PER_AREA * p.together * p.spine_branch / p.cell_capacitance  # um^2, without the branches
    dy[V_SOMA] = held * (p.together * along * PER_AREA / area - ionic) / p.cell_capacitance
    dy[M] = am * (1.0 - y[M]) - bm * y[M]
    dy[H] = ah * (1.0 - y[H]) - bh * y[H]
    dy[N] = an * (1.0 - y[N]) - bn * y[N]
    dy[SLOW] = (steady - y[SLOW]) / slowness
    entering = -(first[2] + second[2]) * MICROMOLAR / (p.spine_volume * (1.0 + p.spine_buffering))
    dy[CALCIUM] = entering - (y[CALCIUM] - p.spine_rest) / p.spine_extrusion
    dy[Q_SODIUM] = first[0] + second[0]
    dy[Q_POTASSIUM] = first[1] + second[1]
    dy[Q_CALCIUM] = first[2] + second[2]
    dy[Q_FIRST] = total_first
    dy[Q_SECOND] = total_second


@compiled
def jacobian(part: int, y: Any, base: Any, p: Any, first: Any, second: Any) -> Any:
    """d flow / d state by one-sided differences [n, n]."""
    n = len(y)
    found = np.empty((n, n))
    moved = y.copy()
    there = np.empty(n)
    for k in range(n):
        step = 1e-7 * max(abs(y[k]), 1e-3)
        moved[k] = y[k] + step
        flow(part, moved, there, p, first, second)
        found[:, k] = (there - base) / (moved[k] - y[k])
        moved[k] = y[k]
    return found
