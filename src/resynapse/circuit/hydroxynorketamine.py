"""CONTESTED, off by default: hydroxynorketamine raises glutamate release without touching NMDA receptors.

    glutamate + gain H / (H + half)          H: unbound R-hydroxynorketamine in the brain

It then acts through the same AMPA, calcium and BDNF arrows as any other release. For: effective in mice, and AMPA
receptors are needed (Zanos 2016, remembered). Against: R-ketamine works where the metabolite does not (Shirayama 2018).
"""

from __future__ import annotations

from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import assumed, param, parameters

MOLAR_MASS = 239.70  # g/mol, sum of atomic masses of C12H14ClNO2


@parameters
class Hydroxynorketamine:
    """Release under the metabolite."""

    gain: float = param(
        0.2,
        "1",
        "rise of release at full effect",
        assumed("contested; size unknown", "M371", "M372"),
        low=0.0,
        high=1.0,
    )
    half: float = param(
        8.0,
        "umol/L",
        "unbound level for half the effect",
        assumed("the level in mouse hippocampus after an effective dose", "M067"),
        low=0.1,
        high=20.0,
    )
    unbound: float = param(
        0.5,
        "1",
        "unbound brain level over total plasma level",
        assumed("more polar than ketamine; not measured in people"),
        low=0.1,
        high=1.0,
    )


def added_release(plasma: ArrayLike, h: Hydroxynorketamine) -> Array:
    """Glutamate added, multiples of rest, at this plasma level of R-hydroxynorketamine [mg/L]."""
    level = 1000.0 / MOLAR_MASS * h.unbound * plasma
    return h.gain * level / (level + h.half)
