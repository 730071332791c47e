"""The column of Adam 2024: one cell against another solver, the graph, what it refuses, what the drug does."""

from functools import cache

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from resynapse.circuit.adam_2024 import numbers
from resynapse.circuit.adam_2024.cells import Cells
from resynapse.circuit.adam_2024.engine import advance
from resynapse.circuit.adam_2024.observables import observe
from resynapse.circuit.adam_2024.receptor import FREE, ONE, OPEN, PLUGGED, TIRED, TWO, Receptor, rates
from resynapse.circuit.adam_2024.run import batch, constants, record, start
from resynapse.circuit.adam_2024.wiring import Wires, Wiring, connect
from resynapse.circuit.spiking.state import ColumnState
from resynapse.errors import InputError

REST, LOW = ColumnState(), ColumnState(phasic=0.16, interneuron=0.53)  # LOW: about 1 umol/L
QUIET = Cells(noise=0.0)
NONE = np.zeros(0, np.int64)


def lone() -> Wires:
    """One tonic interneuron in ambient glutamate."""
    one, nmda = np.array([0]), np.array([Wiring().nmda_tonic])
    return Wires(np.array([0, 0, 0, 1]), np.array([1]), one, np.zeros(1), nmda, NONE, NONE, np.zeros(0))


def spikes(dt: float, until: float, state: ColumnState = REST) -> np.ndarray:
    """When that cell fires [ms], from rest at -67 mV."""
    wires, w, r = lone(), Wiring(), Receptor()
    memory = start(wires, QUIET, w, 0)
    memory.v[:] = -67.0
    when, _, _ = advance(round(until / dt), wires, memory, constants(state, wires, QUIET, w, r, dt), rates(r, dt))
    return when * dt


def exact(until: float) -> np.ndarray:
    """The same by an implicit method of variable order, the equations written out again."""
    c, r, conductance = Cells(), Receptor(), Wiring().nmda_tonic

    def field(_, y):
        v, m, h, n, x = y[0], y[1], y[2], y[3], y[4:]
        na, k = c.sodium * m**3 * h, c.potassium * n**4
        into = conductance * x[OPEN] * (0.0 - v)
        dv = na * (50.0 - v) + k * (-100.0 - v) + c.leak_interneuron * (-67.0 - v) + c.current_tonic + into
        dm = 0.32 * (v + 54) / (1 - np.exp(-(v + 54) / 4)) * (1 - m) - 0.28 * (v + 27) / (np.exp((v + 27) / 5) - 1) * m
        dh = 0.128 * np.exp(-(v + 50) / 18) * (1 - h) - 4 / (1 + np.exp(-(v + 27) / 5)) * h
        dn = 0.032 * (v + 52) / (1 - np.exp(-(v + 52) / 5)) * (1 - n) - 0.5 * np.exp(-(v + 57) / 40) * n
        dx = np.zeros(10)
        for s in (0, PLUGGED):
            for a, b, there, back in (
                (FREE, ONE, 2 * r.bind, r.unbind),
                (ONE, TWO, r.bind, 2 * r.unbind),
                (TWO, TIRED, r.tire, r.recover),
                (TWO, OPEN, r.open, r.close),
            ):
                flow = there * x[a + s] - back * x[b + s]
                dx[a + s] -= flow
                dx[b + s] += flow
        flow = r.block * np.exp(-v / 17) * x[OPEN] - r.unblock * np.exp(v / 47) * x[OPEN + PLUGGED]
        dx[OPEN] -= flow
        dx[OPEN + PLUGGED] += flow
        return np.concatenate([[dv, dm, dh, dn], dx])

    def fires(_, y):
        return y[0]

    fires.direction = 1.0  # type: ignore[attr-defined]
    y = np.concatenate([[-67.0, 0.0, 0.0, 0.0], [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0]])
    found = solve_ivp(field, (0.0, until), y, method="LSODA", events=fires, rtol=1e-8, atol=1e-10, max_step=0.5)
    return found.t_events[0]


def test_one_cell_is_that_of_an_independent_solver():
    known = exact(150.0)
    assert len(known) >= 10
    for dt, allowed in ((0.05, 0.02), (0.0125, 0.006)):
        found = spikes(dt, 150.0)
        assert abs(len(found) - len(known)) <= 1
        both = min(len(found), len(known))
        np.testing.assert_allclose(found[:both], known[:both], rtol=allowed, atol=0.3)


def test_half_the_block_silences_a_tonic_interneuron():
    free = spikes(0.05, 2500.0)
    shut = spikes(0.05, 2500.0, REST._replace(interneuron=0.5))
    assert (free > 1500.0).sum() > 15
    assert (shut > 1500.0).sum() == 0


def test_every_cell_has_its_number_of_inputs():
    w = Wiring()
    wires = connect(w, 3)
    inputs = np.bincount(wires.target, minlength=180)
    assert (inputs == np.repeat([10, 10, 1], [80, 20, 80])).all()
    assert (np.bincount(wires.inhibited, minlength=180) == np.repeat([15, 15, 0], [80, 20, 80])).all()
    assert (wires.source[:1000] != wires.target[:1000]).all()
    assert (wires.inhibitor != wires.inhibited).all()
    sums = np.bincount(wires.target, wires.nmda, minlength=180)
    np.testing.assert_allclose(sums, np.repeat([8.5, 9.5, 9.5], [80, 20, 80]))
    assert not np.array_equal(wires.source, connect(w, 4).source)


@cache
def seen():
    """Without drug, with it, and with only the block that pyramids and phasic cells have."""
    states = (REST, LOW, REST._replace(phasic=LOW.phasic))
    return [observe(run) for run in batch([{"state": state, "seconds": 4.0} for state in states])]


def test_a_run_depends_on_its_seed_and_on_nothing_else():
    one, again, other = batch([{"state": LOW, "seconds": 4.0, "seed": seed} for seed in (5, 5, 6)])
    np.testing.assert_array_equal(one.time, again.time)
    np.testing.assert_array_equal(one.signals, again.signals)
    assert len(other.time) != len(one.time)


@pytest.mark.slow
def test_a_smaller_step_changes_little():
    """Rates to 5 %, gamma to 15 %, over two seeds; the first at the step that ships."""
    coarse, fine = ([observe(record(LOW, 8.0, seed, dt=dt)) for seed in (400, 401)] for dt in (0.05, 0.025))
    for what, allowed in (("rates", 0.05), ("gamma", 0.15)):
        usual, smaller = (np.mean([getattr(one, what) for one in runs], axis=0) for runs in (coarse, fine))
        np.testing.assert_allclose(np.atleast_1d(smaller)[:2], np.atleast_1d(usual)[:2], rtol=allowed)


def test_without_drug_tonic_cells_fire_and_hold_the_others():
    rest = seen()[0]
    assert 15.0 < rest.rates[2] < 30.0
    assert max(rest.rates[:2]) < 1.0


def test_the_drug_silences_tonic_cells_first_and_frees_pyramids():
    rest, low, alone = seen()
    assert low.rates[2] < 0.1 * rest.rates[2]
    assert low.rates[0] > 5.0
    assert 25.0 < low.peak < 80.0
    assert alone.rates[0] < 1.0  # the pyramids' own receptors do not do it


def test_it_refuses_what_it_cannot_simulate():
    for call in (
        {"seconds": 1.0}, {"seed": -1}, {"dt": 1.0}, {"seconds": float("nan")}, {"state": LOW._replace(phasic=1.2)},
    ):  # fmt: skip
        with pytest.raises(InputError, match="is not accepted"):
            record(**({"state": LOW} | call))
    with pytest.raises(InputError, match="ColumnState"):
        record(0.5)  # type: ignore[arg-type]


def test_every_number_says_that_it_is_the_authors():
    for _, group in numbers():
        for field in group.__dataclass_fields__.values():
            assert field.metadata["number"].source.key == "Adam2024"
