"""95 % intervals of published numbers, from what is printed beside them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

Z = 1.959964


class Published(NamedTuple):
    """A published number with its 95 % interval; an end that is None is not known."""

    value: float | None
    lo: float | None = None
    hi: float | None = None


def of_mean(value: float, sd: float, n: int) -> Published:
    """Student's interval of a mean."""
    half = float(stats.t.ppf(0.975, n - 1)) * sd / n**0.5 if n > 1 else float("inf")
    return Published(value, value - half, value + half)


def of_error(value: float, error: float) -> Published:
    """A value with a standard error (normal)."""
    return Published(value, value - Z * error, value + Z * error)


def of_deviation(sd: float, n: int) -> Published:
    """A standard deviation (chi-square)."""
    ends = np.sqrt((n - 1) / stats.chi2.ppf([0.975, 0.025], n - 1))
    return Published(sd, sd * float(ends[0]), sd * float(ends[1]))


def of_share(share: float, n: int) -> Published:
    """A fraction of n patients, exact binomial (Clopper and Pearson); the count is rounded from the printed share."""
    count = round(share * n)
    found = stats.binomtest(count, n).proportion_ci(method="exact")
    return Published(share, float(found.low), float(found.high))


def of_effect(value: float, first: int, second: int) -> Published:
    """A standardised difference between two groups."""
    return of_error(value, (1 / first + 1 / second + value**2 / (2 * (first + second))) ** 0.5)


def of_correlation(value: float, n: int) -> Published:
    """A correlation over n pairs (Fisher)."""
    ends = np.tanh(np.arctanh(value) + np.array([-Z, Z]) / max(n - 3, 1) ** 0.5)
    return Published(value, float(ends[0]), float(ends[1]))
