"""One small function per statistic of a trial: patients on the last axis, replicate trials before it.

A patient who has left is NaN and counts nowhere.
"""

from __future__ import annotations

import numpy as np

from resynapse.solve import Floats

FEW = 1e-12  # spread below which nothing varies


def size(values: Floats) -> Floats:
    """Patients that are still there, [...]."""
    return np.isfinite(values).sum(axis=-1).astype(float)


def mean(values: Floats) -> Floats:
    """Mean over patients; NaN where nobody is left."""
    count = size(values)
    total = np.where(np.isfinite(values), values, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1.0), np.nan)


def deviation(values: Floats) -> Floats:
    """Standard deviation over patients (n - 1)."""
    centred = values - mean(values)[..., None]
    squares = np.where(np.isfinite(centred), centred**2, 0.0).sum(axis=-1)
    return np.sqrt(squares / np.maximum(size(values) - 1.0, 1.0))


def percent_change(values: Floats, before: Floats) -> Floats:
    """Change of every patient in percent of the value before, same shape."""
    return 100.0 * (values - before) / np.where(np.abs(before) < FEW, np.nan, before)


def responded(values: Floats, before: Floats, fall: float) -> Floats:
    """1 for a score at least `fall` (a fraction) below the one before, else 0; same shape."""
    return np.where(np.isfinite(values), (values <= (1.0 - fall) * before).astype(float), np.nan)


def well(values: Floats, limit: float) -> Floats:
    """1 for a score of at most `limit`, else 0; same shape."""
    return np.where(np.isfinite(values), (values <= limit).astype(float), np.nan)


def effect_size(drug: Floats, control: Floats) -> Floats:
    """Hedges' g: difference of means over the pooled standard deviation, with the correction for small samples."""
    n, m = size(drug), size(control)
    free = np.maximum(n + m - 2.0, 1.0)
    pooled = np.sqrt(((n - 1.0) * deviation(drug) ** 2 + (m - 1.0) * deviation(control) ** 2) / free)
    return (mean(drug) - mean(control)) / np.maximum(pooled, FEW) * (1.0 - 3.0 / (4.0 * free - 1.0))


def standardised(values: Floats) -> Floats:
    """Mean change of one arm over its own standard deviation."""
    return mean(values) / np.maximum(deviation(values), FEW)


def odds(flags: Floats) -> Floats:
    """Odds of a flag; half a patient is added to each side, so that none stays finite."""
    yes = np.nansum(flags, axis=-1)
    return (yes + 0.5) / (size(flags) - yes + 0.5)


def odds_ratio(drug: Floats, control: Floats) -> Floats:
    """Odds with the drug over those with the control."""
    return odds(drug) / odds(control)


def risk_ratio(drug: Floats, control: Floats) -> Floats:
    """Share with the drug over that with the control; half a patient is added to each."""
    return ((np.nansum(drug, axis=-1) + 0.5) / (size(drug) + 1.0)) / (
        (np.nansum(control, axis=-1) + 0.5) / (size(control) + 1.0)
    )


def hazard_ratio(days: Floats, lost: Floats, control_days: Floats, control_lost: Floats) -> Floats:
    """Events per person-time over those of the control (constant hazard); half an event is added to each."""

    def rate(time: Floats, event: Floats) -> Floats:
        return (np.nansum(event, axis=-1) + 0.5) / np.maximum(np.nansum(time, axis=-1), FEW)

    return rate(days, lost) / rate(control_days, control_lost)


def correlation(first: Floats, second: Floats) -> Floats:
    """Pearson; 0 where one of them does not vary."""
    both = np.isfinite(first) & np.isfinite(second)
    x, y = (np.where(both, values, np.nan) for values in (first, second))
    dx, dy = (np.where(both, values - mean(values)[..., None], 0.0) for values in (x, y))
    spread = np.sqrt((dx**2).sum(axis=-1) * (dy**2).sum(axis=-1))
    return np.where(spread > FEW, (dx * dy).sum(axis=-1) / np.maximum(spread, FEW), 0.0)


def quantile(values: Floats, q: float) -> Floats:
    """Quantile over those that are not NaN; NaN where none is."""
    filled = np.sort(values, axis=-1)  # NaN last
    count = size(values)
    place = q * np.maximum(count - 1.0, 0.0)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, np.maximum(count.astype(int) - 1, 0))
    pick = [np.take_along_axis(filled, k[..., None], axis=-1)[..., 0] for k in (low, high)]
    found: Floats = pick[0] + (place - low) * (pick[1] - pick[0])
    return found


def t_value(drug: Floats, control: Floats) -> tuple[Floats, Floats]:
    """Two-sample t with pooled variance, and its degrees of freedom."""
    n, m = size(drug), size(control)
    free = np.maximum(n + m - 2.0, 1.0)
    variance = ((n - 1.0) * deviation(drug) ** 2 + (m - 1.0) * deviation(control) ** 2) / free
    return (mean(drug) - mean(control)) / np.maximum(np.sqrt(variance * (1.0 / n + 1.0 / m)), FEW), free


def exposure(levels: Floats, hours: Floats) -> Floats:
    """Area under the curve of every patient [level h] from levels [T, ...]."""
    return np.asarray(np.trapezoid(levels, hours, axis=0))
