"""Least squares of the numbers of kind `fitted` on the calibration rows: where the inference starts to look.

Residuals are (simulated - printed) / error, and (log p - log prior) / log_sd for the prior. Patients are the same in
every evaluation (common random numbers). What ships is a point of the posterior of `population`, not this one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import least_squares

from resynapse import cohort, course, plasma
from resynapse import timeline as tl
from resynapse.cohort import Spread
from resynapse.fit import experiments
from resynapse.fit.priors import priors
from resynapse.fit.setting import Setting, put
from resynapse.provenance import Number
from resynapse.solve import Floats

PATIENTS = 512
SEED = 1
STEP = 0.05  # of a prior width, for central differences
READ = ("score", "cadss", "systolic")


class Fitted(NamedTuple):
    """One fitted number: where it lives, its prior and its width."""

    group: str  # field of `Patient`, or "spread"
    name: str
    prior: float
    log_sd: float


class Calibration(NamedTuple):
    """The result of a fit.

    Attributes:
        values: fitted numbers by "group.name".
        simulated: each target as simulated.
        sensitivity: [targets, parameters], prior- and data-scaled.
        cost: half the sum of squared residuals, prior included.
    """

    values: dict[str, float]
    simulated: list[float]
    sensitivity: Floats
    cost: float


def fitted() -> tuple[Fitted, ...]:
    """Every parameter of kind `fitted` that the clinical rows decide."""
    groups: dict[str, Any] = {**course.Patient()._asdict(), "spread": Spread()}
    found = []
    for group, numbers in groups.items():
        if not dataclasses.is_dataclass(numbers):
            continue
        for field in dataclasses.fields(numbers):
            number: Number = field.metadata["number"]
            if number.source.kind == "fitted":
                prior = priors()[f"{group}.{field.name}"]
                found.append(Fitted(group, field.name, prior.centre, prior.log_sd))
    return tuple(found)


def simulate(setting: Setting, patients: int = PATIENTS, seed: int = SEED) -> experiments.Results:
    """All calibration arms."""
    results = {}
    for name, arm in experiments.ARMS.items():
        hours = np.array(arm.hours)
        line = tl.timeline(arm.regimen, plasma.DEFAULT, 1.0, float(hours[-1]) + 1.0)
        traits = setting.patient.traits._replace(open_label=arm.open_label, baseline=setting.patient.mood.baseline)
        who = cohort.people(
            seed,
            np.arange(patients),
            plasma.typical(70.0),
            setting.patient._replace(traits=traits),
            plasma.DEFAULT,
            setting.spread,
        )
        results[name] = cohort.follow(line, who, hours, keep=READ)
    return results


def residuals(setting: Setting, patients: int = PATIENTS, seed: int = SEED) -> tuple[Floats, list[float]]:
    """(simulated - printed) / error of every target, and the simulated values."""
    results = simulate(setting, patients, seed)
    rows = experiments.targets(setting.spread.rating)
    simulated = [row.read(results) for row in rows]
    return np.array([(s - row.value) / row.error for s, row in zip(simulated, rows, strict=True)]), simulated


def calibrate(
    patients: int = PATIENTS,
    seed: int = SEED,
    start: dict[str, float] | None = None,
    progress: Callable[[float], None] | None = None,
    evaluations: int = 40,
) -> Calibration:
    """Fit every `fitted` number to the calibration rows.

    Args:
        start: first guess by "group.name"; the priors otherwise.
        progress: called with the cost after each step.
        evaluations: the most steps taken (0: only evaluate at `start`).
    """
    free = fitted()
    base = Setting(cohort.balanced(course.Patient()), Spread())
    names = [f"{p.group}.{p.name}" for p in free]
    prior = np.array([p.prior for p in free])
    width = np.array([p.log_sd for p in free])
    first = np.array([(start or {}).get(n, p) for n, p in zip(names, prior, strict=True)])

    def values(x: Floats) -> dict[str, float]:
        return dict(zip(names, (prior * np.exp(width * x)).tolist(), strict=True))

    def both(x: Floats) -> Floats:
        data, _ = residuals(put(base, values(x)), patients, seed)
        whole = np.concatenate([data, x])
        if progress:
            progress(0.5 * float(whole @ whole))
        return whole

    def slopes(x: Floats) -> Floats:
        return np.stack(
            [(both(x + STEP * unit) - both(x - STEP * unit)) / (2 * STEP) for unit in np.eye(len(x))], axis=1
        )

    x0 = np.asarray(np.log(first / prior) / width, np.float64)
    if evaluations:
        x0 = np.asarray(least_squares(both, x0, jac=slopes, max_nfev=evaluations, method="trf").x, np.float64)
    here = both(x0)
    sensitivity = slopes(x0)[: len(here) - len(x0)]
    _, simulated = residuals(put(base, values(x0)), patients, seed)
    return Calibration(values(x0), simulated, sensitivity, 0.5 * float(here @ here))


def directions(calibration: Calibration) -> Floats:
    """Singular values of the prior- and data-scaled sensitivity: above 1, the data say more than the prior."""
    found: Floats = np.asarray(np.linalg.svd(calibration.sensitivity, compute_uv=False), np.float64)
    return found
