"""Does a measured map of the cortex help? Regional strengths that follow one map, against null maps.

    w+_n, w_EI,n, sigma_n  =  common strength times exp(slope z_n),   one slope each, bounded

A null map keeps how smooth a map is and nothing else: its coefficients on the eigenvectors of the (doubly centred)
matrix of inverse distances get random signs (Moran randomisation, Wagner & Dray 2015). A map that does not beat the
95th percentile of such maps says no more about the brain than any smooth pattern.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from resynapse.errors import InputError
from resynapse.network import fit, structure
from resynapse.network.brain import Brain, Floats
from resynapse.network.strengths import Strengths
from resynapse.network.wong_wang import WongWang

STEEPEST = 0.7  # per standard deviation of a map
STARTS = tuple(np.array(it) for it in ((0.1, 0.1, -0.1), (-0.1, -0.1, 0.1), (0.1, -0.1, 0.1), (-0.1, 0.1, -0.1)))
WIDEST = 2.5  # standard deviations; a map is clipped there
PURPOSE = 0x6D617073  # of the random numbers


class Mapped(NamedTuple):
    """A fit along one map."""

    strengths: Strengths
    slopes: Floats  # of recurrent strength, excitation of interneurons, noise
    fitted: float  # r with the connectivity it was fitted to
    tested: float  # r with another group's


def along(brain: Brain, measured: Floats, other: Floats, model: WongWang) -> Callable[[Floats], Mapped]:
    """A function that fits the four global numbers and three slopes along a map, from the global fit onwards.

    Args:
        measured, other: connectivity to fit, and to hold the fit against, [N, N].
    """
    above = np.triu_indices(len(measured), 1)
    wanted, pairs = jnp.asarray(measured[above]), jnp.asarray(structure.mirrors(brain))

    def strengths(x: Array, z: Array) -> Strengths:
        g, p, h, c = jnp.exp(x[:4])
        return Strengths(g, p, h, c, *(jnp.exp(slope * z) for slope in x[4:]))

    def loss(x: Array, z: Array) -> tuple[Array, Array]:
        found, slowest = fit.predicted(brain.weights, pairs, strengths(x, z), model)
        return fit.distance(found[above], wanted) + fit.slowness(slowest), slowest

    both = jax.jit(jax.value_and_grad(loss, has_aux=True))
    predicted = jax.jit(lambda x, z: fit.predicted(brain.weights, pairs, strengths(x, z), model)[0])
    start = np.log([value for _, value in fit.four(fit.common(brain, measured, model).strengths)])
    bounds = [*zip(np.log(fit.LOW), np.log(fit.HIGH), strict=True), *[(-STEEPEST, STEEPEST)] * 3]

    def fitted(z: Floats) -> Mapped:
        scaled = np.clip((z - z.mean()) / z.std(), -WIDEST, WIDEST)
        starts = [np.concatenate([start, slopes]) for slopes in STARTS]
        ends = fit.minimised(lambda x: both(x, scaled), starts, bounds)
        x = min(ends, key=lambda end: end[1])[0]
        values = np.asarray(predicted(x, scaled))[above]
        r = [float(np.corrcoef(values, it[above])[0, 1]) for it in (measured, other)]
        return Mapped(jax.device_get(strengths(x, scaled)), x[4:], *r)

    return fitted


class Compared(NamedTuple):
    """A measured map beside null maps that are as smooth; r with the group that was not fitted."""

    mapped: Mapped
    nulls: Floats  # r of each null map, [count]

    @property
    def beaten(self) -> float:
        """Share of null maps that the measured one beats."""
        return float(np.mean(self.nulls < self.mapped.tested))


def compared(
    brain: Brain, name: str, nulls: int, model: WongWang, progress: Callable[[int], None] = lambda done: None
) -> Compared:
    """Fit along a measured map, and along null maps of it.

    Args:
        name: of one of the brain's maps.
        nulls: how many null maps.
        progress: called with the number of fits done, of nulls + 1.
    Raises:
        InputError: a brain without that map or without two groups, or fewer than one null map.
    """
    if name not in brain.maps or not brain.groups:
        raise InputError("map", name, ", ".join(brain.maps) or "a map of schaefer-100; this connectome has none")
    if nulls < 1:
        raise InputError("nulls", nulls, "one or more null maps")
    fitted, found = along(brain, brain.connectivity[0], brain.connectivity[1], model), []
    mapped = fitted(brain.maps[name])
    for number in range(nulls):
        progress(number + 1)
        found.append(fitted(null(brain, brain.maps[name], number)).tested)
    progress(nulls + 1)
    return Compared(mapped, np.array(found))


def null(brain: Brain, z: Floats, number: int) -> Floats:
    """A random map as smooth as `z`, [N]; the same number gives the same map."""
    distance = np.linalg.norm(brain.centres[:, None] - brain.centres[None], axis=-1)
    near = 1.0 / (distance + np.eye(len(z))) - np.eye(len(z))
    centre = np.eye(len(z)) - 1.0 / len(z)
    _, vectors = np.linalg.eigh(centre @ near @ centre)
    draw = np.random.Generator(np.random.Philox(key=[PURPOSE, number]))
    signs = draw.choice([-1.0, 1.0], len(z))
    return np.asarray(vectors @ (signs * (vectors.T @ (z - z.mean()))))
