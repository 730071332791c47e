"""CONTESTED, off by default: the drug acts from inside the cell, early in the path that carries receptors out.

    dI/dt = (C / (C + half) - I) / tau          potentiation gains  gain I  per hour

C: unbound ketamine, which crosses membranes within seconds. Lester 2012 proposes it for drugs of this kind; no
measurement of its size for ketamine is known, so the numbers below are placeholders with wide ranges.
"""

from __future__ import annotations

from jax import Array

from resynapse.provenance import assumed, param, parameters

UNKNOWN = assumed("proposed, not measured for ketamine")


@parameters
class InsideOut:
    """Action in the early path of exocytosis."""

    gain: float = param(0.001, "1/h", "potentiation per hour of full occupancy", UNKNOWN, low=0.0, high=0.01)
    half: float = param(1.0, "umol/L", "unbound level for half occupancy", UNKNOWN, low=0.05, high=20.0)
    hours: float = param(12.0, "h", "from occupancy to receptors at the surface", UNKNOWN, low=2.0, high=48.0)


def occupancy(racemate: Array, numbers: InsideOut) -> Array:
    """Share of the inner sites occupied."""
    return racemate / (racemate + numbers.half)
