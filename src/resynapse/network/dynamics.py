"""How connectivity moves: correlations in sliding windows, and how alike the windows are (FCD).

For window k the upper triangle of the correlation matrix is a vector; the FCD is the correlation between the vectors
of two windows. Its distribution over pairs of windows is compared by the Kolmogorov-Smirnov distance (Hansen 2015).
"""

from __future__ import annotations

import numpy as np

from resynapse.network.analytic import Linear
from resynapse.network.balloon import Balloon, response
from resynapse.network.brain import Floats

WINDOW, STEP = 60.0, 30.0  # s
VOLUMES = 1200  # as measured
KEY = 20_040_906  # of the noise that connectivity dynamics are drawn with


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
    seen = np.array([np.asarray(np.corrcoef(bold[k : k + long].T))[above] for k in starts])
    scaled = (seen - seen.mean(axis=1, keepdims=True)) / seen.std(axis=1, keepdims=True)
    return np.asarray((scaled @ scaled.T / seen.shape[1])[np.triu_indices(len(seen), 1)])


def sample(linear: Linear, volumes: int, repetition: float, key: np.random.Generator) -> Floats:
    """BOLD drawn from the linear model, without simulation: each frequency is an independent normal vector.

        X(w) = h(w) (K + i w)^-1 (sqrt(q) n + sqrt(c) sigma n_0)

    h: response of the linearised balloon. The series is periodic in the time asked for.

    Args:
        linear: fluctuations around a fixed point.
        volumes, repetition: how many, and the time between two [s].
        key: random numbers.
    Returns:
        [volumes, N], arbitrary unit.
    """
    regions = len(linear.noise)
    omega: Floats = np.asarray(2.0 * np.pi * np.fft.rfftfreq(volumes, repetition), dtype=np.float64)
    own = _complex(key, len(omega), regions) * np.sqrt(np.asarray(linear.noise))
    driven = own + _complex(key, len(omega), 1) * np.asarray(linear.common)
    rates, vectors = np.linalg.eig(1000.0 * np.asarray(linear.relaxation))
    each = np.linalg.solve(vectors, driven.T) / (rates[:, None] + 1j * omega)  # (K + i w)^-1 in the modes of K
    modes = (vectors @ each).T
    return np.asarray(np.fft.irfft(_haemodynamic(omega)[:, None] * modes, volumes, axis=0))


def _haemodynamic(omega: Floats) -> np.ndarray[tuple[int], np.dtype[np.complex128]]:
    times, seen = response(Balloon(), step=0.01)
    return np.asarray(np.exp(-1j * omega[:, None] * times) @ seen)


def _complex(key: np.random.Generator, *shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.complex128]]:
    return np.asarray(key.standard_normal(shape) + 1j * key.standard_normal(shape))


def apart(first: Floats, second: Floats) -> float:
    """Kolmogorov-Smirnov distance between two distributions of FCD, 0 (alike) to 1."""
    a, b = np.sort(np.ravel(first)), np.sort(np.ravel(second))
    at = np.concatenate([a, b])
    gap = np.searchsorted(a, at, side="right") / len(a) - np.searchsorted(b, at, side="right") / len(b)
    return float(np.max(np.abs(gap)))
