"""Connectivity change against clinical response, as a scanner and a rater would see it.

A reading that repeats with an intraclass correlation ICC has noise of variance (1 - ICC) s^2 in every scan, s its
standard deviation between persons; a change has twice that. The correlation is shown as simulated; with patients
paired at random (the shared state cut); with the synapses that move both held fixed; with noise; and in samples of the
size of a study.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from resynapse.network.brain import Floats
from resynapse.network.contested import correlation
from resynapse.provenance import Source, assumed, param, parameters

DRAWS = 2000


@parameters
class Scanner:
    """How well a study sees connectivity."""

    icc: float = param(
        0.29,
        "1",
        "reliability of one connection from scan to scan, intraclass correlation; taken for the mean of many as well",
        Source("Noble2019", "abstract, meta-analysis of 25 studies", "measured", ("N001",)),
        low=0.23,
        high=0.36,
    )
    patients: float = param(
        18.0, "1", "patients of a study", assumed("recalled size of the 2017 study of GBCr"), low=10.0, high=60.0
    )


class Seen(NamedTuple):
    """One way to look; r with a 95 % interval."""

    words: str
    r: float
    low: float
    high: float


def against_response(
    change: Floats,
    better: Floats,
    synapses: Floats,
    between: float | None,
    rating: float,
    scanner: Scanner,
    seed: int = 0,
) -> list[Seen]:
    """Correlations over patients.

    Args:
        change: of a reading against baseline, [P].
        better: improvement of the latent score [points], [P].
        synapses: change of prefrontal synapses, which drive both, [P].
        between: standard deviation of the reading between persons; the two ways that need a scanner's noise are left
            out where none is measured.
        rating: standard deviation of one rating [points].
    """
    kept = np.isfinite(change) & np.isfinite(better)
    x, y, shared = change[kept], better[kept], synapses[kept]
    if len(x) < 4:
        return []
    draw = np.random.default_rng(np.random.Philox(key=[seed, 0xB01D]))
    everyone = np.tile(np.arange(len(x)), (200, 1))
    size = min(int(scanner.patients), len(x))
    few = draw.integers(0, len(x), (DRAWS, size))
    cut = np.stack([draw.permutation(len(x)) for _ in range(DRAWS)])
    plain = [
        Seen("as simulated, all patients", *correlation(x, y)),
        Seen("shared state cut (patients paired at random)", *_over(np.tile(x, (DRAWS, 1)), y[cut])),
        Seen("synapses held fixed (what is not built in)", *correlation(_without(x, shared), _without(y, shared))),
    ]
    if between is None:
        return plain
    noise = np.sqrt(2.0 * (1.0 - scanner.icc)) * between

    def measured(rows: np.ndarray) -> tuple[Floats, Floats]:
        there = noise * draw.standard_normal(rows.shape), np.sqrt(2.0) * rating * draw.standard_normal(rows.shape)
        return x[rows] + there[0], y[rows] + there[1]

    return [
        *plain,
        Seen("with scanner and rating noise, all patients", *_over(*measured(everyone))),
        Seen(f"with noise, in studies of {size}", *_over(*measured(few))),
    ]


def _over(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Median and 95 % of the correlations of many samples, [samples, P] each."""
    a, b = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    r = (a * b).sum(axis=1) / np.maximum(size, 1e-300)
    middle, low, high = np.quantile(r, (0.5, 0.025, 0.975))
    return float(middle), float(low), float(high)


def _without(values: Floats, shared: Floats) -> Floats:
    """What is left after a cubic of the shared state is regressed out."""
    if np.ptp(shared) < 1e-12:
        return values - values.mean()
    u = (shared - shared.mean()) / shared.std()
    design = np.stack([np.ones_like(u), u, u**2, u**3], axis=1)
    return values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
