"""The analytic brain against independent numerics: SciPy's solvers, finite differences, and identities."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from connectome_runs import MODEL, toy, weights
from resynapse.errors import InputError
from resynapse.network import analytic, fit, rest, structure
from resynapse.network.routes import Routes
from resynapse.network.state import BrainState
from resynapse.network.strengths import Strengths, shipped
from resynapse.network.wong_wang import FLOW, NodeParameters, alike, rate_e, rate_i

C = weights(12, 3)
balance, settle, jacobian = jax.jit(analytic.balance), jax.jit(analytic.settle), jax.jit(analytic.jacobian)
linearise, connectivity = jax.jit(analytic.linearise), jax.jit(analytic.connectivity)
slowest, growth, residual = jax.jit(analytic.slowest), jax.jit(analytic.growth), jax.jit(analytic.residual)


def uneven(g: float = 0.5) -> NodeParameters:
    draw = np.random.default_rng(5)
    node = alike(12, g)
    return node._replace(
        w_e=node.w_e * draw.uniform(0.8, 1.2, 12),
        w_ei=node.w_ei * draw.uniform(0.8, 1.2, 12),
        sigma=node.sigma * draw.uniform(0.5, 2.0, 12),
        shared=0.3,
    )


CURRENTS = jax.jit(lambda e, i: (rate_e(e, MODEL), rate_i(i, MODEL)))


def flow(_: float, y: np.ndarray, node: NodeParameters) -> np.ndarray:
    """The model's equations once more, plainly, in NumPy."""
    e, i = y[:12], y[12:]
    far = MODEL.coupling * node.nmda_long * node.g * (C @ e)
    current_e = MODEL.external + MODEL.coupling * node.nmda_e * node.w_e * e + far - node.w_ie * node.gaba * i
    current_i = MODEL.external_i * MODEL.external + MODEL.coupling * node.nmda_i * node.w_ei * e - node.gaba * i
    fast_e, fast_i = (np.asarray(rate) for rate in CURRENTS(current_e, current_i))
    return np.concatenate([
        -e / MODEL.tau_e + (1 - e) * MODEL.gamma * FLOW * fast_e,
        -i / MODEL.tau_i + FLOW * fast_i,
    ])  # fmt: skip


def drugged() -> tuple[NodeParameters, analytic.State]:
    node, start = balance(C, uneven(), MODEL)
    less = node._replace(nmda_e=0.97 * np.ones(12), nmda_long=0.97 * np.ones(12), nmda_i=0.95 * np.ones(12))
    return less, settle(C, less, start, MODEL)


def test_feedback_inhibition_holds_every_region_at_its_rate():
    node, state = balance(C, uneven(), MODEL)
    np.testing.assert_allclose(state.rate_e, MODEL.rate, rtol=1e-12)
    np.testing.assert_allclose(flow(0.0, np.concatenate([state.s_e, state.s_i]), node), 0.0, atol=1e-14)


def test_the_settled_state_is_where_the_equations_come_to_rest():
    node, state = drugged()
    start = np.concatenate([0.9 * state.s_e, 1.1 * state.s_i])
    end = solve_ivp(flow, (0.0, 1e5), start, "LSODA", args=(node,), rtol=1e-10, atol=1e-13).y[:, -1]
    np.testing.assert_allclose(np.concatenate([state.s_e, state.s_i]), end, rtol=1e-6)
    assert float(residual(C, node, state, MODEL)) < 1e-9


def test_the_jacobian_is_the_derivative_of_the_equations():
    node, state = drugged()
    y = np.concatenate([state.s_e, state.s_i])
    numeric = np.stack([(flow(0, y + d, node) - flow(0, y - d, node)) / 2e-7 for d in 1e-7 * np.eye(24)], axis=1)
    a_ee, a_ei, a_ie, a_ii = jacobian(C, node, state, MODEL)
    ours = np.block([[np.asarray(a_ee), np.diag(a_ei)], [np.diag(a_ie), np.diag(a_ii)]])
    np.testing.assert_allclose(ours, numeric, atol=1e-7)
    assert float(growth(C, node, state, MODEL)) == pytest.approx(1e3 * np.linalg.eigvals(ours).real.max())


def test_the_slow_matrix_keeps_the_spectrum_of_both_pools_at_zero_frequency():
    node, state = drugged()
    a_ee, a_ei, a_ie, a_ii = jacobian(C, node, state, MODEL)
    whole = np.block([[np.asarray(a_ee), np.diag(a_ei)], [np.diag(a_ie), np.diag(a_ii)]])
    sigma = np.asarray(node.sigma)
    power = np.diag(np.tile(sigma**2, 2))
    power[:12, :12] += node.shared * np.outer(sigma, sigma)
    inverse = np.linalg.inv(whole)
    ours = analytic.covariance(linearise(C, node, state, MODEL))
    np.testing.assert_allclose(ours, (inverse @ power @ inverse.T)[:12, :12], rtol=1e-9)


def test_the_slowest_mode_is_an_eigenvalue_of_the_slow_matrix():
    node, state = drugged()
    slow = np.linalg.eigvals(np.asarray(linearise(C, node, state, MODEL).relaxation)).real.min()
    assert float(slowest(C, node, state, MODEL)) == pytest.approx(1e3 * slow, rel=1e-9)


def test_gradients_are_those_of_finite_differences():
    brain = toy()
    pairs, target = structure.mirrors(brain), np.asarray(analytic.correlation(weights(12, 9) + np.eye(12)))

    def loss(x):
        strengths = Strengths(*x[:4], x[4:16], x[16:28], x[28:])
        return ((fit.predicted(brain.weights, pairs, strengths, MODEL)[0] - target) ** 2).mean()

    x = np.concatenate([[0.4, 1.2, 0.2, 0.1], np.random.default_rng(1).uniform(0.8, 1.2, 36)])
    slope, value = np.asarray(jax.jit(jax.grad(loss))(x)), jax.jit(loss)
    numeric = [(float(value(x + d)) - float(value(x - d))) / 2e-6 for d in 1e-6 * np.eye(40)]
    np.testing.assert_allclose(slope, numeric, rtol=1e-5, atol=1e-9)


def test_the_gradient_passes_through_the_fixed_point():
    healthy = rest.ready(toy(), shipped(12)._replace(g=0.4), MODEL, Routes())

    @jax.jit
    def rate(block):
        return rest.at_rest(BrainState(interneuron=block), healthy, Routes(), MODEL).state.rate_e.mean()

    numeric = (float(rate(0.2 + 1e-5)) - float(rate(0.2 - 1e-5))) / 2e-5
    assert float(jax.jit(jax.grad(rate))(0.2)) == pytest.approx(numeric, rel=1e-6)
    assert numeric > 0.0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.6), st.floats(0.0, 2.0))
def test_connectivity_is_a_correlation_matrix_wherever_the_state_is_stable(seed, g, shared):
    coupling = weights(12, seed)
    node, state = balance(coupling, alike(12, g)._replace(shared=shared), MODEL)
    found = np.asarray(connectivity(coupling, node, state, MODEL))
    if float(slowest(coupling, node, state, MODEL)) <= 0.0:
        return
    np.testing.assert_allclose(np.diag(found), 1.0, rtol=1e-12)
    np.testing.assert_allclose(found, found.T, atol=1e-12)
    assert np.linalg.eigvalsh(found).min() > 0.0


def test_connectivity_does_not_depend_on_how_strong_weak_noise_is():
    node, state = balance(C, uneven(), MODEL)
    louder = node._replace(sigma=3.0 * node.sigma)
    np.testing.assert_allclose(connectivity(C, louder, state, MODEL), connectivity(C, node, state, MODEL), rtol=1e-12)


@pytest.mark.parametrize(("g", "word"), [(6.0, "slowest mode|Hz|fixed point")])
def test_a_coupling_beyond_stability_is_refused_in_one_sentence(g, word):
    with pytest.raises(InputError, match=word) as refused:
        rest.rest(BrainState(), toy(), shipped(12)._replace(g=g))
    assert str(refused.value).count("\n") == 0


def test_a_block_beyond_stability_is_refused():
    with pytest.raises(InputError, match="brain state"):
        rest.rest(
            BrainState(interneuron=1.0), toy(), shipped(12)._replace(g=1.0), routes=Routes(share_i=1.0, acute=0.0)
        )
