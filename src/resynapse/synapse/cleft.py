"""Cleft: a flat disc that transmitter crosses in a microsecond and leaves through its rim.

    dn_i/dt = k_(i-1) (c_(i-1) - c_i) - k_i (c_i - c_(i+1))        rings i = 1..4 of the disc
    k_i = D 2 pi r_i h / dr                                       between rings
    k_rim = V / tau                                              into the space around the synapse

D, diffusion; h, width; V, volume of the disc. A vesicle of N molecules fills V to N / V: the radius is what makes this
the 1.1 mmol/L that Clements and colleagues measured, and the rim lets it decay in their 1.2 ms. A free rim would
empty the disc thirty times faster; so what holds transmitter back lies outside the disc. Across the cleft: h^2 /
2D. For the first 30 microseconds the rings below the vesicle see more than the mean.
"""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from resynapse.provenance import Source, assumed, param, parameters

MOLECULES = 602.214076  # molecules per um^3 at 1 umol/L; 1 mmol/L is a thousand times as many
RINGS = 4
CLEMENTS = "Clements1992"


@parameters
class Cleft:
    """Geometry and diffusion."""

    width: float = param(0.020, "um", "h", assumed("recalled from electron microscopy", "M193"), low=0.015, high=0.025)
    diffusion: float = param(0.33, "um**2/ms", "D", assumed("recalled", "M194"), low=0.2, high=0.76)
    vesicle: float = param(3000.0, "1", "molecules in a vesicle", assumed("recalled", "M197"), low=1500.0, high=5000.0)
    spread: float = param(
        0.2, "1", "coefficient of variation of that number", assumed("vesicles vary in volume"), low=0.05, high=0.4
    )
    peak: float = param(
        1.1, "mmol/L", "mean concentration that one vesicle makes",
        Source(CLEMENTS, "abstract", "measured", ("M179",)), low=1.0, high=5.0,
    )  # fmt: skip
    decay: float = param(
        1.2, "ms", "tau, decay of that concentration", Source(CLEMENTS, "abstract", "measured", ("M180",)),
        low=0.1, high=2.0,
    )  # fmt: skip


def volume(cleft: Cleft) -> float:
    """Of the disc [um^3]."""
    return cleft.vesicle / (1e3 * MOLECULES * cleft.peak)


def radius(cleft: Cleft) -> float:
    """Of the disc [um].

    >>> round(radius(Cleft()), 2)
    0.27
    """
    return sqrt(volume(cleft) / (pi * cleft.width))


def crossing(cleft: Cleft) -> float:
    """Time to diffuse across [ms]."""
    return cleft.width**2 / (2.0 * cleft.diffusion)


def rings(cleft: Cleft) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Volumes of the rings and what each passes outwards per difference of concentration.

    Returns:
        volumes [4] um^3; links [4] um^3/ms, the last one over the rim.
    """
    edges = np.linspace(0.0, radius(cleft), RINGS + 1)
    volumes = pi * np.diff(edges**2) * cleft.width
    links = cleft.diffusion * 2.0 * pi * edges[1:] * cleft.width / (edges[1] - edges[0])
    links[-1] = volume(cleft) / cleft.decay
    return volumes, links
