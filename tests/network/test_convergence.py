"""What the simulator's shortcuts cost: the step, the refresh of the coupling, the length of a run. Then what it is for:
linear theory against simulation, and feedback inhibition that holds.
"""

import dataclasses

import numpy as np
import pytest

from brain_runs import agreement, connectivity, connectome, held, theoretical
from resynapse.network import observables
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import simulate
from resynapse.network.tuning import hold
from resynapse.network.wong_wang import WongWang, alike

WEIGHTS, LENGTHS = connectome(20)
ABOVE = np.triu_indices(20, 1)
USUAL = Protocol(settle=10.0, repetition=1.0)
STRONG = 0.01  # noise of the published model, per square root of a ms: the hardest case for a step


def run(protocol, nodes=None, members=64, seconds=25.0, **options):
    return simulate(nodes or NODES, WEIGHTS, seconds, members=members, protocol=protocol, **options)


NODES = held(WEIGHTS, 0.4, STRONG)


@pytest.fixture(scope="module")
def usual():
    return run(USUAL)


@pytest.fixture(scope="module")
def seed_error(usual):
    """Root mean square difference of connectivity between two seeds."""
    return rms(connectivity(usual.bold) - connectivity(run(USUAL, seed=1).bold))


def rms(difference):
    return float(np.sqrt(np.mean(difference[ABOVE] ** 2)))


@pytest.mark.parametrize(
    "change",
    [
        {"step": 0.05, "refresh": 1.0},
        {"refresh": 0.1},
        pytest.param({"haemodynamics": 0.5, "refresh": 0.5}, marks=pytest.mark.slow),
    ],
    ids=["half the step", "coupled at every step", "half the balloon's step"],
)
def test_a_finer_step_changes_nothing(usual, seed_error, change):
    finer = run(dataclasses.replace(USUAL, **change), seed=2)
    np.testing.assert_allclose(finer.rate_e.mean(axis=0), usual.rate_e.mean(axis=0), rtol=0.02)
    np.testing.assert_allclose(finer.rate_i.mean(axis=0), usual.rate_i.mean(axis=0), rtol=0.02)
    assert rms(connectivity(finer.bold) - connectivity(usual.bold)) < 1.5 * seed_error


def test_the_error_of_connectivity_falls_with_the_root_of_the_members(usual):
    """Odd against even halves: 32 members against 32 differ half as much as 8 against 8."""

    def halves(count):
        parts = [usual.bold[k : k + 2 * count] for k in range(0, 64, 2 * count)]
        return np.sqrt(np.mean([rms(connectivity(p[::2]) - connectivity(p[1::2])) ** 2 for p in parts]))

    assert halves(8) / halves(32) == pytest.approx(2.0, rel=0.25)


@pytest.mark.parametrize("g", [0.6, 1.0])
def test_linear_theory_gives_simulated_connectivity(g):
    nodes = held(WEIGHTS, g)
    found = simulate(nodes, WEIGHTS, 60.0, members=64, protocol=USUAL)
    assert agreement(theoretical(WEIGHTS, nodes), found.bold) >= 0.99
    assert 3.0 - 0.005 <= found.rate_e.mean() <= 3.3


def test_inhibition_tuned_in_simulation_holds_where_theory_without_noise_fails():
    nodes = held(WEIGHTS, 0.8, STRONG)
    assert run(USUAL, nodes, seconds=10.0, ceiling=99.0).rate_e.mean() > 3.3
    tuned = hold(nodes, WEIGHTS)
    again = run(USUAL, tuned, seconds=20.0, seed=9)
    assert np.abs(again.rate_e.mean(axis=0) - WongWang().rate).max() < 0.2


def test_delays_are_shorter_than_bold_can_see(usual, seed_error):
    late = run(USUAL, lengths=LENGTHS, seed=3)
    assert (late.bold[0] != usual.bold[0]).any()
    assert rms(connectivity(late.bold) - connectivity(usual.bold)) < 1.5 * seed_error


@pytest.mark.slow
@pytest.mark.parametrize("g", [0.2, 0.4, 0.6, 0.8, 1.0])
def test_linear_theory_over_its_range_at_full_size(g):
    weights, _ = connectome(94, seed=5)
    nodes = held(weights, g)
    found = simulate(nodes, weights, 400.0, members=64, protocol=Protocol(repetition=1.0))
    theory = theoretical(weights, nodes)
    assert agreement(theory, found.bold) >= 0.99
    assert 3.0 - 0.005 <= found.rate_e.mean() <= 3.3
    prefrontal = np.arange(20)
    cleaned = observables.gbc(observables.without_global(theory))
    each = [
        observables.gbc(observables.without_global(np.corrcoef(member.T)))[prefrontal].mean()
        for member in found.bold.astype(float)
    ]
    assert np.mean(each) == pytest.approx(float(np.asarray(cleaned)[prefrontal].mean()), abs=0.001)


@pytest.mark.slow
@pytest.mark.parametrize("g", [0.2, 0.6, 1.0])
def test_inhibition_holds_at_strong_noise_at_full_size(g):
    weights, _ = connectome(94, seed=5)
    tuned = hold(alike(94, g)._replace(w_ie=held(weights, g).w_ie, sigma=np.full(94, STRONG)), weights)
    found = simulate(tuned, weights, 60.0, members=64, protocol=USUAL, seed=7)
    assert found.rate_e.mean(axis=0).min() >= 2.9
    assert found.rate_e.mean(axis=0).max() <= 3.3
