"""What the ensemble says of the days to come: bands, and probabilities by date.

    response by t     score at t at most half of the score before treatment
    remission by t    score at t at most 10 points
    relapse by t      response at an earlier reading, lost at t or before

All of the latent score; the bands of what a rater would write down carry the noise of one rating on top.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from resynapse.cohort import Spread
from resynapse.individual.ensemble import quantile
from resynapse.solve import Floats
from resynapse.symptoms import scales

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
NOISE_NODES = 19  # of the rating, spread evenly in probability


def rated(score: Floats, weights: Floats) -> Floats:
    """Quantiles of a rating, [Q, T], from latent scores [T, P]."""
    nodes = ndtri((np.arange(NOISE_NODES) + 0.5) / NOISE_NODES) * Spread().rating
    wide = np.clip(score[..., None] + nodes, 0.0, 60.0).reshape(len(score), -1)
    return quantile(wide, np.repeat(weights, NOISE_NODES) / NOISE_NODES, LEVELS)


def responded(score: Floats) -> np.ndarray:
    """Whether the score is at most half of the first one, bool [T, P]."""
    return score <= 0.5 * score[0]


def remitted(score: Floats) -> np.ndarray:
    """Whether the score is inside remission, bool [T, P]."""
    return score <= (scales.scale("MADRS").remission or 10.0)


def relapsed(score: Floats) -> np.ndarray:
    """Whether a response reached before was lost by now, bool [T, P]."""
    well = responded(score)
    before = np.logical_or.accumulate(well, axis=0)
    return np.logical_or.accumulate(before & ~well, axis=0)


def share(of: np.ndarray, weights: Floats) -> Floats:
    """Weighted share, [T]; between 0 and 1 to the last bit."""
    found: Floats = np.clip(of.astype(float) @ weights, 0.0, 1.0)
    return found
