"""How a statistic is read from the patients of a trial, as its paper did."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from resynapse.solve import Floats
from resynapse.symptoms import scales
from resynapse.validation.arms import Trial, index

Read = Callable[[Trial, str, float], Floats]


def at(trial: Trial, arm: str, name: str, hour: float) -> Floats:
    """One value of every patient, [n]."""
    found: Floats = trial.values[arm][name][index(trial, arm, hour)]
    return found


def change(trial: Trial, arm: str, hour: float) -> Floats:
    """Change of the score from before treatment [points], [n]."""
    return at(trial, arm, "score", hour) - at(trial, arm, "score", 0.0)


def percent(trial: Trial, arm: str, hour: float) -> Floats:
    """Change of the score [% of the score before treatment], [n]."""
    return 100.0 * change(trial, arm, hour) / at(trial, arm, "score", 0.0)


def standardised(drug: Floats, *controls: Floats) -> float:
    """Drug less the mean of the controls, over the standard deviation within arms."""
    variance = 0.5 * (drug.var(ddof=1) + np.mean([c.var(ddof=1) for c in controls]))
    return float((drug.mean() - np.mean([c.mean() for c in controls])) / np.sqrt(variance))


def effect(trial: Trial, drug: str, control: str, hour: float) -> float:
    """`standardised` of the changes of two arms."""
    return standardised(change(trial, drug, hour), change(trial, control, hour))


def halved(trial: Trial, arm: str, hour: float) -> Floats:
    """1 for a patient whose score is at most half of that before treatment, [n]."""
    return (at(trial, arm, "score", hour) <= 0.5 * at(trial, arm, "score", 0.0)).astype(float)


def well(trial: Trial, arm: str, hour: float) -> Floats:
    """1 for a patient in remission (MADRS), [n]."""
    return (at(trial, arm, "score", hour) <= (scales.scale("MADRS").remission or np.nan)).astype(float)


def odds(shares: Floats) -> float:
    """Odds of a share of patients; half a patient is added to each side, so that none stays finite."""
    return float((shares.sum() + 0.5) / (len(shares) - shares.sum() + 0.5))


def odds_ratio(drug: Floats, *controls: Floats) -> float:
    """Odds with the drug over those in all controls together."""
    return odds(drug) / odds(np.concatenate(controls))


def correlation(first: Floats, second: Floats) -> float:
    """Pearson; 0 where one of them does not vary."""
    if first.std() < 1e-12 or second.std() < 1e-12:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def peak(trial: Trial, arm: str, name: str, start: float, hours: float = 1.5) -> Floats:
    """Largest value of every patient from `start` on, [n]."""
    when = np.array(trial.hours[arm])
    found: Floats = trial.values[arm][name][(when >= start - 1e-6) & (when <= start + hours + 1e-6)].max(axis=0)
    return found


def mean_of(read: Read, arm: str, hour: float) -> Callable[[Trial], float]:
    """Mean over the patients of an arm, as a function of the trial."""
    return lambda trial: float(read(trial, arm, hour).mean())


def gain(read: Read, drug: str, control: str, hour: float) -> Callable[[Trial], float]:
    """Mean in one arm less that in another, as a function of the trial."""
    return lambda trial: float(read(trial, drug, hour).mean() - read(trial, control, hour).mean())


def sized(drug: str, control: str, hour: float) -> Callable[[Trial], float]:
    """`effect`, as a function of the trial."""
    return lambda trial: effect(trial, drug, control, hour)


def goes_with(arm: str, name: str, early: float, late: float) -> Callable[[Trial], float]:
    """Correlation of a value at `early` with the percent change of the score at `late`."""
    return lambda trial: correlation(at(trial, arm, name, early), percent(trial, arm, late))


def largest(arm: str, name: str, start: float) -> Callable[[Trial], float]:
    """Mean over patients of `peak`, as a function of the trial."""
    return lambda trial: float(peak(trial, arm, name, start).mean())
