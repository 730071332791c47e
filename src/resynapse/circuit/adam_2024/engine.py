"""The engine of Adam 2024's column: fixed steps, gates and potentials relaxed exactly within each.

Synaptic conductances, then receptors, then gates, then potentials, then what the potentials release:
    AMPA, GABA-A    ds/dt = a (1 + tanh(V / b)) (1 - s) - s / tau      V of the cell that releases
    glutamate       set to 1 mM by a spike, decays with 1.2 ms
A spike is counted when a potential rises through 0 mV. Noise is one normal deviate per cell and step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.adam_2024.cells import gates
from resynapse.circuit.adam_2024.receptor import OPEN, bound, step
from resynapse.circuit.spiking.arithmetic import exponential, uniform
from resynapse.compiled import compiled

Array = np.ndarray[Any, Any]
SIGNALS = 3  # mean current into pyramids: AMPA, NMDA, GABA-A [uA/cm^2]
DOWN = -20.0  # mV below which a cell may be counted again
FASTEST = 0.5  # spikes per ms and cell that there is room for


class Memory(NamedTuple):
    """The state of a run, changed in place.

    Attributes:
        v, m, h, n: potential [mV] and gates [cells].
        s: transmission of each cell [cells]; glutamate: of each source [cells + 1] mM.
        above: whether a potential has passed 0 mV and not come down yet [cells].
        receptors: [10, contacts].
        random: generator state [4]; step: steps so far [1].
    """

    v: Array
    m: Array
    h: Array
    n: Array
    s: Array
    glutamate: Array
    above: Array
    receptors: Array
    random: Array
    step: Array


class Numbers(NamedTuple):
    """What cells have: all [cells] but the shared ones.

    Attributes:
        leak, current, rise, fade: mS/cm^2, uA/cm^2, 1/ms, 1/ms (of transmission).
        unblock: k_unblock of the NMDA receptors of a cell [1/ms].
        membrane: capacity, g_Na, g_K, E_Na, E_K, E_L, noise.
        synapse: AMPA and GABA-A left, reversal of each, slope of release [mV], glutamate of a spike [mM], its
            decay [ms].
        dt, every: step [ms], steps between samples.
    """

    leak: Array
    current: Array
    rise: Array
    fade: Array
    unblock: Array
    membrane: Array
    synapse: Array
    dt: float
    every: int


@compiled
def advance(steps: int, wires: Any, memory: Any, c: Any, r: Any) -> Any:
    """Run so many steps.

    Args:
        wires, memory, c, r: `Wires`, `Memory`, `Numbers`, `receptor.Rates`.
    Returns:
        step and cell of each spike, mean signals [samples, 3].
    """
    cells, dt = wires.edges[3], c.dt
    room = int(steps * dt * cells * FASTEST) + cells
    when, who = np.empty(room, np.int64), np.empty(room, np.int32)
    samples = np.zeros((steps // c.every, SIGNALS))
    ampa, nmda, gaba = np.zeros(cells), np.zeros(cells), np.zeros(cells)
    first, second, plug = np.zeros((2, cells + 1)), np.zeros((2, cells + 1)), np.zeros((2, cells))
    fired = 0
    for k in range(steps):
        _conductances(ampa, gaba, wires, memory, c)
        _receptors(nmda, first, second, plug, wires, memory, c, r)
        if k % c.every == 0 and k // c.every < samples.shape[0]:
            _sample(samples[k // c.every], wires.edges[1], ampa, nmda, gaba, memory, c)
        _membranes(ampa, nmda, gaba, memory, c)
        fired = _releases(fired, when, who, wires.edges[1], memory, c)
        memory.step[0] += 1
    return when[:fired].copy(), who[:fired].copy(), samples


@compiled
def _conductances(ampa: Any, gaba: Any, wires: Any, memory: Any, c: Any) -> None:
    """AMPA and GABA-A conductance of each cell."""
    ampa[:] = 0.0
    gaba[:] = 0.0
    cells = memory.v.size
    for k in range(wires.source.size):
        if wires.source[k] < cells:
            ampa[wires.target[k]] += c.synapse[0] * wires.ampa[k] * memory.s[wires.source[k]]
    for k in range(wires.inhibitor.size):
        gaba[wires.inhibited[k]] += c.synapse[1] * wires.gaba[k] * memory.s[wires.inhibitor[k]]


@compiled
def _receptors(nmda: Any, first: Any, second: Any, plug: Any, wires: Any, memory: Any, c: Any, r: Any) -> None:
    """A step of all NMDA receptors and the conductance of each cell."""
    for i in range(memory.glutamate.size):
        first[0, i], first[1, i] = bound(memory.glutamate[i], 2.0, r, c.dt)
        second[0, i], second[1, i] = bound(memory.glutamate[i], 1.0, r, c.dt)
    for i in range(memory.v.size):
        freed = c.unblock[i] * exponential(memory.v[i] / r.unblock_slope)
        plugged = r.block * exponential(-memory.v[i] / r.block_slope)
        plug[0, i], plug[1, i] = freed / (freed + plugged), exponential(-(freed + plugged) * c.dt)
    step(memory.receptors, wires.source, wires.target, first, second, plug, r)
    nmda[:] = 0.0
    for k in range(wires.target.size):
        nmda[wires.target[k]] += wires.nmda[k] * memory.receptors[OPEN, k]


@compiled
def _membranes(ampa: Any, nmda: Any, gaba: Any, memory: Any, c: Any) -> None:
    """A step of gates, potentials and noise."""
    capacity, sodium, potassium, top, bottom, rest, noise = c.membrane
    up, down, h = c.synapse[2], c.synapse[3], c.dt / capacity
    for i in range(memory.v.size):
        v = memory.v[i]
        am, bm, ah, bh, an, bn = gates(v)
        memory.m[i] += (am / (am + bm) - memory.m[i]) * (1.0 - exponential(-c.dt * (am + bm)))
        memory.h[i] += (ah / (ah + bh) - memory.h[i]) * (1.0 - exponential(-c.dt * (ah + bh)))
        memory.n[i] += (an / (an + bn) - memory.n[i]) * (1.0 - exponential(-c.dt * (an + bn)))
        na = sodium * memory.m[i] ** 3 * memory.h[i]
        k = potassium * memory.n[i] ** 4
        excited = ampa[i] + nmda[i]
        all_ = na + k + c.leak[i] + excited + gaba[i]
        to = (na * top + k * bottom + c.leak[i] * rest + excited * up + gaba[i] * down + c.current[i]) / all_
        v = to + (v - to) * exponential(-all_ * h)
        if noise > 0.0:
            radius = np.sqrt(-2.0 * c.dt * np.log(uniform(memory.random)))
            v += noise * radius * np.cos(2.0 * np.pi * uniform(memory.random))
        memory.v[i] = v


@compiled
def _releases(fired: int, when: Any, who: Any, pyramids: int, memory: Any, c: Any) -> int:
    """What each cell sends after this step, and who fired in it."""
    slope, glutamate, time = c.synapse[4], c.synapse[5], c.synapse[6]
    left = exponential(-c.dt / time)
    for i in range(memory.v.size):
        v = memory.v[i]
        opens = 2.0 * c.rise[i] / (1.0 + exponential(-2.0 * v / slope))  # rise (1 + tanh(v / slope))
        both = opens + c.fade[i]
        memory.s[i] += (opens / both - memory.s[i]) * (1.0 - exponential(-c.dt * both))
        if i < pyramids:
            memory.glutamate[i] *= left
        if v > 0.0 and not memory.above[i]:
            memory.above[i] = True
            if i < pyramids:
                memory.glutamate[i] = glutamate
            when[fired] = memory.step[0] + 1
            who[fired] = i
            fired += 1
        elif v < DOWN:
            memory.above[i] = False
    return fired


@compiled
def _sample(out: Any, pyramids: int, ampa: Any, nmda: Any, gaba: Any, memory: Any, c: Any) -> None:
    """Mean currents into pyramids."""
    for i in range(pyramids):
        out[0] += ampa[i] * (c.synapse[2] - memory.v[i]) / pyramids
        out[1] += nmda[i] * (c.synapse[2] - memory.v[i]) / pyramids
        out[2] += gaba[i] * (c.synapse[3] - memory.v[i]) / pyramids
