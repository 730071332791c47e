"""Connectivity at rest without simulation: fixed point, linear noise, BOLD correlation.

Feedback inhibition is solved, not iterated: it holds every region at the same rate r, so H_E(mu) = r gives the input,
S_E = gamma r / (1/tau_E + gamma r), S_I solves its own equation and

    f_i = [W_E I_0 + J (e_r w+ S_E + e_l G (C S_E)_i) - mu] / (g S_I)

Around a fixed point, with the fast inhibitory gate eliminated,

    ds/dt = -K s + noise of power Q,   K = -A_EE + A_EI A_IE / A_II
    Q = diag(q) + c sigma sigma^T,     q = sigma^2 [1 + (A_EI / A_II)^2]

BOLD is slower than everything here and its response is the same in all regions, so its connectivity is the
correlation of the spectrum at zero frequency, K^-1 Q K^-T. (The covariance of S itself is not: fast fluctuations
dominate it.) Exact for small noise; `averaged` treats strong noise. Everything is differentiable and maps over
patients with `jax.vmap`.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse.network.wong_wang import FLOW, NodeParameters, WongWang, rate_e, rate_i, slope_e, slope_i

jax.config.update("jax_enable_x64", True)  # a fixed point is known to 1e-6 /s, which 32 bits are not

NEWTON = 8  # steps for the scalar equations; they converge quadratically
STEPS, LARGEST_STEP, SETTLED = 40, 0.05, 1e-8  # of the damped Newton search for a fixed point, in S_E


class State(NamedTuple):
    """A fixed point; [N] each."""

    s_e: Array
    s_i: Array
    current_e: Array  # nA
    current_i: Array  # nA
    rate_e: Array  # Hz
    rate_i: Array  # Hz
    slope_e: Array  # of the rate over the current [Hz/nA]
    slope_i: Array


class Linear(NamedTuple):
    """Slow fluctuations around a fixed point."""

    relaxation: Array  # K [1/ms], [N, N]
    noise: Array  # q [1/ms], [N]
    common: Array  # sqrt(c) sigma [1/ms^0.5], [N]


def balance(weights: ArrayLike, node: NodeParameters, model: WongWang) -> tuple[NodeParameters, State]:
    """The feedback inhibition that holds every region at `model.rate`, and the fixed point.

    Args:
        weights: C, [N, N].
        node: its `w_ie` is replaced.
    """
    wanted = jnp.asarray(model.rate)
    start = jnp.asarray(model.b_e / model.a_e)
    mu = jax.lax.fori_loop(0, NEWTON, lambda _, mu: mu - (rate_e(mu, model) - wanted) / slope_e(mu, model), start)
    opened = model.gamma * wanted * FLOW
    s_e = opened / (1.0 / model.tau_e + opened) * jnp.ones(jnp.shape(node.w_e))
    s_i = _inhibitory(s_e, node, model)
    inhibition = (excitation(jnp.asarray(weights), s_e, node, model) - mu) / (node.gaba * s_i)
    tuned = node._replace(w_ie=inhibition)
    return tuned, _at(jnp.asarray(weights), s_e, tuned, model)


def settle(weights: ArrayLike, node: NodeParameters, start: State, model: WongWang) -> State:
    """The fixed point near a starting one, for given feedback inhibition (damped Newton).

    The result means nothing past a fold: see `validity`.
    """
    w = jnp.asarray(weights)

    def improved(s_e: Array, node: NodeParameters) -> Array:
        here = _at(w, s_e, node, model)
        slow = linearise(w, node, here, model).relaxation
        step = jnp.linalg.solve(slow, _flow(here, model)[:, None])[:, 0]
        return s_e + jnp.clip(step, -LARGEST_STEP, LARGEST_STEP)

    def moving(search: tuple[Array, Array, Array]) -> Array:
        steps, before, now = search
        return (steps < STEPS) & (jnp.max(jnp.abs(now - before)) > SETTLED)

    def step(search: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        return search[0] + 1, search[2], improved(search[2], fixed)

    fixed, first = jax.lax.stop_gradient((node, start.s_e))
    _, _, found = jax.lax.while_loop(moving, step, (0, first + 1.0, first))
    s_e = improved(found, node)  # the step that carries the gradient (implicit function)
    return _at(w, s_e, node, model)


def linearise(weights: ArrayLike, node: NodeParameters, state: State, model: WongWang) -> Linear:
    """Relaxation and noise of the slow fluctuations around a fixed point."""
    a_ee, a_ei, a_ie, a_ii = jacobian(weights, node, state, model)
    relaxation = -a_ee + jnp.diag(a_ei * a_ie / a_ii)
    sigma = jnp.asarray(node.sigma)
    noise = jnp.square(sigma) * (1.0 + jnp.square(a_ei / a_ii))
    return Linear(relaxation, noise, jnp.sqrt(jnp.asarray(node.shared)) * sigma)


def jacobian(
    weights: ArrayLike, node: NodeParameters, state: State, model: WongWang
) -> tuple[Array, Array, Array, Array]:
    """Blocks of the Jacobian [1/ms]: A_EE [N, N] and the diagonals A_EI, A_IE, A_II [N]."""
    open_e = (1.0 - state.s_e) * model.gamma * FLOW * state.slope_e
    steep_i = FLOW * state.slope_i
    own = open_e * model.coupling * node.nmda_e * node.w_e - 1.0 / model.tau_e - model.gamma * FLOW * state.rate_e
    far = (open_e * model.coupling * node.nmda_long * node.g)[:, None] * jnp.asarray(weights)
    a_ei = -open_e * node.w_ie * node.gaba
    a_ie = steep_i * model.coupling * node.nmda_i * node.w_ei
    a_ii = -1.0 / model.tau_i - steep_i * node.gaba
    return far + jnp.diag(own), a_ei, a_ie, a_ii


def covariance(linear: Linear) -> Array:
    """Spectrum at zero frequency, K^-1 Q K^-T, [N, N]."""
    inverse = jnp.linalg.inv(linear.relaxation)
    common = inverse @ linear.common
    return (inverse * linear.noise) @ inverse.T + common[:, None] * common[None, :]


def correlation(covariance: ArrayLike) -> Array:
    """Unit diagonal, [N, N]."""
    c = jnp.asarray(covariance)
    scale = 1.0 / jnp.sqrt(jnp.diagonal(c))
    return c * scale[:, None] * scale[None, :]


def connectivity(weights: ArrayLike, node: NodeParameters, state: State, model: WongWang) -> Array:
    """BOLD functional connectivity around a fixed point, [N, N]."""
    return correlation(covariance(linearise(weights, node, state, model)))


def growth(weights: ArrayLike, node: NodeParameters, state: State, model: WongWang) -> Array:
    """Largest real part of the eigenvalues of both pools together [1/s]; below 0: stable."""
    a_ee, a_ei, a_ie, a_ii = jacobian(weights, node, state, model)
    whole = jnp.block([[a_ee, jnp.diag(a_ei)], [jnp.diag(a_ie), jnp.diag(a_ii)]])
    return 1000.0 * jnp.max(jnp.linalg.eigvals(whole).real)


def slowest(weights: ArrayLike, node: NodeParameters, state: State, model: WongWang) -> Array:
    """Relaxation of the slowest mode of K [1/s], for a symmetric C; below 0: unstable."""
    slow = linearise(weights, node, state, model).relaxation
    steep = jnp.sqrt((1.0 - state.s_e) * state.slope_e * node.nmda_long)
    alike = slow * steep[None, :] / steep[:, None]  # the same eigenvalues, and symmetric
    return 1000.0 * jnp.linalg.eigvalsh((alike + alike.T) / 2.0)[0]


def residual(weights: ArrayLike, node: NodeParameters, state: State, model: WongWang) -> Array:
    """Largest change that is left at a fixed point [1/s]."""
    here = _at(jnp.asarray(weights), state.s_e, node, model)
    return 1000.0 * jnp.max(jnp.abs(_flow(here, model)))


def excitation(weights: Array, s_e: Array, node: NodeParameters, model: WongWang) -> Array:
    """Input of pyramids but for their inhibition [nA]."""
    recurrent = node.nmda_e * node.w_e * s_e + node.nmda_long * node.g * (weights @ s_e)
    return model.external_e * model.external + model.coupling * recurrent


def current_i(s_e: Array, s_i: Array, node: NodeParameters, model: WongWang) -> Array:
    """Input of interneurons [nA]."""
    driven = model.external_i * model.external + model.coupling * node.nmda_i * node.w_ei * s_e
    return driven - node.gaba * s_i


def _inhibitory(s_e: Array, node: NodeParameters, model: WongWang) -> Array:
    """S_I at rest for this S_E: the root of a rising function, by Newton."""
    free = current_i(s_e, jnp.zeros_like(s_e), node, model)
    brake = node.gaba * model.tau_i * FLOW

    def closer(_: int, current: Array) -> Array:
        off = current - free + brake * rate_i(current, model)
        return current - off / (1.0 + brake * slope_i(current, model))

    current = jax.lax.fori_loop(0, NEWTON, closer, jnp.full_like(s_e, model.b_i / model.a_i))
    return model.tau_i * FLOW * rate_i(current, model)


def _at(weights: Array, s_e: Array, node: NodeParameters, model: WongWang) -> State:
    """Everything that follows from S_E when the fast gate is at rest."""
    s_i = _inhibitory(s_e, node, model)
    current_e = excitation(weights, s_e, node, model) - node.w_ie * node.gaba * s_i
    inhibited = current_i(s_e, s_i, node, model)
    rates = rate_e(current_e, model), rate_i(inhibited, model)
    return State(s_e, s_i, current_e, inhibited, *rates, slope_e(current_e, model), slope_i(inhibited, model))


def _flow(state: State, model: WongWang) -> Array:
    """dS_E/dt [1/ms]; 0 at a fixed point."""
    return -state.s_e / model.tau_e + (1.0 - state.s_e) * model.gamma * FLOW * state.rate_e
