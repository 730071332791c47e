"""Published numbers and their 95 % intervals, where the paper prints one or what it prints gives one."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from scipy import optimize, stats

Z = 1.959964


class Printed(NamedTuple):
    """A published number.

    Attributes:
        value: None where only an interval follows from what is printed.
        low, high: 95 % interval; None where nothing printed gives one.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


@cache
def rows() -> dict[str, dict[str, str]]:
    """The evidence rows of this folder, by id."""
    text = resources.files("resynapse.trial").joinpath("data", "clinical.csv").read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}


def number(row: str, column: str = "value") -> float:
    """One number of a row."""
    return float(rows()[row][column])


def size(row: str) -> int:
    """Patients of a row."""
    return int(rows()[row]["n"])


def as_printed(row: str, sign: float = 1.0) -> Printed:
    """Value and interval as the row has them."""
    ends = sorted(sign * number(row, end) for end in ("low", "high"))
    return Printed(sign * number(row), ends[0], ends[1])


def around(value: float, error: float) -> Printed:
    """A value with a standard error."""
    return Printed(value, value - Z * error, value + Z * error)


def mean(row: str, sign: float = 1.0, n: int | None = None) -> Printed:
    """A mean with its standard deviation over n patients (Student)."""
    n = n or size(row)
    half = float(stats.t.ppf(0.975, n - 1)) * number(row, "sd") / n**0.5
    value = sign * number(row)
    return Printed(value, value - half, value + half)


def deviation(row: str) -> Printed:
    """The standard deviation itself (chi-square)."""
    n, sd = size(row), number(row, "sd")
    ends = np.sqrt((n - 1) / stats.chi2.ppf([0.975, 0.025], n - 1))
    return Printed(sd, sd * float(ends[0]), sd * float(ends[1]))


def share(row: str, n: int | None = None) -> Printed:
    """A percentage of n patients as a fraction (Wilson)."""
    p, n = number(row) / 100.0, n or size(row)
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * (p * (1 - p) / n + Z**2 / (4 * n**2)) ** 0.5
    return Printed(p, middle - half, middle + half)


def effect(value: float, first: int, second: int) -> Printed:
    """A standardised difference between two groups."""
    return around(value, (1 / first + 1 / second + value**2 / (2 * (first + second))) ** 0.5)


def correlation(value: float, n: float) -> Printed:
    """A correlation over n pairs (Fisher)."""
    ends = np.tanh(np.arctanh(value) + np.array([-Z, Z]) / (n - 3) ** 0.5)
    return Printed(value, float(ends[0]), float(ends[1]))


def pairs(value: float, p: float) -> float:
    """How many pairs give this correlation this two-sided p."""

    def surplus(n: float) -> float:
        t = abs(value) * ((n - 2) / (1 - value**2)) ** 0.5
        return float(2 * stats.t.sf(t, n - 2)) - p

    return float(optimize.brentq(surplus, 4.0, 1e4))


def from_p(value: float, p: float) -> Printed:
    """A difference with its two-sided p (normal)."""
    return around(value, abs(value) / float(stats.norm.isf(p / 2)))
