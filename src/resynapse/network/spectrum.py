"""How fast a brain fluctuates: the spectrum of every region around its fixed point, and the power in a band.

    dx/dt = A x + B n,   y = R x,   A = V diag(a) V^-1

    density of y_i at f:  2 sum_k |[R (2 pi i f - A)^-1 B]_ik|^2    (one-sided: from 0 on it integrates to the variance)
    power in a band:      sum_kl [R V]_ik [R V]*_il [V^-1 B B^T V^-H]_kl F(a_k, a_l*)
    F(a, b) = -1/(pi (a + b)) [ -i log(2 pi i f - a) + i log(-2 pi i f - b) ]  between its ends

so power needs no integration. For Wong-Wang x is both gates and y the rate of pyramids; for Hopf x is both coordinates
and y the first. A region has a rhythm where its density has a maximum above zero frequency. Reduced Wong-Wang has
none wherever its modes are all real, as at every state looked at here: inhibition (10 ms) follows excitation (100 ms)
too closely to turn round. It has no alpha and no gamma rhythm, and what a drug does to those bands it does to its
neighbours as well. Hopf has the one rhythm that is put in, within the slow band of BOLD.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike
from numpy.typing import NDArray

from resynapse.network import analytic, hopf
from resynapse.network.analytic import State
from resynapse.network.brain import Floats
from resynapse.network.hopf import Hopf
from resynapse.network.wong_wang import NodeParameters, WongWang

Complex = NDArray[np.complex128]
BANDS = {"alpha": (8.0, 13.0), "gamma": (30.0, 80.0)}  # Hz, as usually drawn
HERTZ = np.geomspace(0.1, 200.0, 34)  # ten in a decade
PER_SECOND = 1000.0  # of a rate per millisecond


class Fluctuations(NamedTuple):
    """A linear system in its modes.

    Attributes:
        modes: eigenvalues a [1/s], [M].
        seen: R V, [N, M].
        driven: V^-1 B, [M, sources of noise].
    """

    modes: Complex
    seen: Complex
    driven: Complex


def fluctuations(flow: Floats, noise: Floats, readout: Floats) -> Fluctuations:
    """Args: flow: A [1/s], [M, M]. noise: B, [M, sources]. readout: R, [N, M]."""
    modes, vectors = np.linalg.eig(flow)
    return Fluctuations(modes, readout @ vectors, np.linalg.solve(vectors, noise.astype(np.complex128)))


def of_wong_wang(weights: ArrayLike, node: NodeParameters, state: State, model: WongWang) -> Fluctuations:
    """The rate of pyramids [Hz] around a fixed point; arguments as in `analytic.jacobian`."""
    a_ee, a_ei, a_ie, a_ii = (np.asarray(it) for it in analytic.jacobian(weights, node, state, model))
    flow = PER_SECOND * np.block([[a_ee, np.diag(a_ei)], [np.diag(a_ie), np.diag(a_ii)]])
    regions = len(a_ei)
    sigma = np.sqrt(PER_SECOND) * np.broadcast_to(np.asarray(node.sigma, dtype=np.float64), (regions,))
    common = np.concatenate([np.sqrt(float(np.asarray(node.shared))) * sigma, np.zeros(regions)])
    noise = np.column_stack([np.diag(np.concatenate([sigma, sigma])), common])
    near = jnp.diag(jnp.asarray(node.nmda_e) * node.w_e)
    far = (node.g * jnp.asarray(node.nmda_long))[:, None] * jnp.asarray(weights)
    current = np.hstack([np.asarray(model.coupling * (near + far)), -np.diag(np.asarray(node.w_ie * node.gaba))])
    return fluctuations(flow, noise, np.asarray(state.slope_e)[:, None] * current)


def of_hopf(weights: ArrayLike, model: Hopf, near: ArrayLike = 0.0) -> Fluctuations:
    """x of every oscillator; arguments as in `hopf.relaxation`."""
    slow = np.asarray(hopf.relaxation(weights, model, near))
    one = np.eye(len(slow))
    turn = 2.0 * np.pi * model.frequency * one
    flow = np.block([[-slow, -turn], [turn, -slow]])
    return fluctuations(flow, model.noise * np.eye(2 * len(slow)), np.hstack([one, 0.0 * one]))


def density(of: Fluctuations, hertz: ArrayLike) -> Floats:
    """One-sided spectral density, [frequency, N], in the square of the unit of y per Hz."""
    found = []
    for f in np.atleast_1d(np.asarray(hertz, dtype=np.float64)):
        gain = of.seen @ (of.driven / (2j * np.pi * f - of.modes)[:, None])
        found.append(2.0 * (np.abs(gain) ** 2).sum(axis=1))
    return np.array(found)


def power(of: Fluctuations, low: float, high: float) -> Floats:
    """Variance from `low` to `high` [Hz], [N], in the square of the unit of y; `high` may be infinite."""
    a, b = of.modes[:, None], of.modes.conj()[None, :]

    def turned(f: float) -> Complex:
        if np.isinf(f):
            return np.full(np.broadcast_shapes(a.shape, b.shape), np.pi, dtype=np.complex128)
        return np.asarray(-1j * np.log(2j * np.pi * f - a) + 1j * np.log(-2j * np.pi * f - b))

    weight = -(turned(high) - turned(low)) / (np.pi * (a + b))
    both = of.driven @ of.driven.conj().T
    return np.asarray(np.einsum("ik,kl,il->i", of.seen, both * weight, of.seen.conj(), optimize=True).real)


def rhythm(values: Floats, hertz: Floats) -> Floats:
    """Frequency of the highest maximum inside the range [Hz], [N]; NaN where the density has none.

    Args:
        values: density, [frequency, N]. hertz: rising.
    """
    inner = (values[1:-1] > values[:-2]) & (values[1:-1] > values[2:])
    best = np.where(inner, values[1:-1], -np.inf).argmax(axis=0)
    return np.where(inner.any(axis=0), hertz[1:-1][best], np.nan)
