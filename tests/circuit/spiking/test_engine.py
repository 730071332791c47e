"""The engine against theory: one cell against an independent solver, one synapse against its formula, and keys."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from resynapse.circuit.spiking import ColumnState, drive
from resynapse.circuit.spiking.arithmetic import exponential, streams, uniform
from resynapse.circuit.spiking.cells import CUT, membranes
from resynapse.circuit.spiking.engine import Memory, advance
from resynapse.circuit.spiking.network import connect
from resynapse.circuit.spiking.run import batch, record
from resynapse.circuit.spiking.wiring import Synapses, counts, peak, probabilities

SHAPE = membranes()


def lone(current, dt=0.1, start=None, **changed):
    """One cell of each class, unconnected and without background: memory, network, cells and shared numbers."""
    made, shared, _ = drive.cells(ColumnState(), 2000, dt, drive.rest())
    zero = np.zeros(4)
    silent = {"current": current, "tonic": zero, "background_rate": zero, "cluster_rate": zero}
    net = connect(np.ones(4, int), np.zeros((4, 4)), 0)
    memory = Memory(
        v=np.array(SHAPE.rest if start is None else start, float), w=np.zeros(4), free=np.zeros(4), g=np.zeros((3, 4)),
        resource=np.ones((4, 4)), running=np.zeros((4, 4)), last=np.zeros(4), ring=np.zeros((64, 4), np.int32),
        sent=np.zeros((64, 4, 4)), marks=np.zeros((64, 5), np.int64), next_event=np.zeros(12),
        random=streams(0, 9, 12), probe=np.zeros(4), step=np.zeros(1, np.int64),
    )  # fmt: skip
    return memory, net, made._replace(**silent | changed), shared


def solved(kind, current, until):
    """Spike times [ms] and the potential [mV] at 0.1 ms of one class, by SciPy between events."""
    c, leak, rest, threshold, slope, below, jump, tau, reset, hold = (row[kind] for row in SHAPE)

    def field(_, y):
        v, w = y
        return [(leak * (rest - v) + leak * slope * np.exp((v - threshold) / slope) - w + current) / c,
                (below * (v - rest) - w) / tau]  # fmt: skip

    def cut(_, y):
        return y[0] - (threshold + CUT * slope)

    cut.terminal = True
    t, y, spikes, times, voltage = 0.0, [rest, 0.0], [], [], []
    while t < until:
        grid = np.arange(np.ceil(t * 10 - 1e-9), until * 10 + 1e-9) / 10
        found = solve_ivp(field, (t, until), y, events=cut, t_eval=grid, rtol=1e-9, atol=1e-9)
        times += list(found.t)
        voltage += list(found.y[0])
        if not len(found.t_events[0]):
            break
        spikes.append(found.t_events[0][0])
        w = found.y_events[0][0][1] + jump
        w = below * (reset - rest) + (w - below * (reset - rest)) * np.exp(-hold / tau)
        t, y = spikes[-1] + hold, [reset, w]
    return np.array(spikes), np.array(times), np.array(voltage)


@pytest.mark.parametrize("kind", range(4))
def test_a_cell_without_noise_follows_an_independent_solver(kind):
    """0.1 mV below threshold; each spike within a step of the solver's, read on the grid of 0.1 ms."""
    rheobase = SHAPE.leak * (SHAPE.threshold - SHAPE.rest - SHAPE.slope) + SHAPE.subthreshold * (
        SHAPE.threshold - SHAPE.rest
    )
    memory, net, made, shared = lone(0.7 * rheobase)
    traced = []
    for _ in range(1000):
        advance(1, *net, memory, made, shared)
        traced.append(memory.v[kind])
    _, _, voltage = solved(kind, 0.7 * rheobase[kind], 100.0)
    assert np.abs(np.array(traced) - voltage[1:1001]).max() < 0.1
    memory, net, made, shared = lone(1.5 * rheobase)
    when, who, _ = advance(1500, *net, memory, made, shared)
    expected, _, _ = solved(kind, 1.5 * rheobase[kind], 150.0)
    mine = when[who == kind] * 0.1
    assert len(mine) == len(expected) >= 3
    for found, exact in ((mine[:1], expected[:1]), (np.diff(mine), np.diff(expected))):
        assert np.abs(found - np.ceil(10.0 * exact) / 10.0).max() <= 0.1 + 1e-9


def test_nothing_fires_without_drive():
    memory, net, made, shared = lone(np.zeros(4))
    when, _, _ = advance(20_000, *net, memory, made, shared)
    assert len(when) == 0
    np.testing.assert_allclose(memory.v, SHAPE.rest, atol=0.15)


@pytest.mark.parametrize("kind", range(4))
def test_refractory_time_is_kept(kind):
    memory, net, made, shared = lone(np.full(4, 5000.0))
    when, who, _ = advance(5000, *net, memory, made, shared)
    assert np.diff(when[who == kind]).min() * 0.1 >= SHAPE.refractory[kind] - 1e-9


def test_a_first_potential_has_the_stated_size():
    """Peak in a passive membrane by the formula, to 3 %: the formula neglects the change of driving force."""
    s = Synapses()
    for kind in range(4):
        memory, net, made, shared = lone(np.zeros(4))
        quiet = made.membrane.copy()
        quiet[5] = 0.0
        quiet[3] = 0.0
        memory.g[0, kind] = 0.5 / peak(
            1.0, s.ampa_time, s.excitation - SHAPE.rest[kind], SHAPE.capacitance[kind], SHAPE.leak[kind]
        )
        traced = []
        for _ in range(400):
            advance(1, *net, memory, made._replace(membrane=quiet), shared)
            traced.append(memory.v[kind])
        assert max(traced) - SHAPE.rest[kind] == pytest.approx(0.5, rel=0.03)


def test_the_exponential_is_one():
    x = np.linspace(-600.0, 600.0, 10_001)
    found = np.array([exponential(one) for one in x])
    np.testing.assert_allclose(found, np.exp(x), rtol=1e-8)


def test_random_numbers_are_uniform_and_streams_differ():
    state = streams(3, 5, 2)
    first, second = (np.array([uniform(one) for _ in range(50_000)]) for one in state)
    for drawn in (first, second):
        assert drawn.mean() == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / 50_000))
        assert 0.0 < drawn.min() < drawn.max() < 1.0
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(50_000)


def test_every_connection_is_there_once_and_as_often_as_stated():
    number, p = counts(2000), probabilities(2000)
    net = connect(number, p, 7)
    assert net.first[-1] == len(net.targets)
    for source in range(4):
        for onto in range(4):
            cells = np.arange(net.edges[source], net.edges[source + 1])
            lists = [net.targets[net.first[4 * i + onto] : net.first[4 * i + onto + 1]] for i in cells]
            sent = np.concatenate(lists)
            pairs = number[source] * number[onto] - (number[source] if source == onto else 0)
            expected = pairs * p[onto, source]
            assert abs(len(sent) - expected) <= 5 * np.sqrt(expected * (1 - p[onto, source])) + 1e-9
            if len(sent):
                assert net.edges[onto] <= sent.min() <= sent.max() < net.edges[onto + 1]
            assert all(np.all(np.diff(one) > 0) for one in lists), "sorted, so no target twice"
            assert all(i not in one for i, one in zip(cells, lists, strict=True)), "no cell onto itself"


def same(a, b):
    return np.array_equal(a.time, b.time) and np.array_equal(a.cell, b.cell) and np.array_equal(a.signals, b.signals)


def test_a_run_depends_on_its_key_alone():
    """Same seed, same raster; batch equals singles; threads do not matter; another seed is another column."""
    calls = [
        {"states": ColumnState(phasic=b), "cells": 300, "seconds": 0.3, "seed": s} for b in (0, 0.2) for s in (1, 2)
    ]
    singles = [record(**call) for call in calls]
    for threads in (1, 2, 4):
        assert all(same(a, b) for a, b in zip(singles, batch(calls, threads), strict=True))
    assert not np.array_equal(singles[0].time, singles[1].time)


def test_a_state_that_begins_later_changes_nothing_before():
    whole = record(ColumnState(), cells=300, seconds=0.4, seed=3)
    later = record([(0.0, ColumnState()), (0.2, ColumnState(interneuron=0.9))], cells=300, seconds=0.4, seed=3)
    early = whole.time <= 0.2
    assert np.array_equal(whole.time[early], later.time[: early.sum()])
    assert not same(whole, later)
