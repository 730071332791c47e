"""The ten-state receptor of Adam 2024 against what any such scheme must do, and against an exact solution."""

import numpy as np
import pytest
from scipy.linalg import expm

from resynapse.circuit.adam_2024 import receptor as nmda
from resynapse.circuit.adam_2024.receptor import FREE, ONE, OPEN, PLUGGED, STATES, TIRED, TWO, Receptor

R = Receptor()


def advance(x, glutamate, voltage, dt, steps, unblock=R.unblock):
    """Steps of receptors that all hear and sit at the same."""
    r, contacts = nmda.rates(R, dt), x.shape[1]
    first, second = (np.array([[one] for one in nmda.bound(glutamate, sites, r, dt)]) for sites in (2.0, 1.0))
    freed, plugged = unblock * np.exp(voltage / R.unblock_slope), R.block * np.exp(-voltage / R.block_slope)
    plug = np.array([[freed / (freed + plugged)], [np.exp(-(freed + plugged) * dt)]])
    where = np.zeros(contacts, np.int64)
    for _ in range(steps):
        nmda.step(x, where, where, first, second, plug, r)


def generator(glutamate, voltage, unblock=R.unblock):
    """dP/dt = Q P of the scheme, written out edge by edge."""
    q = np.zeros((STATES, STATES))

    def edge(a, b, there, back):
        q[b, a] += there
        q[a, a] -= there
        q[a, b] += back
        q[b, b] -= back

    for side in (0, PLUGGED):
        edge(FREE + side, ONE + side, 2.0 * R.bind * glutamate, R.unbind)
        edge(ONE + side, TWO + side, R.bind * glutamate, 2.0 * R.unbind)
        edge(TWO + side, TIRED + side, R.tire, R.recover)
        edge(TWO + side, OPEN + side, R.open, R.close)
    edge(OPEN, OPEN + PLUGGED, R.block * np.exp(-voltage / R.block_slope), unblock * np.exp(voltage / R.unblock_slope))
    return q


def test_probability_is_kept_and_stays_positive_at_any_step():
    x = nmda.fresh(3)
    for glutamate, voltage, dt in ((1.0, 40.0, 5.0), (0.0, -100.0, 50.0), (1.0, -65.0, 0.05), (0.1, 0.0, 1.0)):
        advance(x, glutamate, voltage, dt, 20)
        np.testing.assert_allclose(x.sum(axis=0), 1.0, rtol=0, atol=1e-13)
        assert x.min() >= 0.0


@pytest.mark.parametrize("voltage", [-80.0, -40.0, 20.0])
def test_it_comes_to_rest_where_every_edge_balances(voltage):
    x = nmda.fresh(1)
    advance(x, 0.02, voltage, 1.0, 200_000)
    q = generator(0.02, voltage)
    for a in range(STATES):
        for b in range(a):
            assert abs(q[a, b] * x[b, 0] - q[b, a] * x[a, 0]) < 1e-9
    share = x[OPEN, 0] / (x[OPEN, 0] + x[OPEN + PLUGGED, 0])
    assert abs(share - nmda.free(voltage, R.unblock, R)) < 1e-9


def test_a_step_is_that_of_the_master_equation_to_first_order():
    start = nmda.fresh(1)
    advance(start, 1.0, -40.0, 0.05, 100)
    exact = expm(generator(0.3, -50.0) * 2.0) @ start[:, 0]
    errors = []
    for dt in (0.1, 0.05, 0.025):
        x = start.copy()
        advance(x, 0.3, -50.0, dt, round(2.0 / dt))
        errors.append(abs(x[:, 0] - exact).max())
    assert errors[1] < 2e-3
    np.testing.assert_allclose(np.divide(errors[:-1], errors[1:]), 2.0, atol=0.3)


def test_free_share_of_open_channels_as_computed_from_the_published_rates():
    for voltage, share in ((-80.0, 0.0144), (-65.0, 0.0463), (-40.0, 0.2644), (0.0, 0.8985)):  # rows M090 to M096
        assert abs(nmda.free(voltage, R.unblock, R) - share) < 1e-4


def test_a_share_blocked_is_that_share_of_unblocking_where_channels_are_plugged():
    for blocked in (0.2, 0.5, 0.8):
        left = nmda.free(-65.0, (1.0 - blocked) * R.unblock, R) / nmda.free(-65.0, R.unblock, R)
        assert abs(left - (1.0 - blocked)) < 0.05 * (1.0 - blocked)
        assert nmda.free(20.0, (1.0 - blocked) * R.unblock, R) > left  # relieved where the cell is depolarised


def test_the_plug_is_trapped_without_glutamate_and_leaves_through_open_channels():
    x = nmda.fresh(1)
    advance(x, 0.0, 40.0, 1.0, 5000)
    assert x[PLUGGED:].sum() == pytest.approx(0.5)
    advance(x, 1.0, 40.0, 1.0, 50)
    assert x[PLUGGED:].sum() < 0.35


def test_one_spike_tires_a_third_of_them():
    x, dt = nmda.fresh(1), 0.05
    for k in range(6000):
        advance(x, np.exp(-k * dt / 1.2), -65.0, dt, 1)
    assert 0.25 < x[TIRED].sum() + x[TIRED + PLUGGED].sum() < 0.4


def test_receptors_tire_in_glutamate_and_half_of_them_recover_in_a_second():
    x = nmda.fresh(1)
    advance(x, 1.0, -65.0, 0.5, 4000)
    tired = x[TIRED].sum() + x[TIRED + PLUGGED].sum()
    assert tired > 0.7
    advance(x, 0.0, -65.0, 0.5, 2000)
    assert x[TIRED].sum() + x[TIRED + PLUGGED].sum() < 0.5 * tired
