"""The same column in an independent simulator: Brian2 2.9, in its own environment, by files.

Both get the same graph, numbers and start. Without noise they must agree cell by cell; with noise (each its own) in
rates, over graphs and seeds. Fixed beforehand: potentials to 0.1 mV below threshold, spikes within one step; rates of
each class over six seeds of 4 s within three standard errors of the difference, which must itself be below 4 %.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

from resynapse.circuit.spiking import ColumnState, drive
from resynapse.circuit.spiking.cells import membranes
from resynapse.circuit.spiking.engine import advance
from resynapse.circuit.spiking.network import connect
from resynapse.circuit.spiking.run import SETTLE, STEP, start

sys.path.append(str(Path(__file__).resolve().parents[3] / "benchmarks"))
import brian2_peer

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(not brian2_peer.PYTHON.exists(), reason="no .venv-brian2; `make peers` makes it"),
]
SHAPE = membranes()
RHEOBASE = SHAPE.leak * (SHAPE.threshold - SHAPE.rest - SHAPE.slope)
RHEOBASE = RHEOBASE + SHAPE.subthreshold * (SHAPE.threshold - SHAPE.rest)
SEEDS, SECONDS = 6, 4.0


def silent(current, number, share, weight):
    """A few cells of each class without background: `number` of each, connected with probability `share`."""
    cells, shared, wired = drive.cells(ColumnState(), 2000, STEP, drive.rest())
    zero = np.zeros(4)
    cells = cells._replace(
        current=current, tonic=zero, background_rate=zero, cluster_rate=zero, weights=weight * cells.weights
    )
    network = connect(np.full(4, number), share * np.ones((4, 4)), 0)
    memory = start(network, (cells, shared, wired), 0)
    memory.v[:] = np.repeat(SHAPE.rest, number) + 0.5 * np.tile(np.arange(number), 4)
    return brian2_peer.Task(network, memory, cells, shared)


def both(folder, task, milliseconds):
    """Potential [cell, step] and (step, cell) of every spike, in Brian2 (fourth order) and here."""
    theirs = brian2_peer.brian2(folder, task, milliseconds / 1000.0, traced=True, method="rk4")
    steps, traced, spikes = round(milliseconds / STEP), [], []
    for _ in range(steps):
        when, who, _ = advance(1, *task.network, task.memory, task.cells, task.shared)
        spikes += zip(when, who, strict=True)
        traced.append(task.memory.v.copy())
    return theirs.v, sorted(zip(theirs.when, theirs.who, strict=True)), np.array(traced).T, sorted(spikes)


def steps_of(spikes, cell):
    return np.array([step for step, who in spikes if who == cell])


def test_below_threshold_potentials_agree(tmp_path):
    theirs, spikes, ours, mine = both(tmp_path, silent(0.7 * RHEOBASE, 1, 0.0, 0.0), 100.0)
    assert not spikes
    assert not mine
    assert np.abs(theirs - ours).max() < 0.1


def test_each_spike_of_a_cell_is_in_the_same_step_or_its_neighbour(tmp_path):
    _, spikes, _, mine = both(tmp_path, silent(1.5 * RHEOBASE, 1, 0.0, 0.0), 150.0)
    for cell in range(4):
        theirs, ours = steps_of(spikes, cell), steps_of(mine, cell)
        assert len(theirs) == len(ours) >= 3
        assert np.abs(theirs - ours).max() <= 1


def test_a_message_between_cells_is_the_same(tmp_path):
    """Every pyramid driven, all cells connected: potentials of the others, with delay, depression and facilitation.

    0.1 mV but for the steps around a spike, where a step of difference is allowed.
    """
    current = np.array([2.0, 0.0, 0.0, 0.0]) * RHEOBASE
    theirs, spikes, ours, mine = both(tmp_path, silent(current, 3, 1.0, 20.0), 100.0)
    pyramids = [[who < 3 for _, who in raster] for raster in (spikes, mine)]
    assert sum(pyramids[0]) == sum(pyramids[1]) >= 9
    quiet = [cell for cell in range(3, 12) if not len(steps_of(mine, cell))]
    moved = np.ptp(ours[quiet], axis=1)
    assert len(quiet) >= 6
    assert moved.min() > 1.0, "the message arrives"
    assert np.abs(theirs[quiet] - ours[quiet]).max() < 0.1 + np.abs(np.diff(ours[quiet])).max()


def test_rates_agree_within_the_spread_of_seeds(tmp_path):
    steps, settle = round(1000.0 * (SETTLE + SECONDS) / STEP), round(1000.0 * SETTLE / STEP)
    found = np.empty((SEEDS, 2, 4))
    for seed in range(SEEDS):
        task = brian2_peer.task(ColumnState(), 2000, seed)
        theirs = brian2_peer.brian2(tmp_path, task, SETTLE + SECONDS, seed=seed)
        when, who, _ = advance(steps, *task.network, task.memory, task.cells, task.shared)
        for row, (step, cell) in enumerate(((theirs.when, theirs.who), (when, who))):
            kind = np.searchsorted(task.network.edges, cell[step > settle], side="right") - 1
            found[seed, row] = np.bincount(kind, minlength=4) / np.diff(task.network.edges) / SECONDS
    difference = found[:, 1].mean(axis=0) - found[:, 0].mean(axis=0)
    error = np.sqrt(found.var(axis=0, ddof=1).sum(axis=0) / SEEDS)
    assert (error < 0.04 * found.mean(axis=(0, 1))).all(), "too short to tell"
    assert (np.abs(difference) < 3.0 * error).all(), f"{found.mean(axis=0)} Hz, Brian2 first"
