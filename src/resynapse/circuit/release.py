"""Glutamate release: surplus firing, multiplied by how readily this brain disinhibits, and the brake on it.

    r - 1 = A ramp(x_E - 1) (1 - lamotrigine) + (x_E - 1) - ramp(x_E - 1)       release before the brake
    dD/dt = (A ramp(x_E - 1) (1 - lamotrigine) - D) / tau_D                     autoreceptors answer a surplus
    glutamate = r - D                                                           multiples of rest

The brake is integral feedback of release on itself, written in the open: D follows the surplus and takes it away. It
is what ends the surge within hours while the column is still a little fast. Its time constant has no direct
measurement: it is bounded by the human null at 3 h (E576).
"""

from __future__ import annotations

from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import assumed, param, parameters
from resynapse.solve import ramp


@parameters
class Release:
    """Surplus release and its brake."""

    disinhibition: float = param(
        1.0,
        "1",
        "A, release per surplus firing, of this patient relative to the typical",
        assumed("scale; spread between patients"),
        low=0.1,
        high=10.0,
    )
    brake_hours: float = param(
        1.5,
        "h",
        "time constant of autoreceptor adaptation",
        assumed("surge gone by 3 h in people", "E576"),
        low=0.5,
        high=3.0,
    )
    corner: float = param(
        0.02,
        "1",
        "width of the smooth corner",
        assumed("part of the model; fixed before any fit"),
        low=0.005,
        high=0.05,
    )
    lamotrigine: float = param(
        0.5,
        "1",
        "share of surplus release a usual dose of lamotrigine removes",
        assumed("direction from human challenge studies; size unmeasured"),
        low=0.1,
        high=0.9,
    )
    benzodiazepine: float = param(
        0.05,
        "1",
        "rise of GABA gain with a usual dose of a benzodiazepine",
        assumed("sign is textbook; size unmeasured"),
        low=0.01,
        high=0.2,
    )


def surplus(excess: Array, lamotrigine: ArrayLike, release: Release) -> Array:
    """Release above rest that the brake will answer (multiples of rest)."""
    return release.disinhibition * (1.0 - release.lamotrigine * lamotrigine) * ramp(excess, release.corner)


def glutamate(excess: Array, over: Array, brake: Array, release: Release) -> Array:
    """Release, multiples of rest: the surplus, or the lack of it, minus the brake."""
    return 1.0 + over + (excess - ramp(excess, release.corner)) - brake
