"""What is read off a connectivity matrix, as the imaging literature reads it.

Global brain connectivity of region i: mean over the others of Fisher z of their correlation (Cole 2010),

    GBC_i = sum_{j != i} atanh(X_ij) / (N - 1)

GBCr: the same after global-signal regression. With z-scored regional signals the global signal is their mean, and
what is left of X after regressing it out is exact:  X - m m^T / mean(m),  m_i = mean_j X_ij,  rescaled to a unit
diagonal. The rows of that residual (before rescaling) sum to zero, so GBCr says how correlation is distributed, hardly
how much there is.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from resynapse.network import regions as who
from resynapse.network.analytic import correlation
from resynapse.network.brain import Floats, Regions

NEAREST_ONE = 1.0 - 1e-9  # correlations beyond are rounding


class Masks(NamedTuple):
    """Membership as numbers, [N] each."""

    prefrontal: Floats
    hippocampal: Floats
    default: Floats
    positive: Floats


class Observed(NamedTuple):
    """Readings of one brain; `...r` after global-signal regression."""

    gbc: Array  # [N]
    gbcr: Array  # [N]
    prefrontal_gbc: Array
    prefrontal_gbcr: Array
    hippocampal_prefrontal: Array  # mean Fisher z; NaN without a hippocampus
    within_default: Array  # mean Fisher z
    within_default_r: Array
    default_positive: Array  # default against task-positive (salience, dorsal attention)
    default_positive_r: Array
    mean: Array  # mean correlation off the diagonal


def masks(regions: Regions) -> Masks:
    """Membership of the regions of an atlas."""
    groups = (regions.prefrontal, regions.hippocampal, who.inside(regions, "default"))
    return Masks(*(np.asarray(it, dtype=np.float64) for it in (*groups, who.inside(regions, *who.TASK_POSITIVE))))


def without_global(connectivity: ArrayLike) -> Array:
    """Correlations after global-signal regression, [N, N]."""
    x = jnp.asarray(connectivity)
    m = x.mean(axis=1)
    return correlation(x - m[:, None] * m[None, :] / m.mean())


def fisher(connectivity: ArrayLike) -> Array:
    """Fisher z with a zero diagonal, [N, N]."""
    x = jnp.asarray(connectivity)
    off = x * (1.0 - jnp.eye(x.shape[0]))
    return jnp.arctanh(jnp.clip(off, -NEAREST_ONE, NEAREST_ONE))


def gbc(connectivity: ArrayLike) -> Array:
    """Global brain connectivity of every region, [N]."""
    z = fisher(connectivity)
    return z.sum(axis=1) / (z.shape[0] - 1)


def between(z: ArrayLike, first: ArrayLike, second: ArrayLike) -> Array:
    """Mean over pairs of one region of each group (pairs of a region with itself left out)."""
    z, a, b = jnp.asarray(z), jnp.asarray(first), jnp.asarray(second)
    pairs = a.sum() * b.sum() - (a * b).sum()
    return (a @ z @ b) / pairs


def observe(connectivity: ArrayLike, groups: Masks) -> Observed:
    """Every reading of a connectivity matrix [N, N]."""
    x, r = jnp.asarray(connectivity), without_global(connectivity)
    z, zr, n = fisher(x), fisher(r), x.shape[0]
    each, each_r = z.sum(axis=1) / (n - 1), zr.sum(axis=1) / (n - 1)
    share = jnp.asarray(groups.prefrontal) / jnp.sum(groups.prefrontal)
    return Observed(
        gbc=each,
        gbcr=each_r,
        prefrontal_gbc=share @ each,
        prefrontal_gbcr=share @ each_r,
        hippocampal_prefrontal=between(z, groups.hippocampal, groups.prefrontal),
        within_default=between(z, groups.default, groups.default),
        within_default_r=between(zr, groups.default, groups.default),
        default_positive=between(z, groups.default, groups.positive),
        default_positive_r=between(zr, groups.default, groups.positive),
        mean=(x.sum() - n) / (n * (n - 1)),
    )
