"""Time: a shared graded grid, and first-order states advanced exactly enough on it.

Every state of the course obeys

    dy/dt = forcing(t, states) - rate * y

On one element of length h the states are polynomials that satisfy their equation at the m Radau IIA points
(collocation; order 2m-1 at the end of the element, L-stable, so a state may be much faster than the element is
long). States are advanced in the order of the biology; a state that acts back on an earlier one enters as its value
of the sweep before, and the sweep is repeated until the feedback has settled. Discontinuities (dose starts and stops,
exposures, stress spells) are element edges.

Source: Hairer & Wanner 1996, Solving Ordinary Differential Equations II, IV.5 (Radau IIA).
Units: hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import comb
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]
POINTS = 8
# lengths of the elements after an edge [h]: dense where levels move, two days long when only spines do. Chosen for the
# fewest nodes that keep every state within 1e-5 of its peak where ketamine is infused; other plans cut them
# (timeline.py, tests/course).
SHORTEST, GROWTH, LONGEST = 0.09, 1.4, 48.0  # h
HALVED = (5, 7, 11, 12)  # elements about 1, 2.5, 10 and 15 h after an edge: the signals of a few patients turn there
GRADING = np.concatenate(
    [
        np.full(1 + (k in HALVED), length / (1 + (k in HALVED)))
        for k, length in enumerate(SHORTEST * GROWTH ** np.arange(18))
    ]
)


class Collocation(NamedTuple):
    """Radau IIA on the unit interval, split by its eigenvalues (one real, the rest in conjugate pairs).

    Attributes:
        nodes: [m], the last is 1.
        eigenvalues: [k] complex, one of each pair.
        back: [k, m] complex; `back @ f` are the components of f.
        forth: [m, k] complex; `real(forth @ c)` puts them together again (pairs counted twice).
    """

    nodes: Floats
    eigenvalues: NDArray[np.complex128]
    back: NDArray[np.complex128]
    forth: NDArray[np.complex128]


class Grid(NamedTuple):
    """Elements [start, start + length] and the times of their nodes.

    Attributes:
        edges: [E + 1] h.
        times: [E, m] h.
    """

    edges: Floats
    times: Floats


@cache
def radau(points: int = POINTS) -> Collocation:
    """Nodes and eigen-decomposition of the Radau IIA integration matrix."""
    legendre = np.polynomial.legendre.Legendre
    right = legendre.basis(points) - legendre.basis(points - 1)
    nodes = np.sort((right.roots().real + 1) / 2)
    nodes[-1] = 1.0
    powers = np.arange(points)
    vandermonde = nodes[:, None] ** powers
    integrals = nodes[:, None] ** (powers + 1) / (powers + 1)
    matrix = integrals @ np.linalg.inv(vandermonde)
    values, vectors = np.linalg.eig(matrix)
    inverse = np.linalg.inv(vectors)
    keep = np.flatnonzero(values.imag > -1e-12)
    twice = np.where(np.abs(values[keep].imag) > 1e-12, 2.0, 1.0)
    return Collocation(nodes, values[keep], inverse[keep], vectors[:, keep] * twice)


@jax.jit  # traced once, not once per state
def advance(start: jax.Array, rate: jax.Array, forcing: jax.Array, length: jax.Array) -> jax.Array:
    """One state over one element.

    Args:
        start: [P], value at the left edge.
        rate: scalar or [P], constant on the element [1/h].
        forcing: [m, P] at the nodes [unit/h].
        length: scalar [h].
    Returns:
        [m, P]: values at the nodes; the last is the right edge.
    """
    scheme = radau()
    real = np.abs(scheme.eigenvalues.imag) < 1e-12
    out = jnp.zeros_like(forcing)
    for k, value in enumerate(scheme.eigenvalues):
        re = _combine(scheme.back[k].real, forcing) * length
        ones = scheme.back[k].sum()
        if real[k]:
            c = (ones.real * start + value.real * re) / (1.0 + length * rate * value.real)
            out = out + scheme.forth[:, k].real[:, None] * c
            continue
        im = _combine(scheme.back[k].imag, forcing) * length
        a = ones.real * start + value.real * re - value.imag * im
        b = ones.imag * start + value.real * im + value.imag * re
        p, q = 1.0 + length * rate * value.real, length * rate * value.imag
        norm = 1.0 / (p * p + q * q)
        c, d = (a * p + b * q) * norm, (b * p - a * q) * norm
        out = out + scheme.forth[:, k].real[:, None] * c - scheme.forth[:, k].imag[:, None] * d
    return out


def propagator(rate: jax.Array, length: jax.Array) -> jax.Array:
    """`advance` as numbers, for a rate that all patients share.

    Args:
        rate, length: [...] 1/h and h.
    Returns:
        [..., m, m + 1]: weights of the starting value (first) and of the forcing at each node.
    """
    scheme = radau()
    damped = 1.0 / (1.0 + (length * rate)[..., None] * scheme.eigenvalues)  # [..., k]
    forced = length[..., None] * scheme.eigenvalues * damped
    force = jnp.einsum("jk,...k,kl->...jl", scheme.forth, forced, scheme.back).real
    start = 1.0 - rate[..., None, None] * force.sum(axis=-1, keepdims=True)  # what is at rest stays at rest
    return jnp.concatenate([start, force], axis=-1)


def apply(weights: jax.Array, start: jax.Array, forcing: jax.Array) -> jax.Array:
    """One state over one element by its propagator: [m, m + 1], [P], [m, P] -> [m, P]."""
    total = weights[:, 0, None] * start
    for k in range(forcing.shape[0]):
        total = total + weights[:, k + 1, None] * forcing[k]
    return total


@cache
def taylor(terms: int, points: int = POINTS) -> Floats:
    """Taylor coefficients at the right edge of a unit element, of first order and up.

    Returns:
        [terms, m + 1]: weights of the left edge and the nodes.
    """
    nodes = np.append(0.0, radau(points).nodes)
    powers = np.arange(points + 1)
    chosen = np.array([[comb(int(power), k) for power in powers] for k in range(1, terms + 1)], dtype=np.float64)
    return np.asarray(chosen @ np.linalg.inv(nodes[:, None] ** powers))


def _combine(weights: Floats, values: jax.Array) -> jax.Array:
    """Weighted sum over the nodes, written out so that it never depends on the batch width."""
    total = weights[0] * values[0]
    for weight, value in zip(weights[1:], values[1:], strict=True):
        total = total + weight * value
    return total


def graded(
    doses: Sequence[float], cuts: Sequence[float], start: float, stop: float, refine: int = 1, split: int = 1
) -> Grid:
    """A grid that is dense after each dose edge and has an edge at every cut.

    Args:
        doses: times where a fast input jumps [h]; those outside (start, stop) are ignored.
        cuts: times where only a slow input jumps [h].
        start, stop: the simulated span [h].
        refine: how many pieces each element is cut into (2 to check convergence).
        split: how many pieces the elements of the first days after a dose edge are cut into; the longest are not.
    """
    inner = sorted({float(b) for b in doses if start < b < stop})
    edges = {start}
    for left, right in zip([start, *inner], [*inner, stop], strict=True):
        edges.update(_between(left, right, split))
    edges.update(float(c) for c in cuts if start < c < stop)
    fine = np.array(sorted(edges))
    fine = fine[np.append(True, np.diff(fine) > 1e-9)]
    if refine > 1:
        cut = np.arange(refine) / refine
        fine = np.append((fine[:-1, None] + np.diff(fine)[:, None] * cut).ravel(), fine[-1])
    return Grid(fine, fine[:-1, None] + np.diff(fine)[:, None] * radau().nodes)


def _between(left: float, right: float, split: int) -> list[float]:
    steps = np.append(np.repeat(GRADING / split, split), np.full(max(0, int((right - left) / LONGEST) + 1), LONGEST))
    ends = left + np.cumsum(steps)
    kept = [float(e) for e in ends if e < right - 1e-9]
    if kept and right - kept[-1] < 0.25 * (kept[-1] - (kept[-2] if len(kept) > 1 else left)):
        kept.pop()  # no sliver before the next edge
    return [*kept, right]


def interpolation(grid: Grid, times: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Where each time lies and the weights of its element's start and nodes.

    Returns:
        element index [T], weights [T, m + 1].
    """
    index = np.clip(np.searchsorted(grid.edges, times, side="right") - 1, 0, len(grid.edges) - 2)
    length = np.diff(grid.edges)[index]
    x = (times - grid.edges[index]) / length
    points = np.append(0.0, radau().nodes)
    weights = np.ones((len(times), len(points)))
    for j, here in enumerate(points):
        for other in np.delete(points, j):
            weights[:, j] *= (x - other) / (here - other)
    return index, weights


def remember_compilations() -> None:
    """Keep compiled programs between processes, unless the user has set this up already."""
    if jax.config.jax_compilation_cache_dir is None:
        from platformdirs import user_cache_dir

        jax.config.update("jax_compilation_cache_dir", user_cache_dir("resynapse"))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)


def ramp(x: jax.Array, width: float) -> jax.Array:
    """max(x, 0) with a smooth corner, exactly zero at x = 0: part of the model, not of the numerics.

    0.5 (x + q) - 0.5 w^2 / q with q = sqrt(x^2 + w^2); it tends to x above and to 0 below, and dips by at
    most 0.15 w in between.
    """
    root = jnp.sqrt(x * x + width * width)
    return 0.5 * (x + root - width * width / root)
