"""Connectivity within the band of BOLD when signals take time along fibres: linear theory, one frequency at a time.

    (2 pi i f - A_loc(f)) x - L x = n,    L_ij = A_ij exp(-2 pi i f d_ij / v)

with the inhibitory gate eliminated at each frequency; connectivity is the correlation of the real part of the spectrum
summed over frequencies. At frequency 0 no delay turns a phase, and it is `analytic.connectivity`. The response of blood
is the same in all regions and drops out at each frequency.
"""

from __future__ import annotations

import numpy as np
from jax.typing import ArrayLike
from numpy.typing import NDArray

from resynapse.network import analytic
from resynapse.network.analytic import State
from resynapse.network.brain import Floats
from resynapse.network.wong_wang import NodeParameters, WongWang

BAND = np.linspace(0.01, 0.1, 5)  # Hz, where BOLD connectivity is usually looked at
PER_MS = 1e-3  # of a frequency in Hz


def connectivity(
    weights: ArrayLike,
    node: NodeParameters,
    state: State,
    model: WongWang,
    lengths: Floats | None = None,
    velocity: float = 4.0,
    hertz: ArrayLike = BAND,
) -> Floats:
    """BOLD functional connectivity of a band, [N, N].

    Args:
        lengths: of fibres [mm], [N, N]; no delay if absent.
        velocity: of conduction [m/s].
        hertz: frequencies.
    """
    a_ee, a_ei, a_ie, a_ii = (np.asarray(it) for it in analytic.jacobian(weights, node, state, model))
    own = np.diag(a_ee)
    sigma2 = np.square(np.broadcast_to(np.asarray(node.sigma, dtype=np.float64), own.shape))
    common = np.sqrt(float(np.asarray(node.shared)) * sigma2)
    late = np.zeros_like(a_ee) if lengths is None else np.asarray(lengths) / velocity  # ms
    total = np.zeros_like(a_ee)
    for f in np.atleast_1d(np.asarray(hertz, dtype=np.float64)):
        turn = 2j * np.pi * PER_MS * f
        far = (a_ee - np.diag(own)) * np.exp(-turn * late)
        through = 1.0 / (turn - a_ii)  # the inhibitory gate, as a filter
        inverse: NDArray[np.complex128] = np.linalg.inv(np.diag(turn - own - a_ei * a_ie * through) - far)
        power = sigma2 * (1.0 + np.abs(a_ei * through) ** 2)
        shared = inverse @ common
        total += ((inverse * power) @ inverse.conj().T + np.outer(shared, shared.conj())).real
    return np.asarray(analytic.correlation(total))
