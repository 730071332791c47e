"""Fit of the model to measured connectivity: four global numbers, or those and one strength per region.

    loss = 1 - r + (difference of the mean correlation)^2 + penalties

r: correlation of the upper triangles of simulated and measured connectivity. Penalties keep the slowest mode faster
than a margin (past it linear theory is not to be trusted) and regional strengths near their mean. The regional fit has
one number per region and describes; it supports no mechanism by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from resynapse.network import analytic, structure
from resynapse.network.brain import Brain, Floats
from resynapse.network.strengths import Strengths
from resynapse.network.wong_wang import NodeParameters, WongWang, alike
from resynapse.provenance import describe

MARGIN = 0.3  # 1/s, slowest relaxation that a fit may have
STEEPNESS = 20.0
RIDGE = 0.3  # weight of the mean square of log strengths


class Fitted(NamedTuple):
    """A fit and how it ended."""

    strengths: Strengths
    loss: float
    slowest: float  # relaxation of the slowest mode [1/s]


# search in logarithms, from three starts; bounds keep every number inside what the equations mean
STARTS = ((0.5, 1.0, 0.1, 0.1), (0.8, 1.2, 0.3, 0.05), (0.3, 0.8, 0.5, 0.5))
LOW, HIGH = (0.05, 0.3, 1e-4, 1e-5), (2.0, 2.5, 3.0, 5.0)
SEARCH = {"maxiter": 400}
FACTOR = 2.0  # most that a region may differ from the common strength


def node(strengths: Strengths, model: WongWang) -> NodeParameters:
    """The regions of a fit, without drug and with unit feedback inhibition."""
    ratio = jnp.asarray(strengths.recurrent)
    base = alike(ratio.shape[0], 1.0, model)
    return base._replace(
        g=strengths.g,
        w_e=base.w_e * ratio,
        w_ei=base.w_ei * strengths.excited,
        sigma=base.sigma * strengths.noise,
        shared=strengths.shared,
    )


def predicted(tracts: ArrayLike, mirrors: ArrayLike, strengths: Strengths, model: WongWang) -> tuple[Array, Array]:
    """Simulated connectivity [N, N] and the slowest relaxation [1/s]."""
    coupling = structure.coupling(tracts, mirrors, strengths.exponent, strengths.homotopic)
    tuned, state = analytic.balance(coupling, node(strengths, model), model)
    return (
        analytic.connectivity(coupling, tuned, state, model),
        analytic.slowest(coupling, tuned, state, model),
    )


def common(brain: Brain, measured: Floats, model: WongWang, tracts: Floats | None = None) -> Fitted:
    """The four global numbers that come closest to a measured connectivity [N, N]."""
    loss = objective(brain, measured, model, tracts)
    bounds = list(zip(np.log(LOW), np.log(HIGH), strict=True))
    return _best(loss, [np.log(it) for it in STARTS], bounds, partial(_global, len(brain.weights)))


def objective(
    brain: Brain, measured: Floats, model: WongWang, tracts: Floats | None = None
) -> Callable[[Array], tuple[Array, Array]]:
    """The loss as a function of the logarithms of the four global numbers; beside it the slowest relaxation [1/s]."""
    unpack = partial(_global, len(brain.weights))
    return _loss(brain, measured, model, brain.weights if tracts is None else tracts, unpack)


def _global(regions: int, x: Array) -> Strengths:
    g, p, h, c = jnp.exp(x)
    return Strengths(g, p, h, c, *jnp.ones((3, regions)))


def regional(brain: Brain, measured: Floats, model: WongWang, start: Strengths, tracts: Floats | None = None) -> Fitted:
    """Beside the four numbers a recurrent strength and a noise for every region, kept near the common one."""
    n = len(brain.weights)

    def unpack(x: Array) -> Strengths:
        g, p, h, c = jnp.exp(x[:4])
        return Strengths(g, p, h, c, jnp.exp(x[4 : 4 + n]), jnp.ones(n), jnp.exp(x[4 + n :]))

    loss = _loss(brain, measured, model, brain.weights if tracts is None else tracts, unpack)
    first = np.concatenate([np.log([float(it) for it in start[:4]]), np.zeros(2 * n)])
    low = np.concatenate([np.log(LOW), np.full(2 * n, -np.log(FACTOR))])
    high = np.concatenate([np.log(HIGH), np.full(2 * n, np.log(FACTOR))])
    return _best(loss, [first], list(zip(low, high, strict=True)), unpack)


def four(strengths: Strengths) -> tuple[tuple[str, float], ...]:
    """The global numbers by name."""
    return tuple((name, float(np.asarray(getattr(strengths, name)))) for name in Strengths._fields[:4])


def digest(brain: Brain, model: WongWang) -> str:
    """A short hash of everything a fit is made from: data, model, loss and search."""
    made = hashlib.sha256()
    for matrix in (brain.weights, brain.connectivity, structure.mirrors(brain)):
        made.update(np.round(np.ascontiguousarray(matrix), 9).tobytes())
    numbers = [row.value for row in describe(model, "")]
    made.update(json.dumps([numbers, STARTS, LOW, HIGH, MARGIN, STEEPNESS, RIDGE, FACTOR, SEARCH]).encode())
    return made.hexdigest()[:12]


def _loss(
    brain: Brain, measured: Floats, model: WongWang, tracts: Floats, unpack: Callable[[Array], Strengths]
) -> Callable[[Array], tuple[Array, Array]]:
    above = np.triu_indices(len(measured), 1)
    wanted, pairs = jnp.asarray(measured[above]), jnp.asarray(structure.mirrors(brain))

    def loss(x: Array) -> tuple[Array, Array]:
        strengths = unpack(x)
        found, slowest = predicted(tracts, pairs, strengths, model)
        uneven = jnp.mean(jnp.square(jnp.log(strengths.recurrent))) + jnp.mean(jnp.square(jnp.log(strengths.noise)))
        return distance(found[above], wanted) + RIDGE * uneven + slowness(slowest), slowest

    return loss


def distance(values: Array, wanted: Array) -> Array:
    """1 - r plus the square of the difference of means, over pairs of regions."""
    return 1.0 - jnp.corrcoef(values, wanted)[0, 1] + jnp.square(values.mean() - wanted.mean())


def slowness(slowest: Array) -> Array:
    """A penalty that rises where the slowest mode comes near to standing still."""
    return jax.nn.softplus(STEEPNESS * (MARGIN - slowest)) / STEEPNESS


def _best(
    loss: Callable[[Array], tuple[Array, Array]],
    starts: list[Floats],
    bounds: list[tuple[float, float]],
    unpack: Callable[[Array], Strengths],
) -> Fitted:
    ends = minimised(jax.jit(jax.value_and_grad(loss, has_aux=True)), starts, bounds)
    best = min(ends, key=lambda end: end[1])
    slowest = float(loss(jnp.asarray(best[0]))[1])
    values = Strengths(*(np.asarray(it) for it in unpack(jnp.asarray(best[0]))))
    return Fitted(values, best[1], slowest)


def minimised(
    both: Callable[[Floats], tuple[tuple[Array, Array], Array]],
    starts: list[Floats],
    bounds: list[tuple[float, float]],
) -> list[tuple[Floats, float]]:
    """Where a search from each start ends, and the loss there.

    Args:
        both: ((loss, anything), gradient).
    """
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    def asked(x: Floats) -> tuple[float, Floats]:
        (value, _), slope = both(x)
        return (float(value), np.asarray(slope)) if np.isfinite(value) else (1e3, np.zeros_like(x))

    with threadpool_limits(1):  # matrices this small: one thread
        ends = [minimize(asked, it, jac=True, method="L-BFGS-B", bounds=bounds, options=SEARCH) for it in starts]
    return [(np.asarray(end.x), float(end.fun)) for end in ends]
