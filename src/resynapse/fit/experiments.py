"""The calibration experiments: what was given, what was read, and how far each printed number can be trusted.

Only calibration rows are here. A standard error comes from the printed standard deviation, interval or count; a mean
or share of a single trial also carries the disagreement between trials (2 points of MADRS, 7 % of responders), because
trials of the same arm differ by more than their sampling error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from resynapse.dose import Dose, Regimen
from resynapse.solve import Floats

TRIALS = 2.0  # points of MADRS between trials of the same arm
SHARES = 0.07  # the same for a share of responders

Results = dict[str, dict[str, Floats]]


class Arm(NamedTuple):
    """One simulated arm of a calibration experiment."""

    regimen: Regimen
    hours: tuple[float, ...]
    open_label: float = 0.0


@dataclass(frozen=True)
class Target:
    """One printed number and how to read it from the simulated arms.

    Attributes:
        row: id of the evidence row.
        name: what it is.
        value, error: printed value and its standard error, in the same unit.
        read: simulated arms to the same statistic.
    """

    row: str
    name: str
    value: float
    error: float
    read: Callable[[Results], float]


def infusions(times: tuple[float, ...], amount: float = 0.5, drug: str = "ketamine") -> Regimen:
    """Infusions of `amount` mg/kg over 40 min starting at `times` [h]."""
    return Regimen(tuple(Dose(t, drug, "iv", amount, True, 40 / 60) for t in times))


WEEKS = (0.0, 72.0, 168.0, 240.0)  # twice a week
SIX = (0.0, 48.0, 96.0, 168.0, 216.0, 264.0)
END = SIX[-1] + 24.0
AFTER = tuple(END + 12.0 * k for k in range(181))  # 90 days, twice a day

ARMS = {
    "single": Arm(infusions((0.0,)), (0.0, 40 / 60, 24.0, 48.0, 72.0, 96.0, 120.0, 168.0, 264.0)),
    "low": Arm(infusions((0.0,), 0.2), (0.0, 48.0, 72.0, 96.0, 120.0)),
    "saline": Arm(infusions((0.0,), 0.0, "saline"), (0.0, 24.0, 48.0, 72.0, 96.0, 120.0, 264.0)),
    "midazolam": Arm(infusions((0.0,), 0.045, "midazolam"), (0.0, 24.0, 264.0)),
    "twice weekly": Arm(infusions(WEEKS), (0.0, 336.0)),
    "twice weekly saline": Arm(infusions(WEEKS, 0.0, "saline"), (0.0, 336.0)),
    "six": Arm(infusions(SIX), (0.0, *AFTER), 1.0),
}


def _at(arm: str, hour: float) -> int:
    return ARMS[arm].hours.index(hour)


def change(results: Results, arm: str, hour: float) -> Floats:
    """Change of the score from before treatment, one per patient [points]."""
    score = results[arm]["score"]
    found: Floats = score[_at(arm, hour)] - score[0]
    return found


def responders(results: Results, arm: str, hour: float, noise: float) -> Floats:
    """Probability that a rating halves the baseline, one per patient."""
    score = results[arm]["score"]
    found: Floats = ndtr((0.5 * score[0] - score[_at(arm, hour)]) / noise)
    return found


def effect(results: Results, hour: float, noise: float) -> float:
    """Hedges' g of ketamine against the mean of saline and midazolam."""
    drug, saline, active = (change(results, arm, hour) for arm in ("single", "saline", "midazolam"))
    pooled = np.sqrt((drug.var() + 0.5 * (saline.var() + active.var())) / 2 + noise**2)
    return float((drug.mean() - 0.5 * (saline.mean() + active.mean())) / pooled)


def twice_of_four(results: Results, arm: str, noise: float) -> float:
    """Share with a halved score on at least two of days 2 to 5."""
    daily = np.stack([responders(results, arm, hour, noise) for hour in (48.0, 72.0, 96.0, 120.0)])
    none = np.prod(1.0 - daily, axis=0)
    one = sum(daily[k] * np.prod(np.delete(1.0 - daily, k, axis=0), axis=0) for k in range(4))
    return float(np.mean(1.0 - none - one))


def relapse_days(results: Results) -> Floats:
    """Days from the last infusion until the score rises above half the baseline; 90 if never. Responders only."""
    score = results["six"]["score"]
    below = score[1:] <= 0.5 * score[0]
    started = below[0]
    lost = np.where(below.all(axis=0), len(AFTER) - 1, np.argmin(below, axis=0))
    hours = np.array(AFTER)[lost] - SIX[-1]
    found: Floats = hours[started] / 24.0
    return found


def _quantile(results: Results, q: float) -> float:
    days = relapse_days(results)
    return float(np.log(np.quantile(days, q))) if len(days) else 0.0


def spread(values: Floats, noise: float) -> float:
    """Standard deviation over patients, rating noise of two visits in it."""
    return float(np.sqrt(values.var() + noise**2))


def targets(noise: float) -> tuple[Target, ...]:
    """Every clinical calibration number, given the noise of one rating [points]."""
    both = np.sqrt(2.0) * noise  # a change is the difference of two ratings

    def halved(hour: float) -> Callable[[Results], float]:
        return lambda r: float(responders(r, "single", hour, noise).mean())

    def mean(arm: str, hour: float) -> Callable[[Results], float]:
        return lambda r: float(change(r, arm, hour).mean())

    def sd(arm: str, hour: float) -> Callable[[Results], float]:
        return lambda r: spread(change(r, arm, hour), both)

    def at_end(name: str) -> Callable[[Results], Floats]:
        return lambda r: r["single"][name][_at("single", 40 / 60)]

    cadss, systolic = at_end("cadss"), at_end("systolic")
    return (
        Target(
            "E519",
            "CADSS at the end of an infusion, mean",
            7.7,
            9.2 / 110**0.5,
            lambda r: float(cadss(r).mean()),
        ),
        Target(
            "E519",
            "CADSS at the end of an infusion, SD",
            9.2,
            9.2 / 220**0.5,
            lambda r: float(cadss(r).std()),
        ),
        Target("E520", "largest systolic rise, mean", 16.0, 11.2 / 138**0.5, lambda r: float(systolic(r).mean())),
        Target("E520", "largest systolic rise, SD", 11.2, 11.2 / 276**0.5, lambda r: float(systolic(r).std())),
        Target("E025", "Hedges' g, day 1", -1.0, 0.14, lambda r: effect(r, 24.0, both)),
        Target(
            "E027",
            "Hedges' g, day 11: where it stops being significant",
            -0.27,
            0.14,
            lambda r: effect(r, 264.0, both),
        ),
        Target("E339", "response, 24 h", 0.522, 0.05, halved(24.0)),
        Target("E341", "response, 72 h", 0.479, 0.05, halved(72.0)),
        Target("E343", "response, day 7", 0.398, 0.05, halved(168.0)),
        Target("E315", "MADRS change at 24 h, ketamine", -16.5, np.hypot(1.6, TRIALS), mean("single", 24.0)),
        Target("E316", "MADRS change at 24 h, midazolam", -8.8, np.hypot(1.9, TRIALS), mean("midazolam", 24.0)),
        Target(
            "E326",
            "MADRS change at day 15, twice weekly",
            -18.4,
            np.hypot(12.0 / 17**0.5, TRIALS),
            mean("twice weekly", 336.0),
        ),
        Target("E326", "its SD", 12.0, 12.0 / 34**0.5, sd("twice weekly", 336.0)),
        Target(
            "E327",
            "MADRS change at day 15, saline twice weekly",
            -5.7,
            np.hypot(10.2 / 17**0.5, TRIALS),
            mean("twice weekly saline", 336.0),
        ),
        Target("E327", "its SD", 10.2, 10.2 / 34**0.5, sd("twice weekly saline", 336.0)),
        Target(
            "E336",
            "response on two of days 2-5, saline",
            0.125,
            np.hypot(0.068, SHARES),
            lambda r: twice_of_four(r, "saline", noise),
        ),
        Target(
            "E337",
            "response on two of days 2-5, 0.2 mg/kg",
            0.391,
            np.hypot(0.102, SHARES),
            lambda r: twice_of_four(r, "low", noise),
        ),
        Target(
            "E338",
            "response on two of days 2-5, 0.5 mg/kg",
            0.458,
            np.hypot(0.102, SHARES),
            lambda r: twice_of_four(r, "single", noise),
        ),
        Target(
            "E012",
            "log days to relapse, lower quartile",
            float(np.log(11)),
            0.25,
            lambda r: _quantile(r, 0.25),
        ),
        Target("E012", "log days to relapse, median", float(np.log(18)), 0.2, lambda r: _quantile(r, 0.5)),
        Target(
            "E012",
            "log days to relapse, upper quartile",
            float(np.log(27)),
            0.25,
            lambda r: _quantile(r, 0.75),
        ),
    )
