"""The engine: membranes in fixed steps, spikes as events.

Membrane: exponential Rosenbrock-Euler (Hochbruck & Ostermann 2009) and the bend of the upstroke,
    V <- V + dt f(V) phi(z) + dt^3 f(V)^2 f_e''(V) / (6 (1 - z)),   z = dt f'(V),   phi(z) = (e^z - 1) / z,
where f_e is the exponential current of the spike: for it alone, V runs away as -ln(1 - z), and the last term follows
that to a few per cent of a slope factor. Conductances and w are taken at the middle of the step; the former decay
exactly. A spike is counted at the end of the step in which V passes the cut. It meets its targets a whole number of
steps later, through their adjacency lists. Background events come in continuous time, so that a smaller step meets the
same events. Loops are split so that each can run several cells at a time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.spiking.arithmetic import exponential, uniform
from resynapse.compiled import compiled

Array = np.ndarray[Any, Any]
SIGNALS = 4  # mean over pyramids: AMPA, NMDA, GABA-A current [pA], membrane potential [mV]


class Cells(NamedTuple):
    """What differs by class, all [4] unless noted.

    Attributes:
        membrane: rows of `Membranes`, then the cut [11, 4].
        current: constant current [pA], probe not included.
        tonic: NMDA conductance that is always open [nS].
        nmda: NMDA over AMPA conductance of a synapse.
        weights, use, recovery, facilitation, delay: [onto, from], nS, 1, ms, ms and steps.
        background_rate, background: events per ms and cell; their AMPA conductance [nS].
        cluster_rate, cluster: slow events per ms and cell; their NMDA conductance [nS].
        replay: where above 0, the network hears Poisson spikes at this rate per ms instead of the class (open loop).
    """

    membrane: Array
    current: Array
    tonic: Array
    nmda: Array
    weights: Array
    use: Array
    recovery: Array
    facilitation: Array
    delay: Array
    background_rate: Array
    background: Array
    cluster_rate: Array
    cluster: Array
    replay: Array


class Shared(NamedTuple):
    """What all cells share.

    Attributes:
        dt: step [ms].
        ampa_time, nmda_time, gaba_time: decay [ms].
        excitation, inhibition: reversal [mV].
        mg, mg_slope: of the magnesium block, [Mg] / half and 1/mV.
        ampa, nmda, gaba: what is left of each conductance, 1 at rest.
        synapses: recurrent excitation of pyramids, 1 at rest.
        every: steps between samples of the mean signals.
    """

    dt: float
    ampa_time: float
    nmda_time: float
    gaba_time: float
    excitation: float
    inhibition: float
    mg: float
    mg_slope: float
    ampa: float
    nmda: float
    gaba: float
    synapses: float
    every: int


class Memory(NamedTuple):
    """The state of a run, changed in place; it can be continued with other `Cells` and `Shared`.

    Attributes:
        v, w: [cells] mV, pA.
        free: step from which a cell is no longer refractory [cells].
        g: AMPA, NMDA, GABA-A conductance [3, cells] nS.
        resource, running, last: of Tsodyks and Markram, and the time of the last spike [cells, 4], [cells, 4], [cells].
        ring, sent, marks: recent spikes [depth, cells], their release onto each class [depth, cells, 4], and where each
            class begins [depth, 5].
        next_event: time of the next background, slow and replayed event of each class [12] ms.
        random: generator states [12, 4].
        probe: extra current of each cell [cells] pA.
        step: steps so far [1].
    """

    v: Array
    w: Array
    free: Array
    g: Array
    resource: Array
    running: Array
    last: Array
    ring: Array
    sent: Array
    marks: Array
    next_event: Array
    random: Array
    probe: Array
    step: Array


@compiled
def advance(steps: int, edges: Any, first: Any, targets: Any, m: Any, c: Any, s: Any) -> Any:
    """Run so many steps.

    Args:
        edges, first, targets: the `Network`.
        m, c, s: `Memory`, `Cells`, `Shared`.
    Returns:
        step and cell of each spike [spikes], mean signals [samples, 4].
    """
    cells = edges[4]
    most = int(steps * cells / max(1.0, c.membrane[9].min() / s.dt)) + cells
    when, who = np.empty(most, np.int64), np.empty(most, np.int32)
    samples = np.zeros((steps // s.every, SIGNALS))
    keep = np.exp(-s.dt / np.array([s.ampa_time, s.nmda_time, s.gaba_time]))
    depth = m.ring.shape[0]
    fired = 0
    for k in range(steps):
        now = m.step[0]
        _arrive(now, edges, m, c, s)
        _deliver(now, edges, first, targets, m, c, s)
        if k % s.every == 0 and k // s.every < samples.shape[0]:
            _sample(samples[k // s.every], edges[1], m, c, s)
        slot = (now + 1) % depth
        count = 0
        for kind in range(4):
            lo, hi = edges[kind], edges[kind + 1]
            m.marks[slot, kind] = count
            _membrane(kind, now, lo, hi, m, c, s)
            cut = c.membrane[10, kind]
            for i in range(lo, hi):
                if m.v[i] > cut:
                    m.v[i] = c.membrane[8, kind]
                    m.w[i] += c.membrane[6, kind]
                    m.free[i] = now + 1 + np.rint(c.membrane[9, kind] / s.dt)
                    if c.replay[kind] <= 0.0:
                        m.ring[slot, count] = i
                        _release(i, kind, (now + 1) * s.dt, m.sent[slot, count], m, c)
                        count += 1
                    when[fired] = now + 1
                    who[fired] = i
                    fired += 1
            if c.replay[kind] > 0.0:
                while m.next_event[8 + kind] < (now + 0.5) * s.dt and count < cells:
                    i = lo + int(uniform(m.random[8 + kind]) * (hi - lo))
                    m.next_event[8 + kind] -= np.log(uniform(m.random[8 + kind])) / (c.replay[kind] * (hi - lo))
                    m.ring[slot, count] = i
                    _release(i, kind, (now + 1) * s.dt, m.sent[slot, count], m, c)
                    count += 1
        m.marks[slot, 4] = count
        for r in range(3):
            row = m.g[r]
            for i in range(cells):
                row[i] *= keep[r]
        m.step[0] = now + 1
    return when[:fired].copy(), who[:fired].copy(), samples


@compiled
def _membrane(kind: int, now: int, lo: int, hi: int, m: Any, c: Any, s: Any) -> None:
    """One step of V and w of a class."""
    v, w, free, probe = m.v[lo:hi], m.w[lo:hi], m.free[lo:hi], m.probe[lo:hi]
    ampa, nmda, gaba = m.g[0][lo:hi], m.g[1][lo:hi], m.g[2][lo:hi]
    capacity, leak, rest = c.membrane[0, kind], c.membrane[1, kind], c.membrane[2, kind]
    threshold, slope, below = c.membrane[3, kind], c.membrane[4, kind], c.membrane[5, kind]
    recall = 1.0 - np.exp(-0.5 * s.dt / c.membrane[7, kind])
    half_a = s.ampa * np.exp(-0.5 * s.dt / s.ampa_time)
    half_n = s.nmda * np.exp(-0.5 * s.dt / s.nmda_time)
    half_g = s.gaba * np.exp(-0.5 * s.dt / s.gaba_time)
    tonic, current = c.tonic[kind], c.current[kind]
    top, bottom, mg, steep = s.excitation, s.inhibition, s.mg, s.mg_slope
    over, h, time = 1.0 / slope, s.dt / capacity, float(now)
    for i in range(v.size):
        w[i] += recall * (below * (v[i] - rest) - w[i])
    for i in range(v.size):
        x = v[i]
        spike = leak * exponential((x - threshold) * over)
        open_ = np.reciprocal(1.0 + mg * exponential(-steep * x))  # `/` would check for zero
        a, b = half_a * ampa[i], half_g * gaba[i]
        n = (half_n * nmda[i] + tonic) * open_
        f = leak * (rest - x) + slope * spike + (a + n) * (top - x) + b * (bottom - x) - w[i] + current + probe[i]
        z = h * (spike - leak - a - b - n + n * (top - x) * steep * (1.0 - open_))
        straight = h * f
        bend = straight * straight * h * spike * over * (1.0 / 6.0)
        room = 1.0 - z if z < 0.9 else 0.1
        change = straight * (1.0 + z * (0.5 + z * (1.0 / 6.0 + z * (1.0 / 24.0 + z * (1.0 / 120.0)))))
        v[i] = x + change + bend * np.reciprocal(room) if free[i] <= time else x
    for i in range(v.size):
        w[i] += recall * (below * (v[i] - rest) - w[i])


@compiled
def _release(i: int, kind: int, time: float, sent: Any, m: Any, c: Any) -> None:
    """What a spike releases onto each class, over a first release (Tsodyks & Markram, running use before depletion)."""
    gone = time - m.last[i]
    for onto in range(4):
        use = c.use[onto, kind]
        if use <= 0.0:
            sent[onto] = 0.0
            continue
        x = 1.0 - (1.0 - m.resource[i, onto]) * np.exp(-gone / c.recovery[onto, kind])
        u = use
        if c.facilitation[onto, kind] > 0.0:
            u = use + (m.running[i, onto] - use) * np.exp(-gone / c.facilitation[onto, kind])
        sent[onto] = u * x / use
        m.resource[i, onto] = x * (1.0 - u)
        m.running[i, onto] = u + use * (1.0 - u)
    m.last[i] = time


@compiled
def _deliver(now: int, edges: Any, first: Any, targets: Any, m: Any, c: Any, s: Any) -> None:
    """Spikes whose delay is over open conductances of their targets."""
    depth = m.ring.shape[0]
    for kind in range(4):
        for onto in range(4):
            weight = c.weights[onto, kind]
            if weight == 0.0 or now < c.delay[onto, kind]:
                continue
            if kind == 0 and onto == 0:
                weight *= s.synapses
            slot = (now - c.delay[onto, kind]) % depth
            ampa, nmda, gaba = m.g[0], m.g[1], m.g[2]
            for k in range(m.marks[slot, kind], m.marks[slot, kind + 1]):
                i = m.ring[slot, k]
                size = weight * m.sent[slot, k, onto]
                lo, hi = first[i * 4 + onto], first[i * 4 + onto + 1]
                if kind == 0:
                    slow = size * c.nmda[onto]
                    for e in range(lo, hi):
                        ampa[targets[e]] += size
                        nmda[targets[e]] += slow
                else:
                    for e in range(lo, hi):
                        gaba[targets[e]] += size


@compiled
def _arrive(now: int, edges: Any, m: Any, c: Any, s: Any) -> None:
    """Background events of this step: a Poisson process per class, each event at a random cell of it."""
    until = (now + 0.5) * s.dt
    for stream in range(8):
        kind, slow = stream % 4, stream // 4
        size = edges[kind + 1] - edges[kind]
        rate = (c.cluster_rate[kind] if slow else c.background_rate[kind]) * size
        if rate <= 0.0:
            continue
        jump = c.cluster[kind] if slow else c.background[kind]
        row = m.g[slow]
        state = m.random[stream]
        time = m.next_event[stream]
        while time < until:
            row[edges[kind] + int(uniform(state) * size)] += jump
            time -= np.log(uniform(state)) / rate
        m.next_event[stream] = time


@compiled
def _sample(out: Any, pyramids: int, m: Any, c: Any, s: Any) -> None:
    """Mean currents into pyramids and their mean potential."""
    a = n = g = v = 0.0
    for i in range(pyramids):
        x = m.v[i]
        v += x
        a += m.g[0, i] * (s.excitation - x)
        n += (m.g[1, i] * s.nmda + c.tonic[0]) / (1.0 + s.mg * exponential(-s.mg_slope * x)) * (s.excitation - x)
        g += m.g[2, i] * (s.inhibition - x)
    out[0] = s.ampa * a / pyramids
    out[1] = n / pyramids
    out[2] = s.gaba * g / pyramids
    out[3] = v / pyramids
