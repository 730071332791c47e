"""How connectivity moves: correlations in sliding windows, and how alike the windows are (FCD).

For window k the upper triangle of the correlation matrix is a vector; the FCD is the correlation between the vectors
of two windows. Its distribution over pairs of windows is compared by the Kolmogorov-Smirnov distance (Hansen 2015).
"""

from __future__ import annotations

import numpy as np

from resynapse.network.brain import Floats

WINDOW, STEP = 60.0, 30.0  # s


def of_windows(bold: Floats, repetition: float, window: float = WINDOW, step: float = STEP) -> Floats:
    """Correlations between the connectivity of every two windows.

    Args:
        bold: [time, N].
        repetition: between two volumes [s].
        window, step: length of a window and distance between two [s].
    Returns:
        [W (W - 1) / 2] for W windows.
    """
    long, apart = round(window / repetition), max(1, round(step / repetition))
    starts = range(0, len(bold) - long + 1, apart)
    above = np.triu_indices(bold.shape[1], 1)
    seen = np.array([np.corrcoef(bold[k : k + long].T)[above] for k in starts])
    return np.asarray(np.corrcoef(seen)[np.triu_indices(len(seen), 1)])


def apart(first: Floats, second: Floats) -> float:
    """Kolmogorov-Smirnov distance between two distributions of FCD, 0 (alike) to 1."""
    a, b = np.sort(np.ravel(first)), np.sort(np.ravel(second))
    at = np.concatenate([a, b])
    gap = np.searchsorted(a, at, side="right") / len(a) - np.searchsorted(b, at, side="right") / len(b)
    return float(np.max(np.abs(gap)))
