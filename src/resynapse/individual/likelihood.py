"""How well each virtual patient explains the scores of a real one.

    log L_p = sum over scores of log P(score | what patient p would be rated on that scale at that time)

A rating is the latent score, carried to its scale, plus normal noise, cut off at both ends of the scale: a rating of
0 means "0 or below", so the ends carry the probability of the whole tail.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import log_ndtr

from resynapse.individual.observed import Score
from resynapse.solve import Floats
from resynapse.symptoms import scales


def expected(latent: Floats, hours: Floats, score: Score) -> Floats:
    """What each patient's latent MADRS reads on this scale at this time, [P] points.

    Args:
        latent: MADRS without noise [T, P].
        hours: rising [T]; holds the time of the score.
    """
    known = scales.scale(score.scale)
    here = int(np.searchsorted(hours, score.hours - 1e-6))
    if score.scale == "MADRS":
        return latent[here]
    recalled = scales.window_average(hours[: here + 1], latent[: here + 1], known.shortest_recall)
    return scales.crosswalk(recalled[-1], score.scale)


def noise(name: str, rating: Floats) -> Floats:
    """Standard deviation of one rating on this scale [points], from that of a MADRS rating, any shape.

    Noise of a MADRS rating and error of the crosswalk, both in proportion to the range of the scale; the error of the
    crosswalk is published for HAM-D17 and taken as the same share of the range on the others (assumed).
    """
    if name == "MADRS":
        return rating
    top = scales.scale(name).highest or np.nan
    madrs, hamd = scales.scale("MADRS").highest or np.nan, scales.scale("HAM-D17").highest or np.nan
    crossing = (scales.anchors("HAM-D17").error or np.nan) * top / hamd
    return np.asarray(np.hypot(rating * top / madrs, crossing), np.float64)


def log_likelihood(latent: Floats, hours: Floats, scores: Sequence[Score], rating: Floats) -> Floats:
    """Of each score under each patient, [K, ..., P]; `rating` is the noise of one MADRS rating of each [..., P]."""
    found = [_censored(s.points, expected(latent, hours, s), noise(s.scale, rating), _top(s.scale)) for s in scores]
    return np.stack(found) if found else np.zeros((0, *rating.shape))


def _censored(points: float, mean: Floats, sd: Floats, top: float) -> Floats:
    z = (points - mean) / sd
    if points <= 0.0:
        return np.asarray(log_ndtr(z))
    if points >= top:
        return np.asarray(log_ndtr(-z))
    return -0.5 * z * z - np.log(sd * np.sqrt(2.0 * np.pi))


def _top(name: str) -> float:
    return scales.scale(name).highest or np.inf
