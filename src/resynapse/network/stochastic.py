"""The brain simulated with its noise: BOLD and firing rates of many members at once, on the processor.

Members (patients, conditions, or repetitions with another noise) are simulated 64 at a time in vector registers; a
few left over, one after the other with their regions in the registers. Both ways, any batch and any number of
threads give a member the same numbers. Memory grows with the volumes kept, not with the time simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from resynapse import machine
from resynapse.errors import InputError
from resynapse.network import kernel as k
from resynapse.network.balloon import Balloon, settled
from resynapse.network.checked import checked
from resynapse.network.noise import streams
from resynapse.network.protocol import Protocol, whole
from resynapse.network.wong_wang import FLOW, NodeParameters, WongWang

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
ALONE = k.LANES // 2  # fewer members than this are simulated one by one
CHUNK = 32  # volumes between two reports of progress
START_I = 0.04  # inhibitory gating at the first moment, forgotten in 50 ms
PURPOSE = "noise of brain regions"


class Run(NamedTuple):
    """A simulated resting brain.

    Attributes:
        bold: [member, volume, N].
        rate_e, rate_i: mean firing rates [Hz], [member, N].
        gating: mean of S_E, [member, N].
        repetition: between two volumes [s].
    """

    bold: Singles
    rate_e: Floats
    rate_i: Floats
    gating: Floats
    repetition: float


class Task(NamedTuple):
    """What a run was asked for, checked and in the kernel's units.

    Attributes:
        rows: parameters of the cells by row, [member, N] each.
        numbers: what all lanes have in common.
        weights: [N, N], target by source. delays: the same in refreshes, or None.
        clock: steps per refresh, refreshes per haemodynamic step, of these per volume.
        settle, volumes: volumes left out and kept.
        shared: whether regions share noise.
        start: rows of the cells at the first moment: a region at rest, and haemodynamics that have settled.
    """

    rows: dict[int, Singles]
    numbers: Singles
    weights: Singles
    delays: NDArray[np.int32] | None
    clock: tuple[int, int, int]
    settle: int
    volumes: int
    shared: bool
    start: dict[int, float]


def simulate(
    nodes: NodeParameters,
    coupling: ArrayLike,
    seconds: float,
    *,
    members: int = 1,
    seed: int = 0,
    lengths: ArrayLike | None = None,
    model: WongWang | None = None,
    balloon: Balloon | None = None,
    protocol: Protocol | None = None,
    numbers: Sequence[int] | None = None,
    workers: int | None = None,
    ceiling: float = 15.0,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Simulate a resting brain.

    Args:
        nodes: [N] each for one brain, [members, N] where members differ (g and shared: scalar or [members]).
        coupling: C, [N, N], target by source.
        seconds: kept, after `protocol.settle`.
        members: how many, each with its own noise.
        seed: with a member's number the key of its noise.
        lengths: of fibres [mm], [N, N], for delays; None: regions read each other at once.
        numbers: of the members, 0, 1, ... where not given.
        workers: threads; as many as cores where not given.
        ceiling: mean rate of a region [Hz] above which the brain has left its resting state.
        progress: called with the number of volumes done for 64 members.
    Raises:
        InputError: for inputs that make no sense, and where rates pass the ceiling.
    """
    m, b, p = model or WongWang(), balloon or Balloon(), protocol or Protocol()
    known = range(members) if numbers is None else numbers
    task = prepared(nodes, coupling, seconds, len(known) if members == 1 else members, lengths, m, b, p)
    regions, count = len(task.weights), len(known)
    bold = np.empty((count, task.volumes, regions), np.float32)
    totals = np.empty((count, 3, regions))
    starts = streams(seed, PURPOSE, known, regions)

    def block(group: slice) -> None:
        _simulate_block(task, group, starts[group], bold[group], totals[group], progress or (lambda _: None))

    with ThreadPoolExecutor(min(workers or machine.cores(), count)) as pool:
        list(pool.map(block, blocks(count)))
    totals /= task.volumes * task.clock[2]
    run = Run(bold, totals[:, 0] / m.d_e, totals[:, 1] / m.d_i, totals[:, 2], p.repetition)
    if not (highest := float(run.rate_e.max())) <= ceiling:
        allowed = f"a coupling at which regions stay below {ceiling:g} Hz; here one reached {highest:.1f} Hz"
        raise InputError("G", float(np.max(nodes.g)), allowed)
    return run


def blocks(members: int) -> Iterator[slice]:
    """Groups that are simulated together: 64 each, and the rest in one group or one by one."""
    for begin in range(0, members, k.LANES):
        count = min(k.LANES, members - begin)
        step = count if count >= ALONE else 1
        for first in range(begin, begin + count, step):
            yield slice(first, first + step)


def prepared(
    nodes: NodeParameters,
    coupling: ArrayLike,
    seconds: float,
    members: int,
    lengths: ArrayLike | None,
    m: WongWang,
    b: Balloon,
    p: Protocol,
) -> Task:
    """Check what was asked and translate it to the units of the kernel."""
    weights, n = checked(nodes, coupling, seconds, members, lengths)
    dt = p.step
    clock = (
        whole("refresh [ms]", p.refresh, dt),
        whole("haemodynamics [ms]", p.haemodynamics, p.refresh),
        whole("repetition [ms]", 1e3 * p.repetition, p.haemodynamics),
    )
    unit_e, unit_i = m.d_e * m.a_e, m.d_i * m.a_i
    noise = np.asarray(n.sigma) * np.sqrt(dt)
    rows = {
        k.OWN: unit_e * m.coupling * n.nmda_e * n.w_e,
        k.LONG: unit_e * m.coupling * n.nmda_long * n.g,
        k.FEEDBACK: unit_e * n.w_ie * n.gaba,
        k.DRIVE: unit_i * m.coupling * n.nmda_i * n.w_ei,
        k.SELF: unit_i * n.gaba,
        k.NOISE_E: noise,
        k.NOISE_I: noise,
        k.SHARED: noise * np.sqrt(n.shared),
    }
    numbers = np.empty(k.COMMON, np.float32)
    numbers[[k.BASE_E, k.BASE_I]] = (
        unit_e * m.external_e * m.external - m.d_e * m.b_e,
        unit_i * m.external_i * m.external - m.d_i * m.b_i,
    )
    numbers[[k.GAIN_E, k.GAIN_I, k.DECAY_E, k.DECAY_I]] = (
        FLOW * m.gamma * dt / m.d_e,
        FLOW * dt / m.d_i,
        dt / m.tau_e,
        dt / m.tau_i,
    )
    beat = 1e-3 * p.haemodynamics
    numbers[[k.DT, k.KAPPA, k.GAMMA, k.RATE, k.STIFFNESS]] = beat, b.kappa, b.gamma, beat / b.tau, 1.0 / b.alpha
    numbers[[k.KEPT, k.RHO, k.V_0, k.K_1, k.K_2, k.K_3]] = np.log1p(-b.rho), b.rho, b.v_0, b.k_1, b.k_2, b.k_3
    late = None if lengths is None else refreshes(np.asarray(lengths, float), p)
    return Task(
        {row: np.asarray(value, np.float32) for row, value in rows.items()},
        numbers,
        weights.astype(np.float32),
        late if late is not None and late.any() else None,
        clock,
        int(np.ceil(p.settle / p.repetition)),
        max(1, round(seconds / p.repetition)),
        bool(np.any(n.shared)),
        at_rest(m, b),
    )


def at_rest(model: WongWang, balloon: Balloon) -> dict[int, float]:
    """Where a region starts: at the rate that inhibition holds, with haemodynamics that have settled."""
    opened = model.gamma * FLOW * model.rate
    s_e = opened / (1.0 / model.tau_e + opened)
    signal, flow, volume, oxygen = map(float, settled(np.asarray(s_e), balloon))
    return {k.S_E: s_e, k.S_I: START_I, k.SIGNAL: signal, k.FLOW: flow, k.VOLUME: volume, k.OXYGEN: oxygen}


def refreshes(lengths: Floats, protocol: Protocol) -> NDArray[np.int32]:
    """Delays along fibres [mm], in intervals at which regions read each other; rounded."""
    return np.rint(lengths / protocol.velocity / protocol.refresh).astype(np.int32)


def _simulate_block(
    task: Task,
    group: slice,
    starts: NDArray[np.uint32],
    bold: Singles,
    totals: Floats,
    progress: Callable[[int], None],
) -> None:
    """Simulate one group of members and write its share of the results."""
    regions, alone = len(task.weights), len(bold) == 1
    cells, common_streams = _cells(task, group, starts, alone)
    depth = 1 if task.delays is None else int(task.delays.max()) + 1
    weights, origins = _laid_out(task, alone, depth)
    past = np.zeros((2 * depth * len(cells) + k.SOURCES) * k.LANES, np.float32)
    past[: 2 * depth * cells.shape[0] * k.LANES] = task.start[k.S_E]
    common = np.zeros(task.clock[0] * k.LANES, np.float32)
    clock = np.array([*task.clock, 0, depth, task.shared], np.int64)
    sums = np.zeros((len(cells), 3, k.LANES))
    done = -task.settle
    while done < task.volumes:
        size = min(CHUNK, task.volumes - done if done >= 0 else -done)
        seen = np.empty((size, len(cells), k.LANES), np.float32)
        k.advance(cells, weights, origins, past, common_streams, common, task.numbers, clock, alone, seen, sums)
        if done < 0:
            sums[:] = 0.0
        elif alone:
            bold[0, done : done + size] = seen.reshape(size, -1)[:, :regions]
        else:
            bold[:, done : done + size] = seen.transpose(2, 0, 1)[: len(bold)]
        done += size
        progress(size)
    if alone:
        totals[0] = sums.transpose(1, 0, 2).reshape(3, -1)[:, :regions]
    else:
        totals[:] = sums.transpose(2, 1, 0)[: len(bold)]


def _cells(task: Task, group: slice, starts: NDArray[np.uint32], alone: bool) -> tuple[Singles, NDArray[np.uint32]]:
    """Cells at the first moment, and the streams of shared noise; lanes without a member or region have no noise."""
    count, regions = starts.shape[0], starts.shape[1] - 1
    depth = -(-regions // k.LANES) if alone else regions
    cells = np.zeros((depth, k.ROWS, k.LANES), np.float32)

    def lay(values: NDArray) -> NDArray:
        """[member, N] to [cell, 64], the rest zero."""
        laid = np.zeros((depth, k.LANES), values.dtype)
        if alone:
            laid.reshape(-1)[:regions] = values[0]
        else:
            laid[:, :count] = values.T
        return laid

    for row, value in task.rows.items():
        cells[:, row] = lay(value[group])
    for word in range(4):
        cells[:, k.STREAM + word] = lay(starts[:, :-1, word]).view(np.float32)
    for row, first in task.start.items():
        cells[:, row] = first
    common = np.zeros((4, k.LANES), np.uint32)
    common[:, : k.LANES if alone else count] = starts[:, -1].T
    return cells.reshape(depth, -1), common.reshape(-1)


def _laid_out(task: Task, alone: bool, depth: int) -> tuple[Singles, NDArray[np.int32]]:
    """Weights, and where their sources are read, as the kernel wants them; see `kernel.advance`."""
    regions = len(task.weights)
    sources = -(-regions // k.SOURCES) * k.SOURCES
    cells = -(-regions // k.LANES) if alone else regions
    late = np.zeros((regions, regions), np.int64) if task.delays is None else task.delays
    place = np.arange(regions) * (1 if alone else k.LANES)
    origins = ((depth - late) * cells * k.LANES + place).astype(np.int32)
    targets = cells * k.LANES if alone else regions
    wide = ((0, targets - regions), (0, sources - regions))
    weights, origins = np.pad(task.weights, wide), np.pad(origins, wide)
    return (_by_cell(weights), _by_cell(origins)) if alone else (weights, origins)


def _by_cell(matrix: NDArray) -> NDArray:
    """[cell x 64 targets, source] to [cell, source x 64 targets]."""
    targets, sources = matrix.shape
    laid = matrix.reshape(-1, k.LANES, sources).transpose(0, 2, 1)
    return np.ascontiguousarray(laid.reshape(targets // k.LANES, -1))
