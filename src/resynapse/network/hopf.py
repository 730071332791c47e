"""Hopf: every region a noisy oscillator near its onset, the second family of brain models.

    dz_i/dt = (a_i - |z_i|^2 + i omega) z_i + G sum_j C_ij (z_j - z_i) + beta (noise + i noise)

z = x + i y; x stands for the BOLD signal itself. Below the onset (a < 0) small noise leaves the network linear. All
regions turn at the same speed, which then drops out of instantaneous correlations, and for symmetric C

    covariance of x = beta^2/2 K^-1,   K = diag(G sum_j C_ij - a_i) - G C

K is a graph Laplacian with a leak: connectivity of this family depends on G/|a| alone. The model knows no rates,
receptors or currents: a drug enters only through what couples regions and how near they are to the onset.
Source: Ponce-Alvarez 2024.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike
from numpy.typing import NDArray

from resynapse.errors import InputError
from resynapse.network.analytic import correlation
from resynapse.network.checked import square
from resynapse.provenance import assumed, param, parameters

Floats = NDArray[np.float64]
STEP = 0.05  # s; turning is exact, the rest is slower than 1/s


@parameters
class Hopf:
    """What every region has in common."""

    onset: float = param(
        -0.02, "1/s", "distance a from the onset", assumed("just below, as usual for rest"), low=-1.0, high=-1e-3
    )
    frequency: float = param(
        0.05, "Hz", "turning, omega / 2 pi", assumed("within the slow band of BOLD"), low=0.04, high=0.07
    )
    noise: float = param(2e-3, "1/s^0.5", "noise beta", assumed("small: theory is linear"), low=1e-4, high=0.05)
    coupling: float = param(
        0.05, "1/s", "global coupling G, for rows that sum to about 1", assumed("to be fitted"), low=0.0, high=5.0
    )


def relaxation(weights: ArrayLike, model: Hopf, near: ArrayLike = 0.0) -> Array:
    """K [1/s], [N, N]. Args: near: added to the onset of each region [1/s], scalar or [N]."""
    c = jnp.asarray(weights)
    return jnp.diag(model.coupling * c.sum(axis=1) - model.onset - near) - model.coupling * c


def connectivity(weights: ArrayLike, model: Hopf, near: ArrayLike = 0.0) -> Array:
    """BOLD functional connectivity, [N, N].

    Args:
        weights: C, symmetric, [N, N].
        near: added to the onset of each region [1/s], scalar or [N]; a + near < 0 is stable whatever G.
    """
    return correlation(jnp.linalg.inv(relaxation(weights, model, near)))


def oscillations(
    weights: ArrayLike,
    model: Hopf,
    seconds: float,
    *,
    members: int = 1,
    seed: int = 0,
    near: ArrayLike = 0.0,
    repetition: float = 1.0,
    settle: float = 100.0,
) -> Floats:
    """x of simulated members, [member, volume, N], the cubic term included.

    Args:
        weights: C, [N, N]. seconds: kept, after `settle` [s]. repetition: between two volumes [s].
    Raises:
        InputError: no members, no time, or a matrix that makes no sense.
    """
    c = square("weights", weights)
    if members < 1:
        raise InputError("members", members, "one or more")
    if not 0.0 < seconds < np.inf:
        raise InputError("seconds", seconds, "a positive duration")
    draw = np.random.default_rng(np.random.Philox(key=[seed & (2**64 - 1), 0]))
    onset = model.onset + np.asarray(near, float) - model.coupling * c.sum(axis=1)
    turn = np.exp(2j * np.pi * model.frequency * STEP)
    each, first, kept = round(repetition / STEP), round(settle / STEP), max(1, round(seconds / repetition))
    z = np.zeros((members, len(c)), complex)
    seen = np.empty((members, kept, len(c)))
    for k in range(first + kept * each):
        noise = draw.standard_normal((2, *z.shape)) * (model.noise * np.sqrt(STEP))
        flow = (onset - np.abs(z) ** 2) * z + model.coupling * (z @ c.T)
        z = turn * (z + STEP * flow + noise[0] + 1j * noise[1])
        if k >= first and (k - first + 1) % each == 0:
            seen[:, (k - first) // each] = z.real
    return seen
