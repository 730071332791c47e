"""What a trial adds to the course of a patient: noise of a rating, and an oral antidepressant started beside it.

    score(t) = course(t) exp(-a (1 - exp(-t / tau)))

a: fall of the log score once the new drug has had its effect. Both arms get it, so it hides part of a difference.
"""

from __future__ import annotations

import numpy as np

from resynapse.cohort import Spread
from resynapse.provenance import Source, assumed, param, parameters
from resynapse.solve import Floats
from resynapse.symptoms import scales


@parameters
class NewAntidepressant:
    """An oral antidepressant started with the first dose."""

    size: float = param(
        0.3, "1", "a, fall of the log score in the end", assumed("no controlled row isolates it"), low=0.0, high=0.8
    )
    hours: float = param(336.0, "h", "tau, time constant", assumed("weeks"), low=120.0, high=700.0)


@parameters
class Noise:
    """Standard deviation of one reading, where it is not already in the spread between patients."""

    density: float = param(
        5.0, "percent", "synaptic density by PET", assumed("test and retest of a tracer"), low=2.0, high=10.0
    )
    glutamate: float = param(
        24.8,
        "percent",
        "change of a glutamate signal",
        Source("Abdallah2018", "13 % over its t of 2.4, times the root of 21", "derived", ("E571",)),
    )


def fading(hours: float, drug: NewAntidepressant) -> float:
    """Factor on the score `hours` after the new drug was started."""
    return float(np.exp(-drug.size * (1.0 - np.exp(-hours / drug.hours))))


def as_rated(latent: Floats, normal: Floats) -> Floats:
    """MADRS as a rater writes it down [points], from the course and standard-normal draws."""
    return np.clip(latent + Spread().rating * normal, 0.0, scales.scale("MADRS").highest)
