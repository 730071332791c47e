"""From tracts to the coupling that the model uses.

    C_ij = W_ij^p / mean(W^p) / 100 + h [j is the mirror of i]

p compresses or stretches the long tail of tract counts; h adds what tractography is known to miss, the callosal fibres
between mirror regions. Weights are scaled so that their mean is 0.01, as common in this model family, which gives rows
that sum to about 1.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from resynapse.network.brain import Brain, Floats

MEAN = 0.01


def coupling(weights: ArrayLike, mirrors: ArrayLike, exponent: ArrayLike = 1.0, homotopic: ArrayLike = 0.0) -> Array:
    """What regions are coupled by, [N, N].

    Args:
        weights: tracts, [N, N], not negative, zero diagonal.
        mirrors: 1 between mirror regions, else 0, [N, N].
        exponent: p.
        homotopic: h.
    """
    w = jnp.asarray(weights)
    there = w > 0.0
    raised = jnp.where(there, jnp.where(there, w, 1.0) ** exponent, 0.0)
    return MEAN * raised / raised.mean() + homotopic * jnp.asarray(mirrors)


def mirrors(brain: Brain) -> Floats:
    """1 between mirror regions, else 0, [N, N]."""
    mirror = brain.regions.mirror
    pairs = np.zeros((len(mirror), len(mirror)))
    known = np.flatnonzero(mirror >= 0)
    pairs[known, mirror[known]] = 1.0
    return np.maximum(pairs, pairs.T)
