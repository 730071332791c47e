"""Run Adam 2024's column in a state of the course.

Of the state enter: `phasic`, the share of NMDA current blocked at pyramids and phasic interneurons; `interneuron`,
the same at tonic ones; `ampa`, `gaba` and `synapses` as in the other column. What hangs on that column's own drive
(`resting`, `gain`, the tonic shares) has no counterpart here. A result depends on state, seed and step, on no batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from resynapse import machine
from resynapse.circuit.adam_2024.cells import Cells
from resynapse.circuit.adam_2024.engine import Memory, Numbers, advance
from resynapse.circuit.adam_2024.receptor import Receptor, fresh, rates
from resynapse.circuit.adam_2024.wiring import Wires, Wiring, connect
from resynapse.circuit.spiking.arithmetic import streams
from resynapse.circuit.spiking.run import check_states
from resynapse.circuit.spiking.state import ColumnState
from resynapse.errors import within

Array = np.ndarray[Any, Any]
STEP, SAMPLE = 0.05, 1.0  # ms
SETTLE = 2.0  # s that pass before the record begins: tonic receptors tire, the first wave of the start is over
NOISE = 2  # purpose of the random key
SHORTEST, LONGEST = 4.0, 3600.0  # s; slow delta needs a few
CHUNK = 4000  # steps between looks at the clock


class Run(NamedTuple):
    """What happened.

    Attributes:
        time, cell: of each spike [s], from the end of settling; who fired.
        signals: AMPA, NMDA and GABA-A current into the mean pyramid [samples, 3] uA/cm^2, every ms.
        edges: first cell of each class, and the number of cells [4].
        seconds, dt: recorded time [s], step [ms].
    """

    time: Array
    cell: Array
    signals: Array
    edges: Array
    seconds: float
    dt: float


def record(
    state: ColumnState,
    seconds: float = 10.0,
    seed: int = 0,
    dt: float = STEP,
    cells: Cells | None = None,
    wiring: Wiring | None = None,
    receptor: Receptor | None = None,
    progress: Callable[[float], None] | None = None,
) -> Run:
    """Simulate the column.

    Args:
        state: of the course; see above what enters.
        seconds: recorded, after settling.
        seed: key of graph, noise and start.
        dt: step [ms].
        cells, wiring, receptor: other numbers than the published ones.
        progress: told the share that is done.
    Raises:
        InputError: a state, duration, step or seed that cannot be simulated.
    """
    check(seconds, seed, dt)
    check_states([(0.0, state)], seconds)
    c, w, r = cells or Cells(), wiring or Wiring(), receptor or Receptor()
    wires = connect(w, seed)
    wires = wires._replace(
        ampa=wires.ampa * _recurrent(wires, state.synapses), nmda=wires.nmda * _recurrent(wires, state.synapses)
    )
    memory, numbers, kinetics = start(wires, c, w, seed), constants(state, wires, c, w, r, dt), rates(r, dt)
    settle, total = round(SETTLE * 1000.0 / dt), round((SETTLE + seconds) * 1000.0 / dt)
    advance(settle, wires, memory, numbers, kinetics)
    parts = []
    while (left := total - int(memory.step[0])) > 0:
        parts.append(advance(min(CHUNK, left), wires, memory, numbers, kinetics))
        if progress:
            progress(int(memory.step[0]) / total)
    when, who, signals = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Run((when - settle) * dt / 1000.0, who, signals, wires.edges, seconds, dt)


def batch(calls: Sequence[dict[str, Any]], threads: int | None = None) -> list[Run]:
    """Several runs side by side.

    Args:
        calls: arguments of `record` for each run.
        threads: at most so many at once; all cores if absent.
    """
    return machine.side_by_side(record, calls, threads)


def check(seconds: float, seed: int, dt: float = STEP) -> None:
    """Refuse what cannot be simulated, with one sentence."""
    within("seconds", seconds, SHORTEST, LONGEST, f"{SHORTEST:g} to {LONGEST:g}")
    within("seed", seed, 0, 2**32 - 1, "a whole number from 0 to 4294967295", whole=True)
    within("dt", dt, 1e-3, 0.1, "a step from 0.001 to 0.1 ms")


def start(wires: Wires, c: Cells, w: Wiring, seed: int) -> Memory:
    """Cells near their leak reversal, receptors that have seen no glutamate."""
    count = int(wires.edges[-1])
    random = np.random.Generator(np.random.Philox(key=[seed, NOISE]))
    v = c.leak_reversal + random.normal(0.0, 5.0, count)
    glutamate = np.zeros(count + 1)
    glutamate[-1] = w.glutamate
    zero = np.zeros(count)
    return Memory(
        v, zero.copy(), zero.copy(), zero.copy(), zero.copy(), glutamate, np.zeros(count, np.bool_),
        fresh(len(wires.source)), streams(seed, NOISE, 1)[0], np.zeros(1, np.int64),
    )  # fmt: skip


def constants(state: ColumnState, wires: Wires, c: Cells, w: Wiring, r: Receptor, dt: float) -> Numbers:
    """The engine's numbers in a state."""
    each = np.diff(wires.edges)

    def by_class(*values: float) -> Array:
        return np.repeat(np.array(values, float), each)

    left = 1.0 - state.phasic
    return Numbers(
        leak=by_class(c.leak_pyramid, c.leak_interneuron, c.leak_interneuron),
        current=by_class(c.current_pyramid, c.current_phasic, c.current_tonic),
        rise=by_class(w.ampa_rise, w.gaba_rise, w.gaba_rise),
        fade=1.0 / by_class(w.ampa_time, w.phasic_time, w.tonic_time),
        unblock=r.unblock * by_class(left, left, 1.0 - state.interneuron),
        membrane=np.array(
            [
                c.capacity, c.sodium, c.potassium, c.sodium_reversal, c.potassium_reversal, c.leak_reversal,
                c.noise / c.capacity,
            ]
        ),
        synapse=np.array(
            [
                1.0 - state.ampa, state.gaba, w.excitation, w.inhibition, w.rise_slope, w.glutamate,
                w.glutamate_time,
            ]
        ),
        dt=dt,
        every=max(1, round(SAMPLE / dt)),
    )  # fmt: skip


def _recurrent(wires: Wires, synapses: float) -> Array:
    """Multiple of rest of each excitatory contact: only those between pyramids change."""
    between = (wires.source < wires.edges[1]) & (wires.target < wires.edges[1])
    return np.where(between, synapses, 1.0)
