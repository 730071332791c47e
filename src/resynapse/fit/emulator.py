"""Smooth surfaces that stand in for the calibration experiments, and how far they are off.

    y_k(z) or log y_k(z) = m_k + s_k sum_n w_kn exp(-|c_k g_k (u - u_n)|^2 / 2)

u: z, centred and scaled to the region it was made in, u_n the simulations; the logarithm where an output was positive
in every one. A Gaussian process for each output: g_k says how much each coordinate matters (root mean square slope of
a quadratic, largest 1), c_k and the nugget are those of highest likelihood on a grid. Made from simulations of the
real model at points of a low-discrepancy sequence and at draws of a first posterior; its error is the root mean square
at simulations it has not seen.
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
from resynapse.fit.setting import Setting, put
from resynapse.fit.uncertain import Uncertain, values
from resynapse.solve import Floats

FIRST, AGAIN, ROUNDS = 256, 128, 2  # simulations around the start; of draws from the posterior that these give, twice
UNSEEN = 48  # of the last ones: held out
PENALTIES = tuple(10.0 ** np.arange(-6.0, 3.0))  # of the quadratic
REACH = (0.25, 0.4, 0.6)  # c, inverse lengths
NUGGETS = tuple(10.0 ** np.arange(-8.0, -1.0))  # share of the variance
EVERY = 2  # of the simulations choose reach and nugget
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
    """One surface for each output.

    Attributes:
        region: where it was made.
        seen: coordinates u of the simulations [N, D].
        stretch: c_k g_k [K, D].
        weights: s_k w_k [K, N].
        middle: m_k [K].
        error: root mean square at held-out simulations [K], in the unit of the output.
        spread: standard deviation over the region [K].
        positive: outputs whose logarithm the surface gives [K].
    """

    region: Region
    seen: Floats
    stretch: Floats
    weights: Floats
    middle: Floats
    error: Floats
    spread: Floats
    positive: np.ndarray[Any, np.dtype[np.bool_]]

    def __call__(self, z: Any, xp: Any = np) -> Any:
        """Outputs [..., K] at coordinates [..., D]; `xp` is numpy or jax.numpy."""
        u = (z - self.region.centre) @ np.linalg.inv(self.region.factor).T
        rows = [kernel(u, self.seen, g, xp) @ w for g, w in zip(self.stretch, self.weights, strict=True)]
        plain = self.middle + xp.stack(rows, axis=-1)
        return xp.where(self.positive, xp.exp(xp.clip(plain, -LARGEST, LARGEST)), plain)

    def distance(self, z: Any, xp: Any = np) -> Any:
        """How far coordinates are from the middle of the simulations, in standard deviations of these [...]."""
        u = (z - self.region.centre) @ np.linalg.inv(self.region.factor).T
        return xp.sqrt((u**2).sum(axis=-1))


def kernel(u: Any, v: Floats, stretch: Floats, xp: Any = np) -> Any:
    """Gaussian of the stretched distance, [..., N] for u [..., D] and v [N, D]."""
    a, b = u * stretch, v * stretch
    apart = (a**2).sum(axis=-1)[..., None] + (b**2).sum(axis=-1) - 2.0 * a @ b.T
    return xp.exp(-0.5 * xp.maximum(apart, 0.0))


def features(u: Floats) -> Floats:
    """1, every coordinate, every product of two."""
    first, second = np.triu_indices(u.shape[-1])
    return np.concatenate([np.ones((*u.shape[:-1], 1)), u, u[..., first] * u[..., second]], axis=-1)


def points(region: Region, count: int, seed: int) -> Floats:
    """Coordinates [count, D] spread over the region (scrambled Sobol sequence, cut at 3 standard deviations)."""
    made = qmc.Sobol(len(region.centre), rng=np.random.default_rng([seed, 0xE5]))
    uniform = made.random(1 << (count - 1).bit_length())[:count]
    u = norm.ppf(norm.cdf(-3.0) + uniform * (norm.cdf(3.0) - norm.cdf(-3.0)))
    return region.centre + u @ region.factor.T


def slopes(
    numbers: tuple[Uncertain, ...], start: Floats, patients: int, progress: Callable[[int], None] | None = None
) -> Floats:
    """Change of every calibration number [K, D], in standard errors, per coordinate at `start`."""
    steps = [sign * NEAR * unit for unit in np.eye(len(numbers)) for sign in (1.0, -1.0)]
    y = simulate(numbers, start + np.array(steps), patients, progress)
    error = np.array([target.error for target in experiments.targets(Spread().rating)])
    return np.asarray(((y[::2] - y[1::2]) / (2.0 * NEAR * error)).T, np.float64)


def near_posterior(slope: Floats, start: Floats) -> Region:
    """Normal around `start`, wider than the posterior of a linear model with these slopes."""
    covariance = np.linalg.inv(slope.T @ slope + np.eye(len(start)))
    return Region(start, WIDER * np.asarray(np.linalg.cholesky(covariance), np.float64))


def each_alone(slope: Floats, numbers: tuple[Uncertain, ...], start: Floats) -> Region:
    """Independent: a fitted number as wide as its posterior, any other as its prior."""
    deviation = np.sqrt(np.diag(np.linalg.inv(slope.T @ slope + np.eye(len(numbers)))))
    wide = np.array([sd if one.kind == "fitted" else 1.0 for sd, one in zip(deviation, numbers, strict=True)])
    return Region(start, np.diag(wide))


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
        setting = put(base, values(numbers, at))
        results = calibrate.simulate(setting, patients)
        found.append([one.read(results) for one in outputs(setting.spread.rating)])
        if progress:
            progress(done)
    return np.array(found)


def learn(z: Floats, y: Floats, unseen: int = UNSEEN, independent: bool = False) -> Emulator:
    """Learn from all but the last `unseen` simulations, and hold the surfaces against those.

    Simulations without an answer (a quantile of patients of whom there are none) are left out.

    Args:
        independent: the coordinates were drawn so; the region is not turned.
    """
    whole = np.isfinite(y).all(axis=1)
    z, y = z[whole], y[whole]
    factor = np.diag(z.std(axis=0)) if independent else np.asarray(np.linalg.cholesky(np.cov(z.T)), np.float64)
    region, kept = Region(z.mean(axis=0), factor), len(z) - unseen
    u = ((z - region.centre) @ np.linalg.inv(factor).T)[:kept]
    positive = np.asarray((y > 0.0).all(axis=0))
    scaled = np.where(positive, np.log(np.where(positive, y, 1.0)), y)[:kept]
    middle, spread = scaled.mean(axis=0), scaled.std(axis=0)
    surfaces = [_surface(u, v, g) for v, g in zip(((scaled - middle) / spread).T, _steepness(u, scaled), strict=True)]
    stretch, weights = (np.array(part) for part in zip(*surfaces, strict=True))
    nothing = np.zeros(y.shape[1])
    made = Emulator(region, u, stretch, weights * spread[:, None], middle, nothing, y.std(axis=0), positive)
    return made._replace(error=np.sqrt(np.mean((made(z[kept:]) - y[kept:]) ** 2, axis=0)))


def _steepness(u: Floats, y: Floats) -> Floats:
    """How much each coordinate matters to each output [K, D], at most 1: slopes of a quadratic over the region."""
    size = u.shape[1]
    coefficients = _ridge(features(u), y)
    first, second = np.triu_indices(size)
    bent = np.zeros((y.shape[1], size, size))
    bent[:, first, second] = coefficients[:, 1 + size :]
    bent += bent.transpose(0, 2, 1)
    slope = np.sqrt(coefficients[:, 1 : 1 + size] ** 2 + (bent**2).sum(axis=-1))
    return np.asarray(slope / slope.max(axis=1, keepdims=True), np.float64)


def _surface(u: Floats, v: Floats, steepness: Floats) -> tuple[Floats, Floats]:
    """Stretch [D] and weights [N] for one output v [N], mean 0 and variance 1."""
    some, best = u[::EVERY], (np.inf, REACH[0], NUGGETS[0])
    for reach in REACH:
        variance, axes = np.linalg.eigh(kernel(some, some, reach * steepness))
        along = (axes.T @ v[::EVERY]) ** 2
        for nugget in NUGGETS:
            wide = np.maximum(variance, 0.0) + nugget
            unlikely = 0.5 * len(some) * np.log((along / wide).mean()) + 0.5 * np.log(wide).sum()
            best = min(best, (float(unlikely), reach, nugget))
    stretch = best[1] * steepness
    return stretch, np.linalg.solve(kernel(u, u, stretch) + best[2] * np.eye(len(u)), v)


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
    return parse(resources.files("resynapse.fit").joinpath("data", f"{name}.csv.gz").read_bytes())


def parse(table: bytes) -> tuple[Floats, Floats]:
    """Coordinates and outputs of what `write` wrote."""
    head, *lines = gzip.decompress(table).decode().splitlines()
    found = np.array([[float(x) for x in line.split(",")] for line in lines])
    inputs = sum(name.startswith("z") for name in head.split(","))
    return found[:, :inputs], found[:, inputs:]


def held_out(count: int, most: int = UNSEEN, share: int = 10) -> int:
    """How many of so many simulations an emulator does not see: `most`, or one in `share` where there are few."""
    return min(most, count // share)
