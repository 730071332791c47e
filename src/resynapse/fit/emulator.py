"""A quadratic that stands in for the calibration experiments, and how far it is off.

    y_k(z) or log y_k(z) = a_k + b_k u + u' C_k u     u: z, centred and scaled to the region it was made in

The logarithm where an output was positive in every simulation. Made by least squares, with a ridge, from simulations of
the real model at points of a low-discrepancy sequence and at draws of a first posterior; its error is the root mean
square at simulations it has not seen.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import norm, qmc

from resynapse import cohort, course
from resynapse.cohort import Spread
from resynapse.fit import calibrate, experiments
from resynapse.fit.asked import Output
from resynapse.fit.calibrate import Setting
from resynapse.fit.uncertain import Uncertain, shipped_z, values
from resynapse.solve import Floats

FIRST, AGAIN = 368, 192  # simulations around the shipped numbers, and of draws from the posterior that these give
UNSEEN = 48  # of the last ones: held out
PENALTIES = tuple(10.0 ** np.arange(-6.0, 3.0))
STRONG = 6  # numbers whose products are learned from few simulations
LARGEST = 30.0  # of a logarithm
NEAR = 0.2  # of a prior width, for the slopes that say where to look
WIDER = 1.5  # than the posterior that the slopes promise
DIGITS = 6
Outputs = Callable[[float], Sequence[experiments.Target | Output]]  # by the noise of one rating [points]


class Region(NamedTuple):
    """Where an emulator is made: normal around `centre` [D] with `factor` [D, D] times a standard normal."""

    centre: Floats
    factor: Floats


class Emulator(NamedTuple):
    """One quadratic for each output.

    Attributes:
        region: where it was made.
        coefficients: [K, 1 + D + D (D + 1) / 2].
        error: root mean square at held-out simulations [K], in the unit of the output.
        spread: standard deviation over the region [K].
        positive: outputs whose logarithm the quadratic gives [K].
    """

    region: Region
    coefficients: Floats
    error: Floats
    spread: Floats
    positive: np.ndarray[Any, np.dtype[np.bool_]]

    def __call__(self, z: Any, xp: Any = np) -> Any:
        """Outputs [..., K] at coordinates [..., D]; `xp` is numpy or jax.numpy."""
        inverse = np.linalg.inv(self.region.factor)
        u = (z - self.region.centre) @ inverse.T
        plain = features(u, xp) @ self.coefficients.T
        return xp.where(self.positive, xp.exp(xp.clip(plain, -LARGEST, LARGEST)), plain)

    def distance(self, z: Any, xp: Any = np) -> Any:
        """How far coordinates are from the middle of the simulations, in standard deviations of these [...]."""
        u = (z - self.region.centre) @ np.linalg.inv(self.region.factor).T
        return xp.sqrt((u**2).sum(axis=-1))


def features(u: Any, xp: Any = np) -> Any:
    """1, every coordinate, every product of two."""
    first, second = np.triu_indices(u.shape[-1])
    return xp.concatenate([xp.ones((*u.shape[:-1], 1)), u, u[..., first] * u[..., second]], axis=-1)


def points(region: Region, count: int, seed: int) -> Floats:
    """Coordinates [count, D] spread over the region (scrambled Sobol sequence, cut at 3 standard deviations)."""
    made = qmc.Sobol(len(region.centre), rng=np.random.default_rng([seed, 0xE5]))
    uniform = made.random(1 << (count - 1).bit_length())[:count]
    u = norm.ppf(norm.cdf(-3.0) + uniform * (norm.cdf(3.0) - norm.cdf(-3.0)))
    return region.centre + u @ region.factor.T


def slopes(numbers: tuple[Uncertain, ...], patients: int, progress: Callable[[int], None] | None = None) -> Floats:
    """Change of every calibration number [K, D], in standard errors, per coordinate at the shipped numbers."""
    steps = [sign * NEAR * unit for unit in np.eye(len(numbers)) for sign in (1.0, -1.0)]
    y = simulate(numbers, shipped_z(numbers) + np.array(steps), patients, progress)
    error = np.array([target.error for target in experiments.targets(Spread().rating)])
    return np.asarray(((y[::2] - y[1::2]) / (2.0 * NEAR * error)).T, np.float64)


def near_posterior(slope: Floats, numbers: tuple[Uncertain, ...]) -> Region:
    """Normal around the shipped numbers, wider than the posterior of a linear model with these slopes."""
    covariance = np.linalg.inv(slope.T @ slope + np.eye(len(numbers)))
    return Region(shipped_z(numbers), WIDER * np.asarray(np.linalg.cholesky(covariance), np.float64))


def each_alone(slope: Floats, numbers: tuple[Uncertain, ...]) -> Region:
    """Independent: a fitted number as wide as its posterior, any other as its prior."""
    deviation = np.sqrt(np.diag(np.linalg.inv(slope.T @ slope + np.eye(len(numbers)))))
    wide = np.array([sd if one.kind == "fitted" else 1.0 for sd, one in zip(deviation, numbers, strict=True)])
    return Region(shipped_z(numbers), np.diag(wide))


def simulate(
    numbers: tuple[Uncertain, ...],
    z: Floats,
    patients: int = calibrate.PATIENTS,
    progress: Callable[[int], None] | None = None,
    outputs: Outputs = experiments.targets,
) -> Floats:
    """Every output [N, K] at coordinates [N, D]; those of the calibration unless others are named."""
    base, found = Setting(cohort.balanced(course.Patient()), Spread()), []
    for done, at in enumerate(z, 1):
        setting = calibrate.put(base, values(numbers, at))
        results = calibrate.simulate(setting, patients)
        found.append([one.read(results) for one in outputs(setting.spread.rating)])
        if progress:
            progress(done)
    return np.array(found)


def learn(z: Floats, y: Floats, unseen: int = UNSEEN) -> Emulator:
    """Fit to all but the last `unseen` simulations, and hold it against those.

    Simulations without an answer (a quantile of patients of whom there are none) are left out.
    """
    z, y = _whole(z, y)
    region = Region(z.mean(axis=0), np.asarray(np.linalg.cholesky(np.cov(z.T)), np.float64))
    x, kept = features((z - region.centre) @ np.linalg.inv(region.factor).T), len(z) - unseen
    positive = np.asarray((y > 0.0).all(axis=0))
    scaled = np.where(positive, np.log(np.where(positive, y, 1.0)), y)
    return _held_out(region, _ridge(x[:kept], scaled[:kept]), z[kept:], y[kept:], y, positive)


def learn_few(z: Floats, y: Floats, unseen: int) -> Emulator:
    """As `learn`, for few simulations of many independent numbers.

    Every number has its line and its square; products of two only among the `STRONG` numbers that matter most for an
    output so far.
    """
    z, y = _whole(z, y)
    region = Region(z.mean(axis=0), np.diag(z.std(axis=0)))
    x, kept, size = features((z - region.centre) / z.std(axis=0)), len(z) - unseen, z.shape[1]
    first, second = np.triu_indices(size)
    alone = np.concatenate([np.ones(1 + size, dtype=bool), first == second])
    found = np.zeros((y.shape[1], x.shape[1]))
    for k in range(y.shape[1]):
        plain = _ridge(x[:kept, alone], y[:kept, k : k + 1])[0]
        strong = np.argsort(-np.hypot(plain[1 : 1 + size], plain[1 + size :]))[:STRONG]
        used = alone.copy()
        used[1 + size :] |= np.isin(first, strong) & np.isin(second, strong)
        found[k, used] = _ridge(x[:kept, used], y[:kept, k : k + 1])[0]
    return _held_out(region, found, z[kept:], y[kept:], y, np.zeros(y.shape[1], dtype=bool))


def _whole(z: Floats, y: Floats) -> tuple[Floats, Floats]:
    whole = np.isfinite(y).all(axis=1)
    return z[whole], y[whole]


def _held_out(region: Region, coefficients: Floats, z: Floats, y: Floats, every: Floats, positive: Any) -> Emulator:
    made = Emulator(region, coefficients, np.zeros(y.shape[1]), every.std(axis=0), positive)
    return made._replace(error=np.sqrt(np.mean((made(z) - y) ** 2, axis=0)))


def _ridge(x: Floats, y: Floats) -> Floats:
    """Coefficients [K, F] of scaled outputs, one penalty for all, by generalised cross-validation."""
    scale = y.std(axis=0)
    left, singular, right = np.linalg.svd(x, full_matrices=False)
    along = left.T @ (y / scale)

    def lost(penalty: float) -> float:
        shrunk = singular**2 / (singular**2 + penalty)
        rest = y / scale - left @ (shrunk[:, None] * along)
        return float((rest**2).sum() / (len(x) - shrunk.sum()) ** 2)

    best = min(PENALTIES, key=lost)
    return np.asarray((right.T @ ((singular / (singular**2 + best))[:, None] * along) * scale).T, np.float64)


def write(z: Floats, y: Floats) -> bytes:
    """Simulations as compressed CSV, the same bytes every time."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(f"z{k}" for k in range(z.shape[1])), *(f"y{k}" for k in range(y.shape[1]))])
    writer.writerows([[f"{x:.{DIGITS}g}" for x in row] for row in np.hstack([z, y])])
    return gzip.compress(text.getvalue().encode(), mtime=0)


def read(name: str) -> tuple[Floats, Floats]:
    """Stored simulations of the package: coordinates and outputs."""
    raw = gzip.decompress(resources.files("resynapse.fit").joinpath("data", f"{name}.csv.gz").read_bytes())
    head, *lines = raw.decode().splitlines()
    table = np.array([[float(x) for x in line.split(",")] for line in lines])
    inputs = sum(name.startswith("z") for name in head.split(","))
    return table[:, :inputs], table[:, inputs:]
