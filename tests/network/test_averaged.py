"""Strong noise: the averaged fixed point against SciPy, against the plain one, and against simulation."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from scipy.linalg import solve_continuous_lyapunov

from connectome_runs import MODEL, people, weights
from resynapse.network import analytic, averaged, structure
from resynapse.network.stochastic import simulate
from resynapse.network.wong_wang import NodeParameters, alike

C = weights(12, 3)
balance, settle = jax.jit(averaged.balance), jax.jit(averaged.settle)


def node(sigma: float, g: float = 0.6, regions: int = 12) -> NodeParameters:
    return alike(regions, g)._replace(sigma=sigma * np.ones(regions))


def test_the_lyapunov_equation_is_solved_as_by_scipy():
    draw = np.random.default_rng(0)
    matrix = 0.02 * draw.normal(size=(24, 24)) / np.sqrt(24) - np.diag(np.r_[np.full(12, 0.03), np.full(12, 0.15)])
    power = np.diag(draw.uniform(0.5, 2.0, 24))
    ours = averaged.lyapunov(matrix, power)
    np.testing.assert_allclose(ours, solve_continuous_lyapunov(matrix, -power), rtol=1e-10, atol=1e-12)


def test_gradients_are_those_of_finite_differences():
    draw = np.random.default_rng(1)
    matrix = 0.02 * draw.normal(size=(8, 8)) - 0.2 * np.eye(8)
    power, along, wanted = draw.normal(size=(3, 8, 8))
    power = power @ power.T

    def asked(t: float) -> float:
        return (averaged.lyapunov(matrix + t * along, power + t * along) * wanted).sum()

    step = 1e-5
    assert float(jax.grad(asked)(0.0)) == pytest.approx(float(asked(step) - asked(-step)) / (2 * step), rel=1e-6)

    def held(g: float) -> float:
        tuned, state = averaged.balance(C, node(0.01, g), MODEL)
        return analytic.connectivity(C, tuned, state, MODEL).sum()

    both = jax.jit(jax.value_and_grad(held))
    assert float(both(0.6)[1]) == pytest.approx(float(both(0.601)[0] - both(0.599)[0]) / 2e-3, rel=1e-4)


def test_without_noise_it_is_the_plain_fixed_point():
    quiet, state = balance(C, node(1e-6), MODEL)
    plain, expected = jax.jit(analytic.balance)(C, node(1e-6), MODEL)
    np.testing.assert_allclose(quiet.w_ie, plain.w_ie, rtol=1e-8)
    np.testing.assert_allclose(state.s_e, expected.s_e, rtol=1e-8)


def test_mean_rates_are_held_and_settling_stays_there():
    tuned, state = balance(C, node(0.01), MODEL)
    np.testing.assert_allclose(state.rate_e, MODEL.rate, rtol=1e-9)
    stayed = settle(C, tuned, state, MODEL)
    np.testing.assert_allclose(stayed.s_e, state.s_e, rtol=1e-3)
    assert np.all(np.asarray(tuned.w_ie) > np.asarray(analytic.balance(C, node(0.01), MODEL)[0].w_ie))


@pytest.mark.slow
@pytest.mark.parametrize("g", [0.2, 0.6, 1.0])
def test_it_holds_the_rate_in_simulation_with_strong_noise(g):
    brain = people()
    coupling = np.asarray(structure.coupling(brain.weights, structure.mirrors(brain)))
    tuned, _ = balance(coupling, node(0.01, g, 94), MODEL)
    plain = NodeParameters(*(np.asarray(it) for it in tuned))
    found = simulate(plain, coupling, 60.0, members=8, seed=1)
    assert 3.0 <= found.rate_e.mean() <= 3.3
