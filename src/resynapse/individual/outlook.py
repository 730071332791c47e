"""What the ensemble says of the days to come: bands, and probabilities by date.

    response by t     rating at t at most half of the rating before treatment
    remission by t    rating at t at most 10 points
    relapse by t      response at an earlier reading, lost at t or before

Response and remission are what a rater would write down, as trials count them: with the noise of one rating, and of
the first one where that is not known. A relapse is of the score itself: with the noise of a rating on every day nearly
everybody would once seem to lose a response.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from resynapse.individual.ensemble import quantile
from resynapse.solve import Floats
from resynapse.symptoms import scales

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
NOISE_NODES = 19  # of the rating, spread evenly in probability


def rated(score: Floats, weights: Floats, noise: Floats) -> Floats:
    """Quantiles of a rating, [Q, T], from latent scores [T, P] and the noise of one rating of each patient [P]."""
    nodes = ndtri((np.arange(NOISE_NODES) + 0.5) / NOISE_NODES)
    wide = np.clip(score[..., None] + noise[:, None] * nodes, 0.0, 60.0).reshape(len(score), -1)
    return quantile(wide, np.repeat(weights, NOISE_NODES) / NOISE_NODES, LEVELS)


def response(score: Floats, noise: Floats, first: float | None) -> Floats:
    """Probability that each patient is rated at most half of the first rating [T, P]; `first` is None if not known."""
    half, wide = (0.5 * score[0], noise * 1.25**0.5) if first is None else (0.5 * first, noise)
    found = np.asarray(ndtr((half - score) / wide))
    found[0] = 0.0  # the first rating itself
    return found


def remission(score: Floats, noise: Floats) -> Floats:
    """Probability that each patient is rated inside remission [T, P]."""
    return np.asarray(ndtr(((scales.scale("MADRS").remission or 10.0) - score) / noise))


def responded(score: Floats) -> np.ndarray:
    """Whether the score itself is at most half of the first one, bool [T, P]."""
    return score <= 0.5 * score[0]


def relapsed(score: Floats) -> np.ndarray:
    """Whether a response reached before was lost by now, bool [T, P]."""
    well = responded(score)
    before = np.logical_or.accumulate(well, axis=0)
    return np.logical_or.accumulate(before & ~well, axis=0)


def share(of: np.ndarray, weights: Floats) -> Floats:
    """Weighted share of patients, or mean of their probabilities, [T]; between 0 and 1 to the last bit."""
    found: Floats = np.clip(of.astype(float) @ weights, 0.0, 1.0)
    return found
