"""The fixed point under strong noise: rates averaged over the fluctuations they cause (statistical linearisation).

At sigma = 0.01 per square root of a millisecond inputs fluctuate over the bend of the transfer function, and feedback
inhibition found without noise fails (rates of 12 Hz instead of 3). Here H and H' are replaced by their means over a
normal input of variance v, and the gating equation keeps the correlation of gate and input,

    0 = -S_E/tau_E + gamma [(1 - S_E) <r_E> - <H_E'> cov(S_E, I_E)]

v and cov follow from the stationary covariance P of both pools, A P + P A^T + Q = 0, with A at the averaged slopes; the
loop is closed by a few rounds. Clipping of gates at 0 is ignored. A linearly stable state can still be left
by a rare large fluctuation: simulate before trusting one near the fold (`stochastic`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from resynapse.network.analytic import NEWTON, State, current_i, excitation, jacobian, linearise
from resynapse.network.wong_wang import FLOW, NodeParameters, WongWang, rate_e, rate_i, slope_e, slope_i

Transfer = Callable[[ArrayLike, WongWang], Array]
POINTS, WEIGHTS = np.polynomial.hermite_e.hermegauss(13)
SHARES = WEIGHTS / WEIGHTS.sum()
ROUNDS = 6  # of fluctuations and mean; each gains about a digit (1e-4 to 1e-6 left)
SHIFT, DOUBLINGS = 0.03, 9  # 1/ms, of the Cayley transform; of the series
INNER, LARGEST_STEP = 6, 0.05


class Spread(NamedTuple):
    """Fluctuations; [N] each."""

    variance_e: Array  # of the input of pyramids [nA^2]
    variance_i: Array  # of the input of interneurons [nA^2]
    together: Array  # covariance of gate and input of pyramids [nA]


def balance(weights: ArrayLike, node: NodeParameters, model: WongWang) -> tuple[NodeParameters, State]:
    """The feedback inhibition that holds the mean rate of every region under its noise, and the mean state."""
    w, wanted = jnp.asarray(weights), jnp.asarray(model.rate)

    def tuned(spread: Spread) -> tuple[NodeParameters, State]:
        opened = model.gamma * FLOW * wanted

        def closer(_: int, mu: Array) -> Array:
            off = _mean(rate_e, mu, spread.variance_e, model) - wanted
            return mu - off / _mean(slope_e, mu, spread.variance_e, model)

        mu = jax.lax.fori_loop(0, NEWTON, closer, jnp.full_like(spread.variance_e, model.b_e / model.a_e))
        lost = model.gamma * FLOW * _mean(slope_e, mu, spread.variance_e, model) * spread.together
        s_e = (opened - lost) / (1.0 / model.tau_e + opened)
        state = _at(w, s_e, node, spread, model)
        inhibition = (excitation(w, s_e, node, model) - mu) / (node.gaba * state.s_i)
        made = node._replace(w_ie=inhibition)
        return made, _at(w, s_e, made, spread, model)

    def closed(_: int, spread: Spread) -> Spread:
        return fluctuations(w, *tuned(spread), model)

    none = jnp.zeros(jnp.shape(node.w_e))
    return tuned(jax.lax.fori_loop(0, ROUNDS, closed, Spread(none, none, none)))


def settle(weights: ArrayLike, node: NodeParameters, start: State, model: WongWang) -> State:
    """The mean state near a starting one, for given feedback inhibition."""
    w = jnp.asarray(weights)

    def improved(s_e: Array, spread: Spread) -> Array:
        here = _at(w, s_e, node, spread, model)
        open_now = (1.0 - s_e) * here.rate_e - here.slope_e * spread.together
        flow = -s_e / model.tau_e + model.gamma * FLOW * open_now
        step = jnp.linalg.solve(linearise(w, node, here, model).relaxation, flow[:, None])[:, 0]
        return s_e + jnp.clip(step, -LARGEST_STEP, LARGEST_STEP)

    def closed(_: int, now: tuple[Array, Spread]) -> tuple[Array, Spread]:
        s_e, spread = now
        s_e = jax.lax.fori_loop(0, INNER, lambda _, s: improved(s, spread), s_e)
        return s_e, fluctuations(w, node, _at(w, s_e, node, spread, model), model)

    s_e, spread = jax.lax.fori_loop(0, ROUNDS, closed, (start.s_e, fluctuations(w, node, start, model)))
    return _at(w, s_e, node, spread, model)


def fluctuations(weights: Array, node: NodeParameters, state: State, model: WongWang) -> Spread:
    """Variances of the inputs around a mean state."""
    n = state.s_e.shape[0]
    a_ee, a_ei, a_ie, a_ii = jacobian(weights, node, state, model)
    whole = jnp.block([[a_ee, jnp.diag(a_ei)], [jnp.diag(a_ie), jnp.diag(a_ii)]])
    sigma = jnp.asarray(node.sigma)
    common = jnp.concatenate([jnp.sqrt(jnp.asarray(node.shared)) * sigma, jnp.zeros(n)])
    power = jnp.diag(jnp.tile(jnp.square(sigma), 2)) + common[:, None] * common[None, :]
    p = lyapunov(whole, power)
    own = jnp.diag(model.coupling * node.nmda_e * node.w_e * jnp.ones(n))
    far = model.coupling * (node.nmda_long * node.g * jnp.ones(n))[:, None] * weights
    reads = jnp.concatenate([own + far, -jnp.diag(node.w_ie * node.gaba)], axis=1)
    read = reads @ p
    e_to_i = model.coupling * node.nmda_i * node.w_ei
    ee, ei, ii = jnp.diagonal(p[:n, :n]), jnp.diagonal(p[:n, n:]), jnp.diagonal(p[n:, n:])
    return Spread(
        jnp.sum(read * reads, axis=1),
        jnp.square(e_to_i) * ee - 2.0 * e_to_i * node.gaba * ei + jnp.square(node.gaba) * ii,
        jnp.diagonal(read[:, :n]),
    )


@jax.custom_vjp
def lyapunov(matrix: Array, power: Array) -> Array:
    """P with  A P + P A^T + Q = 0  for a stable A: Cayley transform, then a series summed by doubling (Smith 1968).

    Its gradient is another such equation, A^T S + S A + G = 0, with dQ = S and dA = (S + S^T) P.

    Args:
        matrix: A [1/ms], [M, M]. power: Q, [M, M].
    """
    one = jnp.eye(matrix.shape[0])
    inverse = jnp.linalg.inv(SHIFT * one - matrix)
    factor = inverse @ (SHIFT * one + matrix)

    def doubled(_: int, now: tuple[Array, Array]) -> tuple[Array, Array]:
        p, f = now
        return p + f @ p @ f.T, f @ f

    return jax.lax.fori_loop(0, DOUBLINGS, doubled, (2.0 * SHIFT * inverse @ power @ inverse.T, factor))[0]


def _solved(matrix: Array, power: Array) -> tuple[Array, tuple[Array, Array]]:
    found = lyapunov(matrix, power)
    return found, (matrix, found)


def _adjoint(kept: tuple[Array, Array], gradient: Array) -> tuple[Array, Array]:
    matrix, found = kept
    back = lyapunov(matrix.T, gradient)
    return (back + back.T) @ found, back


lyapunov.defvjp(_solved, _adjoint)


def _at(weights: Array, s_e: Array, node: NodeParameters, spread: Spread, model: WongWang) -> State:
    """Everything that follows from S_E and the fluctuations."""
    free = current_i(s_e, jnp.zeros_like(s_e), node, model)
    brake = node.gaba * model.tau_i * FLOW

    def closer(_: int, current: Array) -> Array:
        off = current - free + brake * _mean(rate_i, current, spread.variance_i, model)
        return current - off / (1.0 + brake * _mean(slope_i, current, spread.variance_i, model))

    inhibited = jax.lax.fori_loop(0, NEWTON, closer, jnp.full_like(s_e, model.b_i / model.a_i))
    s_i = model.tau_i * FLOW * _mean(rate_i, inhibited, spread.variance_i, model)
    current = excitation(weights, s_e, node, model) - node.w_ie * node.gaba * s_i
    return State(
        s_e,
        s_i,
        current,
        inhibited,
        _mean(rate_e, current, spread.variance_e, model),
        _mean(rate_i, inhibited, spread.variance_i, model),
        _mean(slope_e, current, spread.variance_e, model),
        _mean(slope_i, inhibited, spread.variance_i, model),
    )


def _mean(function: Transfer, current: Array, variance: Array, model: WongWang) -> Array:
    """Mean over a normal current, by Gauss-Hermite quadrature."""
    at = current[:, None] + jnp.sqrt(jnp.maximum(variance, 0.0) + 1e-30)[:, None] * POINTS
    return function(at, model) @ SHARES
