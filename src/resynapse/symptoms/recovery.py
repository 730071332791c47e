"""HYPOTHESIS, off by default: being ill is itself a stress, so who gets well stays well more easily.

    w(x) = 1 / (1 + (x / remitted)^steepness)                    how well a patient with score x is
    dR/dt = (w(score) - w(baseline) - R) / tau                   recovery, noticed over weeks
    stress = lasting stress * (1 - share R)

A patient who stays below the threshold loses part of the lasting stress, regains synapses and remains well without
treatment; one who does not relapses as before. This is how durable remission can arise from the model's own pathway.
No study measured it; the numbers of the score were fitted without it, so it is a switch until they are fitted with it.
"""

from __future__ import annotations

from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import assumed, param, parameters


@parameters
class Recovery:
    """Stress that the illness makes."""

    share: float = param(
        0.6, "1", "share of lasting stress that is due to the illness", assumed("hypothesis"), low=0.0, high=1.0
    )
    remitted: float = param(
        10.0, "1", "MADRS at which a patient is half well", assumed("a usual cut-off of remission"), low=7.0, high=16.0
    )
    steepness: float = param(6.0, "1", "how sharply", assumed("a threshold of a few points"), low=2.0, high=12.0)
    hours: float = param(336.0, "h", "tau, until life has changed", assumed("weeks"), low=72.0, high=1344.0)


def wellness(score: ArrayLike, r: Recovery) -> Array:
    """How well a patient with this MADRS is, 0 to 1."""
    ratio: Array = (score / r.remitted) ** r.steepness
    return 1.0 / (1.0 + ratio)
