"""The column at rest and near it: the rates it was solved for, what moves them, and what a smaller step changes."""

import numpy as np
import pytest

from resynapse.circuit.spiking import ColumnState, drive
from resynapse.circuit.spiking.calibrate import fingerprint, stored
from resynapse.circuit.spiking.network import Network
from resynapse.circuit.spiking.observables import observe
from resynapse.circuit.spiking.run import Run, batch, check, record
from resynapse.errors import InputError

REST = ColumnState()


def rates(states, seeds=(11, 12), seconds=4.0, **more):
    """Mean rates of each state over seeds, [state, 4] Hz, and their standard error between seeds."""
    calls = [{"states": one, "seed": s, "seconds": seconds, "cells": 2000} | more for one in states for s in seeds]
    found = np.array([observe(run).rates for run in batch(calls)]).reshape(len(states), len(seeds), 4)
    return found.mean(axis=1), found.std(axis=1, ddof=1) / np.sqrt(len(seeds))


def test_the_resting_point_belongs_to_these_numbers():
    """Whoever changes a number of the column solves it again: python -m resynapse.circuit.spiking."""
    assert stored() == fingerprint()


def test_at_rest_it_fires_at_the_rates_of_the_course():
    """To the larger of 5 % and two standard errors over seeds, at seeds not used to solve it."""
    found, error = rates([REST], seeds=(11, 12, 13), seconds=5.0)
    assert (np.abs(found[0] - drive.rates()) < np.maximum(0.05 * drive.rates(), 2.0 * error[0])).all()


def test_rest_is_rest_whatever_share_of_it_is_tonic_nmda():
    """Another patient's t_I and t_E: the same rates without drug, to 8 %."""
    other = REST._replace(tonic_interneuron=0.4, tonic_pyramidal=1.2)
    usual, changed = rates([REST, other], seconds=3.0)[0]
    np.testing.assert_allclose(changed, usual, rtol=0.08)


def test_each_lever_moves_the_pyramids_as_in_the_mean_field():
    """Signs: interneuron block up, synaptic block down, more synapses up, more GABA down, gain up."""
    states = [
        REST,
        REST._replace(interneuron=0.5),
        REST._replace(phasic=0.3),
        REST._replace(synapses=1.3),
        REST._replace(gaba=1.15),
        REST._replace(gain=1.2),
    ]
    found = rates(states, seeds=(11, 12), seconds=2.0)[0][:, 0]
    assert (np.sign(found[1:] - found[0]) == [1, -1, 1, -1, 1]).all()


def test_blocking_all_ampa_receptors_silences_it():
    assert rates([REST._replace(ampa=1.0)], seconds=1.0)[0].max() < 0.5


@pytest.mark.slow
def test_half_the_step_moves_no_rate():
    """By 2 %, or two standard errors of the difference between seeds (graph, afferent events and start are shared)."""
    seeds = tuple(range(8))
    calls = [{"states": REST, "seed": s, "seconds": 20.0, "cells": 2000, "dt": dt} for dt in (0.1, 0.05) for s in seeds]
    found = np.array([observe(run).rates for run in batch(calls)]).reshape(2, len(seeds), 4)
    change = found[1] / found[0] - 1.0
    error = change.std(axis=0, ddof=1) / np.sqrt(len(seeds))
    assert (np.abs(change.mean(axis=0)) < np.maximum(0.02, 2.0 * error)).all()
    assert (error < 0.02).all(), "too short to tell"


@pytest.mark.slow
def test_the_size_of_the_column_matters_the_less_the_larger_it_is():
    """5000 cells fire as 2000 do, to the larger of 5 % and two standard errors; PV cells are a twentieth slower."""
    seeds = tuple(range(1, 9))
    found = [rates([REST], seeds=seeds, seconds=5.0, cells=cells) for cells in (1000, 2000, 5000)]
    (least, _), (small, first), (large, second) = ((mean[0], error[0]) for mean, error in found)
    allowed = np.maximum(0.05 * small, 2.0 * np.hypot(first, second))
    assert (np.abs(large - small) < allowed)[[0, 2, 3]].all()
    assert 0.0 < (small - large)[1] < 0.6 * (least - small)[1] + allowed[1]


def made_up(time, cell, seconds=1.0):
    """A run of four pyramids and one cell of each other class, with known spikes and a 40 Hz current."""
    edges = np.array([0, 4, 5, 6, 7])
    first = np.zeros(29, int)
    first[1:] = 2  # the first cell reaches two pyramids
    t = np.arange(round(1000 * seconds)) / 1000.0
    signals = np.stack([100 + np.sin(2 * np.pi * 40 * t), 10 + 0 * t, -50 + 0 * t, -60 + 0 * t], axis=1)
    order = np.argsort(time)
    net = Network(edges, first, np.array([1, 2]))
    return Run(np.array(time, float)[order], np.array(cell)[order], signals, np.zeros((1, 7)), net, seconds, 0.1)


def test_observables_of_a_raster_known_by_hand():
    seen = observe(made_up([0.10, 0.12, 0.14, 0.50, 0.30, 0.40, 0.45], [0, 0, 0, 0, 4, 4, 1]))
    np.testing.assert_allclose(seen.rates, [5 / 4, 2.0, 0.0, 0.0])
    assert seen.bursts == pytest.approx(3 / 5)
    np.testing.assert_allclose(seen.events, [4 * 2 / 4, 0.0])
    assert seen.balance == pytest.approx(110 / 50, rel=1e-3)
    assert seen.frequency[np.argmax(seen.power)] == pytest.approx(40.0, abs=1.0)


def test_synchrony_is_one_for_cells_in_step_and_small_for_strangers():
    beats = np.repeat(np.arange(0.05, 1.0, 0.1), 4)
    assert observe(made_up(beats, np.tile(np.arange(4), 10))).synchrony == pytest.approx(1.0, abs=1e-6)
    alone = observe(made_up(np.arange(0.015, 1.0, 0.025), np.arange(40) % 4))
    assert alone.synchrony < 0.6


@pytest.mark.parametrize(
    ("field", "cells", "seconds", "seed"),
    [("cells", 0, 1, 0), ("cells", -5, 1, 0), ("cells", 10**9, 1, 0), ("seconds", 100, -1, 0),
     ("seconds", 100, 0, 0), ("seconds", 100, float("nan"), 0), ("seed", 100, 1, -1), ("cells", 100.5, 1, 0),
     ("cells", "many", 1, 0), ("seconds", 100, "long", 0), ("seed", 100, 1, None)],
)  # fmt: skip
def test_nonsense_is_refused_before_anything_is_made(field, cells, seconds, seed):
    with pytest.raises(InputError, match=field):
        check(cells, seconds, seed)


@pytest.mark.parametrize(
    ("states", "named"),
    [
        (ColumnState(phasic=2.0), "phasic"),
        (ColumnState(resting=float("nan")), "resting"),
        (ColumnState(synapses=-1.0), "synapses"),
        (ColumnState(gain="high"), "gain"),
        (3, "states"),
        ([], "states"),
        ([(0.0, ColumnState()), (9.0, ColumnState())], "states"),
        ([(0.05, ColumnState()), (0.02, ColumnState())], "states"),
    ],
)
def test_a_state_that_no_column_has_is_refused(states, named):
    with pytest.raises(InputError, match=named):
        record(states, cells=100, seconds=0.1)
