"""Dopamine and serotonin: each excites or inhibits by its receptor, and sets the gain of pyramids.

    gain = 1 + sum over receptors of effect_r (occupancy_r(level) - occupancy_r(1))
    occupancy_r(level) = level / (level + half_r)

Levels are multiples of rest; at rest the gain is exactly 1, so nothing here moves a course unless a level is given.
Simplified: no layer, no time course, no ketamine-evoked release. Signs are textbook, sizes assumed, and for want of
data the same for both transmitters: a course cannot tell dopamine from serotonin, nor half of rest from twice.
"""

from __future__ import annotations

from jax.typing import ArrayLike

from resynapse.provenance import assumed, param, parameters

SIZE = assumed("sign is textbook pharmacology; size unmeasured in this form")
HALF = assumed("order of affinities: D2 above D1, 5-HT1A above 5-HT2A")


@parameters
class Modulators:
    """Levels and receptor effects."""

    dopamine: float = param(1.0, "1", "dopamine, multiples of rest", assumed("rest"), low=0.0, high=5.0)
    serotonin: float = param(1.0, "1", "serotonin, multiples of rest", assumed("rest"), low=0.0, high=5.0)
    d1: float = param(0.3, "1", "gain at full D1 occupancy", SIZE, low=0.0, high=0.6)
    d2: float = param(-0.3, "1", "gain at full D2 occupancy", SIZE, low=-0.6, high=0.0)
    ht1a: float = param(-0.3, "1", "gain at full 5-HT1A occupancy", SIZE, low=-0.6, high=0.0)
    ht2a: float = param(0.3, "1", "gain at full 5-HT2A occupancy", SIZE, low=0.0, high=0.6)
    half_d1: float = param(2.0, "1", "dopamine for half D1 occupancy", HALF, low=1.0, high=5.0)
    half_d2: float = param(0.5, "1", "dopamine for half D2 occupancy", HALF, low=0.1, high=1.0)
    half_ht1a: float = param(0.5, "1", "serotonin for half 5-HT1A occupancy", HALF, low=0.1, high=1.0)
    half_ht2a: float = param(2.0, "1", "serotonin for half 5-HT2A occupancy", HALF, low=1.0, high=5.0)


def gain(m: Modulators) -> ArrayLike:
    """Gain of pyramids at these levels; 1 at rest."""
    return (
        1.0
        + _shift(m.dopamine, m.d1, m.half_d1)
        + _shift(m.dopamine, m.d2, m.half_d2)
        + _shift(m.serotonin, m.ht1a, m.half_ht1a)
        + _shift(m.serotonin, m.ht2a, m.half_ht2a)
    )


def _shift(level: float, effect: float, half: float) -> float:
    return effect * (level / (level + half) - 1.0 / (1.0 + half))
