"""The patients a real one may be: a weighted ensemble, drawn first from the population, then where the scores point.

    q(z) = [N_0 p(z) + sum_r N_r t_r(z)] / N                  all rounds together (deterministic mixture)
    w    = L(z) p(z) / q(z),  normalised

z are standard-normal draws (`cohort.traits_of`), so p(z) is exact. Each further round draws from a Student t fitted
to the weighted ensemble so far; while few patients carry the weight, to weights flattened until enough of them do.
Columns beside z (which population a patient is from) are drawn as at first in every round, so they cancel in w. How
noisy a rating is, is averaged over in L for each patient, and picked afterwards (`picked`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, logsumexp

from resynapse.solve import Floats

TAIL = 6.0  # degrees of freedom: heavier tails than the posterior's
ENOUGH = 0.1  # of the draws so far carry the weight a proposal is fitted to
WIDER = 1.3  # of the proposal's spread


class Ensemble(NamedTuple):
    """Weighted draws.

    Attributes:
        z: standard-normal draws, and the columns beside them [P, D + B].
        weights: [P], sum 1.
        effective: number of equally weighted draws that would be as good.
        outcome: whatever the simulation returned, patients on the last axis.
        log_likelihood: [K, J, P] of each score for each of J equally probable noises, or [K, P] once one is picked.
        population: how many of them, the first, are draws from the population.
    """

    z: Floats
    weights: Floats
    effective: float
    outcome: dict[str, Floats]
    log_likelihood: Floats
    population: int


def sample(
    first: Floats,
    rounds: tuple[int, ...],
    simulate: Callable[[Floats], tuple[dict[str, Floats], Floats]],
    rng: np.random.Generator,
    beside: Callable[[int], Floats] = lambda count: np.zeros((count, 0)),
) -> Ensemble:
    """Weight the population, then add draws where the weight is.

    Args:
        first: draws from the population [P, D], and the columns beside them [P, D + B].
        rounds: draws to add in each further round.
        simulate: from such draws to outcomes (patients last) and log likelihoods [K, J, P].
        beside: draws of the columns that no proposal moves [P, B].
    """
    size, wide = len(first), first.shape[1] - beside(1).shape[1]
    z, others = first[:, :wide], first[:, wide:]
    outcome, likelihood = simulate(first)
    parts: list[tuple[int, Floats, Floats]] = []
    for count in rounds:
        mean, spread = _fitted(z, _together(outcome, likelihood) - _log_mixture(z, size, parts) + _log_normal(z))
        added, apart = _student(rng, count, mean, spread), beside(count)
        parts.append((count, mean, spread))
        more, seen = simulate(np.hstack([added, apart]))
        z, others = np.concatenate([z, added]), np.concatenate([others, apart])
        outcome = {name: np.concatenate([value, more[name]], axis=-1) for name, value in outcome.items()}
        likelihood = np.concatenate([likelihood, seen], axis=-1)
    total = _together(outcome, likelihood)
    weights = _weights(total + _log_normal(z) - _log_mixture(z, size, parts))
    real = np.isfinite(total)  # what is dropped has no weight
    outcome = {name: value[..., real] for name, value in outcome.items()}
    z, likelihood = np.hstack([z, others])[real], likelihood[..., real]
    return Ensemble(z, weights[real], float(1.0 / np.sum(weights**2)), outcome, likelihood, int(real[:size].sum()))


def _together(outcome: dict[str, Floats], likelihood: Floats) -> Floats:
    """Log likelihood of all scores, mean over noises [P]; a draw so far out that its course has no numbers has none."""
    each = likelihood.sum(axis=0)
    total = logsumexp(each, axis=0) - np.log(len(each))
    for value in outcome.values():
        total = np.where(np.isfinite(value).all(axis=tuple(range(value.ndim - 1))), total, -np.inf)
    return np.where(np.isnan(total), -np.inf, total)


def picked(ensemble: Ensemble, noise: str, rng: np.random.Generator) -> Ensemble:
    """One noise of each patient, by how well it explains the scores; `noise` is the outcome that holds all [J, P]."""
    each = ensemble.log_likelihood.sum(axis=0)
    reached = np.cumsum(np.exp(each - logsumexp(each, axis=0)), axis=0)
    which = np.argmax(reached >= rng.random(each.shape[1]) * reached[-1], axis=0)
    patients = np.arange(each.shape[1])
    outcome = ensemble.outcome | {noise: ensemble.outcome[noise][which, patients]}
    return ensemble._replace(outcome=outcome, log_likelihood=ensemble.log_likelihood[:, which, patients])


def without(ensemble: Ensemble, score: int) -> Floats:
    """Weights [P] had one score not been seen."""
    with np.errstate(divide="ignore"):
        return _weights(np.log(ensemble.weights) - ensemble.log_likelihood[score])


def quantile(values: Floats, weights: Floats, levels: tuple[float, ...]) -> Floats:
    """Weighted quantiles over the last axis, [Q, ...]."""
    order = np.argsort(values, axis=-1)
    ranked = np.take_along_axis(values, order, axis=-1)
    reached = np.cumsum(weights[order], axis=-1) - 0.5 * weights[order]
    flat, steps = ranked.reshape(-1, ranked.shape[-1]), reached.reshape(-1, ranked.shape[-1])
    found = [np.interp(levels, step, value) for step, value in zip(steps, flat, strict=True)]
    return np.moveaxis(np.array(found).reshape(*values.shape[:-1], len(levels)), -1, 0)


def _weights(log: Floats) -> Floats:
    found: Floats = np.exp(log - logsumexp(log))
    return found


def _log_normal(z: Floats) -> Floats:
    return -0.5 * np.sum(z * z, axis=1) - 0.5 * z.shape[1] * np.log(2.0 * np.pi)


def _log_mixture(z: Floats, first: int, parts: list[tuple[int, Floats, Floats]]) -> Floats:
    logs = [np.log(first) + _log_normal(z), *(np.log(n) + _log_student(z, mean, spread) for n, mean, spread in parts)]
    return logsumexp(logs, axis=0) - np.log(first + sum(n for n, _, _ in parts))


def _log_student(z: Floats, mean: Floats, spread: Floats) -> Floats:
    size = z.shape[1]
    away = np.linalg.solve(spread, (z - mean).T)
    constant = gammaln((TAIL + size) / 2) - gammaln(TAIL / 2) - 0.5 * size * np.log(TAIL * np.pi)
    shape = constant - np.sum(np.log(np.diag(spread)))
    return shape - 0.5 * (TAIL + size) * np.log1p(np.sum(away * away, axis=0) / TAIL)


def _student(rng: np.random.Generator, count: int, mean: Floats, spread: Floats) -> Floats:
    normal = rng.standard_normal((count, len(mean)))
    stretch = np.sqrt(TAIL / rng.chisquare(TAIL, size=(count, 1)))
    return mean + stretch * normal @ spread.T


def _fitted(z: Floats, log: Floats) -> tuple[Floats, Floats]:
    """Mean and Cholesky factor of the ensemble, its likelihood flattened until enough draws carry it."""
    power = 1.0
    weights = _weights(log)
    while 1.0 / np.sum(weights**2) < ENOUGH * len(z) and power > 1e-3:
        power *= 0.8
        weights = _weights(power * log)
    mean = weights @ z
    centred = z - mean
    covariance = (weights * centred.T) @ centred + 1e-3 * np.eye(z.shape[1])
    factor = np.asarray(np.linalg.cholesky(covariance), np.float64)
    return mean, WIDER * factor
