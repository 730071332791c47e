"""Run a column: one key, one state or several in a row, any number of runs side by side.

Runs are independent: a result depends on its own state, size, seed and step, never on the batch or on threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from resynapse import machine
from resynapse.circuit.spiking import drive
from resynapse.circuit.spiking.arithmetic import streams
from resynapse.circuit.spiking.engine import SIGNALS, Cells, Memory, Shared, advance
from resynapse.circuit.spiking.network import Network, connect, memory
from resynapse.circuit.spiking.state import ColumnState
from resynapse.circuit.spiking.wiring import Wires, counts, probabilities
from resynapse.errors import InputError, within

Array = np.ndarray[Any, Any]
STEP = 0.1  # ms
SETTLE = 0.5  # s that pass before the record begins
NOISE, START = 2, 3  # purposes of the random key
FEWEST, SHORTEST, LONGEST = 50, 0.1, 3600.0
BLOCKED = ("phasic", "interneuron", "resting", "ampa")  # shares of a state
MOST, ROUNDING = 100.0, 1e-9  # largest multiple of rest that means anything; what arithmetic may leave beside a share
CHUNK = 2000  # steps between looks at the clock


class Run(NamedTuple):
    """What happened.

    Attributes:
        time: of each spike [s], from the end of settling; cell: who fired.
        signals: AMPA, NMDA, GABA-A current into the mean pyramid [pA] and its potential [mV], [samples, 4].
        voltage: of every cell at the end of each chunk, where it was not refractory [chunks, cells] mV.
        network: who is connected to whom.
        seconds, dt: recorded time [s], step [ms].
    """

    time: Array
    cell: Array
    signals: Array
    voltage: Array
    network: Network
    seconds: float
    dt: float


def record(
    states: ColumnState | Sequence[tuple[float, ColumnState]],
    cells: int = 2000,
    seconds: float = 5.0,
    seed: int = 0,
    dt: float = STEP,
    at: drive.Rest | None = None,
    probe: Array | None = None,
    replay: Array | None = None,
    progress: Callable[[float], None] | None = None,
) -> Run:
    """Simulate a column.

    Args:
        states: one state, or (second it begins, state) in order; the first holds while the column settles.
        cells: in the column.
        seconds: recorded, after settling.
        seed: key of graph, noise and start.
        dt: step [ms].
        at: the resting point; the calibrated one if absent.
        probe: extra current of each cell [cells] pA.
        replay: open loop: rates [4] Hz at which Poisson spikes stand in for those of a class; 0 where it speaks itself.
        progress: told the share that is done.
    Raises:
        InputError: a state, size, duration, step or seed that cannot be simulated.
    """
    check(cells, seconds, seed, dt)
    plan: list[tuple[float, ColumnState]] = [(0.0, states)] if isinstance(states, ColumnState) else []
    if not plan and isinstance(states, Sequence):
        plan = list(states)  # type: ignore[arg-type]
    check_states(plan, seconds)
    point = at or drive.rest()
    first = drive.cells(plan[0][1], cells, dt, point, replay)
    net = connect(counts(cells), first[2].probability, seed)
    m = start(net, first, seed, probe)
    steps = [round(SETTLE / dt * 1000.0)] + [round(1000.0 * begin / dt) for begin, _ in plan[1:]]
    ends = [round(1000.0 * begin / dt) for begin, _ in plan[1:]] + [round(1000.0 * seconds / dt)]
    total = steps[0] + ends[-1]
    advance(steps[0], *net, m, *first[:2])
    parts, voltage = [], []
    for (_, state), end in zip(plan, ends, strict=True):
        made = drive.cells(state, cells, dt, point, replay)[:2]
        while (left := end + steps[0] - int(m.step[0])) > 0:
            parts.append(advance(min(CHUNK, left), *net, m, *made))
            voltage.append(m.v.copy())
            if progress:
                progress(int(m.step[0]) / total)
    when, who, signals = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Run((when - steps[0]) * dt / 1000.0, who, signals, np.array(voltage), net, seconds, dt)


def batch(calls: Sequence[dict[str, Any]], threads: int | None = None) -> list[Run]:
    """Several runs side by side.

    Args:
        calls: arguments of `record` for each run.
        threads: at most so many at once; all cores if absent.
    """
    return machine.side_by_side(record, calls, threads)


def check(cells: int, seconds: float, seed: int, dt: float = STEP) -> None:
    """Refuse what cannot be simulated, with one sentence."""
    within("cells", cells, FEWEST, 1e12, f"a whole number, {FEWEST} or more", whole=True)
    within("seconds", seconds, SHORTEST, LONGEST, f"{SHORTEST:g} to {LONGEST:g}")
    within("seed", seed, 0, 2**32 - 1, "a whole number from 0 to 4294967295", whole=True)
    within("dt", dt, 0.005, 0.2, "0.005 to 0.2 ms")
    need = memory(counts(cells), probabilities(cells))
    if need > (room := _room()):
        fit = int(cells * room / need)
        raise InputError("cells", cells, f"at most about {fit:,} in the {room / 2**30:.0f} GiB of memory that are free")


def check_states(plan: Sequence[tuple[float, ColumnState]], seconds: float) -> None:
    """Refuse states that no column has, and times of change that lie outside the record or out of order."""
    if not plan or not all(isinstance(one, tuple) and isinstance(one[-1], ColumnState) for one in plan):
        raise InputError("states", plan, "a ColumnState, or a list of (second it begins, ColumnState)")
    begins = [begin for begin, _ in plan]
    for begin in begins:
        within("states", begin, 0.0, seconds, f"changes from 0 to {seconds:g} s")
    if begins != sorted(begins):
        raise InputError("states", begins, "changes in order of time")
    for _, state in plan:
        for name, value in state._asdict().items():
            most = 1.0 + ROUNDING if name in BLOCKED else MOST
            within(name, value, -ROUNDING, most, "a share from 0 to 1" if name in BLOCKED else f"0 to {MOST:g}")


def _room() -> int:
    """Bytes of memory that are free."""
    try:
        with open("/proc/meminfo") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return 4 * 2**30


def start(net: Network, first: tuple[Cells, Shared, Wires], seed: int, probe: Array | None = None) -> Memory:
    """A column before its first step.

    Args:
        first: what `drive.cells` makes of the first state.
    """
    made, shared, wired = first
    n = net.cells
    kind = np.repeat(np.arange(4), np.diff(net.edges))
    depth = int(made.delay.max()) + 2
    chance = np.random.Generator(np.random.Philox(key=[seed, START])).random(n)
    rest, threshold = made.membrane[2], made.membrane[3]
    use, slow = wired.use[:, kind].T, wired.facilitation[:, kind].T
    rate = drive.rates()[kind, None] / 1000.0
    running = use + use * (1.0 - use) * rate * slow
    return Memory(
        v=rest[kind] + chance * (threshold - rest)[kind],
        w=np.zeros(n),
        free=np.zeros(n),
        g=np.zeros((3, n)),
        resource=1.0 / (1.0 + running * rate * wired.recovery[:, kind].T),
        running=running,
        last=np.zeros(n),
        ring=np.zeros((depth, n), np.int32),
        sent=np.zeros((depth, n, 4)),
        marks=np.zeros((depth, 5), np.int64),
        next_event=np.zeros(12),
        random=streams(seed, NOISE, 12),
        probe=np.zeros(n) if probe is None else np.asarray(probe, float),
        step=np.zeros(1, np.int64),
    )


__all__ = ["SIGNALS", "STEP", "Run", "batch", "check", "record", "start"]
