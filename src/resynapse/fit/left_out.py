"""One trial left out at a time: what the others say of it.

The draws of the posterior are weighted by one over the likelihood of a trial's rows (Pareto-smoothed importance
sampling, ArviZ), so that these are not read, and then predict them, with sampling error, variation between trials and
the emulator's error. Above 0.7, Pareto k says that the weights cannot be trusted: there the population is inferred
again without the trial. A trial is a cohort of patients, or a meta-analysis.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from resynapse.fit.population import Data
from resynapse.solve import Floats

TRUSTED = 0.7  # Pareto k, at most
TRIALS = {
    "Kishimoto 2016": ("E025", "E027"),
    "Han 2016": ("E339", "E341", "E343"),
    "Murrough 2013, midazolam": ("E315", "E316"),
    "Singh 2016": ("E326", "E327"),
    "Su 2017": ("E336", "E337", "E338"),
    "Murrough 2013, six infusions": ("E012",),
    "van Schalkwyk 2018": ("E519",),
    "Yale 2024": ("E520",),
}


class Predicted(NamedTuple):
    """One printed number of a trial that was not read: 90 % interval, place of the printed value in it, Pareto k.

    `sampled`: inferred again without the trial, because its weights cannot be trusted.
    """

    trial: str
    row: str
    printed: float
    median: float
    low: float
    high: float
    place: float
    pareto_k: float
    sampled: bool


def places(seen: Data, rows: tuple[str, ...]) -> list[int]:
    """Where the rows of a trial are."""
    return [k for k, name in enumerate(seen.names) if name.split(":")[0] in rows]


def predict(found: Any, seen: Data, without: Callable[[list[int]], Floats]) -> list[Predicted]:
    """Every trial from the others, from an inference (`population.infer`).

    Args:
        without: predictive draws [N, K] of an inference that does not read some rows (`population.without`).
    """
    import arviz

    likely = _flat(found.log_likelihood["printed"].values)
    drawn = _flat(found.posterior_predictive["printed"].values)
    result = []
    for trial, rows in TRIALS.items():
        here = places(seen, rows)
        log, k = arviz.psislw(-likely[:, here].sum(axis=1))
        sampled = not float(k) <= TRUSTED
        told = without(here) if sampled else drawn
        weights = np.ones(len(told)) if sampled else np.exp(np.asarray(log, np.float64))
        for where in here:
            low, middle, high = quantiles(told[:, where], weights, (0.05, 0.5, 0.95))
            below = float(weights @ (told[:, where] < seen.value[where]) / weights.sum())
            printed = float(seen.value[where])
            said = (trial, seen.names[where], printed, middle, low, high, below, float(k), sampled)
            result.append(Predicted(*said))
    return result


def quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> list[float]:
    """Weighted quantiles."""
    order = np.argsort(values)
    reached = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    return [float(x) for x in np.interp(levels, reached, values[order])]


def _flat(values: Floats) -> Floats:
    return values.reshape(-1, values.shape[-1])
