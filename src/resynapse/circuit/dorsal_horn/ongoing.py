"""What the course keeps of the dorsal horn: how much of an ongoing C-fibre signal still goes up to the brain.

    signal(b) = floor + (1 - floor) (1 + e^(-k m)) / (1 + e^(k (b - m)))

b: share of dorsal-horn NMDA receptors blocked. A smooth stand-in for the column (`wind_up.py`) under an endless train
of C volleys at 0.5 Hz: the response once wound up, over that without drug. It stays within 5 % of the column from no
block to full block (tests). Its floor is what is left without any wind-up: the drug cannot take the first response.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse.circuit.dorsal_horn.parameters import DorsalHorn
from resynapse.provenance import Source, param, parameters

FIT = Source("", "least squares to the dorsal-horn column, last of 16 C volleys at 0.5 Hz, 41 blocks", "derived")


@parameters
class Ongoing:
    """The stand-in for the column."""

    floor: float = param(0.3514, "1", "asymptote of the signal", FIT)
    middle: float = param(-0.2293, "1", "block at the middle of the curve (below 0: it is bent from the start)", FIT)
    steepness: float = param(2.9009, "1", "per unit of block", FIT)


def blocked(by_subunit: Array, numbers: DorsalHorn) -> Array:
    """Share of dorsal-horn synaptic NMDA receptors held shut, from the block of GluN2A to 2D [4, ...]."""
    b = 1.0 - numbers.share_2a - numbers.share_2d
    return numbers.share_2a * by_subunit[0] + b * by_subunit[1] + numbers.share_2d * by_subunit[3]


def signal(block: ArrayLike, numbers: Ongoing) -> Array:
    """Ongoing nociceptive signal, multiple of that without drug.

    >>> round(float(signal(0.0, Ongoing())), 6)
    1.0
    """
    m, k = numbers.middle, numbers.steepness
    falling = (1.0 + jnp.exp(-k * m)) / (1.0 + jnp.exp(k * (jnp.asarray(block) - m)))
    return numbers.floor + (1.0 - numbers.floor) * falling
