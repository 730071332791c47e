"""What the course keeps of the dorsal horn: how much of an ongoing C-fibre signal still goes up to the brain.

    signal(b) = floor + (1 - floor) e^(-b / width)

b: share of dorsal-horn NMDA receptors blocked. A smooth stand-in for the column (`wind_up.py`) under an endless train
of C volleys at 0.5 Hz: the response once wound up, over that without drug. It stays within 5 % of the column from no
block to full block (tests). Its floor is what is left without any wind-up: the drug cannot take the first response.
"""

from __future__ import annotations

from dataclasses import replace

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse.circuit.dorsal_horn.parameters import DorsalHorn
from resynapse.provenance import Source, param, parameters
from resynapse.receptor import Free, Receptors, by_subunit

FIT = Source("", "least squares to the dorsal-horn column, last of 16 C volleys at 0.5 Hz, 41 blocks", "derived")


@parameters
class Ongoing:
    """The stand-in for the column."""

    floor: float = param(0.4713, "1", "signal without any wind-up", FIT)
    width: float = param(0.2425, "1", "block that takes all but 37 % of what can be taken", FIT)


def blocked(free: Free, receptors: Receptors, numbers: DorsalHorn) -> Array:
    """Share of dorsal-horn synaptic NMDA receptors held shut, for these unbound levels.

    The equations are those of the brain's receptors, at the subunits and the potential of the dorsal horn.
    """
    here = replace(receptors.membranes, voltage=numbers.potential)
    pore = by_subunit(free, receptors._replace(membranes=here))
    b = 1.0 - numbers.share_2a - numbers.share_2d
    return numbers.share_2a * pore[0] + b * pore[1] + numbers.share_2d * pore[3]


def signal(block: ArrayLike, numbers: Ongoing) -> Array:
    """Ongoing nociceptive signal, multiple of that without drug.

    >>> round(float(signal(0.0, Ongoing())), 6)
    1.0
    """
    return numbers.floor + (1.0 - numbers.floor) * jnp.exp(-jnp.asarray(block) / numbers.width)
