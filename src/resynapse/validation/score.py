"""Log score and error against a baseline without mechanism: the random-effects mean of other studies.

The baseline predicts a number from the same statistic of the same kind of arm at about the same time in other patients
(DerSimonian and Laird, one study left out). It may use rows that the simulation was never fitted to, which helps it.
Both predictions get the sampling error of the trial at hand. Larger log scores are better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from resynapse.solve import Floats
from resynapse.trial import names
from resynapse.trial.compare import Comparison
from resynapse.trial.file import Endpoint, Trial

ENDS = (12.0, 48.0, 240.0)  # h, between "hours", "a day", "days", "weeks"
WHEN = ("hours", "a day", "days", "weeks")
SCORED = ("mean change", "response", "remission", "effect size")
FEWEST = 2  # other studies


class Scored(NamedTuple):
    """One number, predicted twice; errors are simulated less observed, in the unit of the number."""

    study: str
    use: str
    error: float
    log_score: float
    baseline_error: float
    baseline_log_score: float


def scores(clinical: Sequence[tuple[Trial, Endpoint, Comparison]]) -> list[Scored]:
    """Every number with a published value, a simulated spread and two other studies of its kind."""
    known = [one for one in clinical if _usable(one[2])]
    found = []
    for trial, endpoint, one in known:
        others = [
            o for t, e, o in known if kind(t, e) == kind(trial, endpoint) and not set(o.cohorts) & set(one.cohorts)
        ]
        others = _once(others)
        if len(others) < FEWEST or kind(trial, endpoint) is None:
            continue
        mean, between = random_effects(*_numbers(others))
        spread = float(one.spread or 0.0)
        value, simulated = float(one.observed or 0.0), float(one.simulated or 0.0)
        found.append(
            Scored(
                one.study,
                one.use,
                simulated - value,
                log_density(value, simulated, spread),
                mean - value,
                log_density(value, mean, float(np.hypot(between, spread))),
            )
        )
    return found


def kind(trial: Trial, endpoint: Endpoint) -> tuple[str, str, str] | None:
    """Statistic, kind of arm, time; None for what is not predicted."""
    if endpoint.statistic not in SCORED or names.SCALES[endpoint.scale] != "score":
        return None
    arm = trial.arm(endpoint.arm)
    alone = "control" if arm.control != "none" else "drug"
    treated = "difference" if endpoint.versus else alone
    when = WHEN[int(np.searchsorted(ENDS, endpoint.hours[0]))]
    return endpoint.statistic, f"{trial.population.condition}, {treated}", when


def random_effects(values: Floats, errors: Floats) -> tuple[float, float]:
    """Mean over studies and the standard deviation of a new study around it (DerSimonian and Laird)."""
    weight = 1.0 / errors**2
    fixed = float((weight * values).sum() / weight.sum())
    heterogeneity = float((weight * (values - fixed) ** 2).sum())
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    between = max(0.0, (heterogeneity - (len(values) - 1)) / scale)
    weight = 1.0 / (errors**2 + between)
    return float((weight * values).sum() / weight.sum()), float(np.sqrt(between + 1.0 / weight.sum()))


def log_density(value: float, mean: float, sd: float) -> float:
    """Log of the normal density."""
    return float(-0.5 * ((value - mean) / sd) ** 2 - np.log(sd) - 0.5 * np.log(2.0 * np.pi))


def _usable(one: Comparison) -> bool:
    return one.observed is not None and one.simulated is not None and bool(one.spread)


def _once(found: Sequence[Comparison]) -> list[Comparison]:
    """One number of each study."""
    return list({one.study: one for one in reversed(found)}.values())


def _numbers(others: Sequence[Comparison]) -> tuple[Floats, Floats]:
    return (
        np.array([float(one.observed or 0.0) for one in others]),
        np.array([max(float(one.spread or 0.0), 1e-6) for one in others]),
    )
