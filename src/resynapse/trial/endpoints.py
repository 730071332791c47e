"""How an endpoint of a trial file is read from patients: one number per replicate trial."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from resynapse.dose import quantity
from resynapse.solve import Floats
from resynapse.symptoms import scales
from resynapse.trial import names
from resynapse.trial import statistics as st
from resynapse.trial.file import Endpoint, Other
from resynapse.trial.pool import MINUTES, STEP, relapse_until
from resynapse.trial.sample import Sample

PLASMA = np.unique(np.concatenate([np.linspace(0, 3, 91), np.geomspace(3.0, 240.0, 200)]))  # h
ALPHA = 0.05
Bool = np.ndarray[Any, np.dtype[np.bool_]]


def compute(endpoint: Endpoint, sample: Sample) -> Floats | None:
    """The statistic, one per replicate [R]; None where nothing here computes it."""
    other = endpoint.with_
    outside = [endpoint.scale, *([other.scale] if other else [])]
    if endpoint.statistic == "in words" or any(names.SCALES[scale] == "not simulated" for scale in outside):
        return None
    return READERS[endpoint.statistic](endpoint, sample)


def _before(e: Endpoint, s: Sample, arm: str) -> Floats:
    return s.rated(arm, e.scale, 0.0)


def change_of(e: Endpoint, s: Sample, arm: str) -> Floats:
    """Change of the scale from before treatment, [R, n]; of its mean where several visits are named."""
    found: Floats = np.mean([s.rated(arm, e.scale, hour) for hour in e.hours], axis=0) - _before(e, s, arm)
    return found


def _less(e: Endpoint, s: Sample, read: Callable[[str], Floats]) -> Floats:
    """Mean in the arm, less the mean of its controls."""
    found = st.mean(read(e.arm))
    for arm in e.versus:
        found = found - st.mean(read(arm)) / len(e.versus)
    return found


def _mean(e: Endpoint, s: Sample) -> Floats:
    return _less(e, s, lambda arm: s.rated(arm, e.scale, e.hours[0]))


def _mean_change(e: Endpoint, s: Sample) -> Floats:
    return _less(e, s, lambda arm: change_of(e, s, arm))


def _percent_change(e: Endpoint, s: Sample) -> Floats:
    return _less(e, s, lambda arm: st.percent_change(s.rated(arm, e.scale, e.hours[0]), _before(e, s, arm)))


def _sd(e: Endpoint, s: Sample) -> Floats:
    return st.deviation(change_of(e, s, e.arm) if e.hours[0] > 0 else _before(e, s, e.arm))


def _largest(scale: str, start: float, s: Sample, arm: str) -> Floats:
    found: Floats = np.max([s.rated(arm, scale, start + minute) for minute in MINUTES], axis=0)
    return found


def _peak(e: Endpoint, s: Sample) -> Floats:
    return _less(e, s, lambda arm: _largest(e.scale, e.hours[0], s, arm))


def _peak_sd(e: Endpoint, s: Sample) -> Floats:
    return st.deviation(_largest(e.scale, e.hours[0], s, e.arm))


def _ratio_of_means(e: Endpoint, s: Sample) -> Floats:
    other = _other(e)
    read = _largest if names.SCALES[e.scale] == "acute" else lambda scale, hour, s, arm: s.rated(arm, scale, hour)
    below = quantity.hours(other.at) if other.at else e.hours[0]
    return st.mean(read(e.scale, e.hours[0], s, e.arm)) / st.mean(read(other.scale, below, s, e.arm))


def _other(e: Endpoint) -> Other:
    assert e.with_ is not None  # the file was refused without it
    return e.with_


def _flags(e: Endpoint, s: Sample, arm: str, what: str, hours: tuple[float, ...], times: int) -> Floats:
    """1 for a patient who shows it at `times` of the visits, [R, n]."""
    scale, before = scales.scale(e.scale), _before(e, s, arm)
    if what == "remission":
        limit = e.threshold if e.threshold is not None else scale.remission
        limit = 10.0 / 60.0 * (scale.highest or 60.0) if limit is None else limit
        shown = [st.well(s.rated(arm, e.scale, hour), limit) for hour in hours]
    else:
        fall = e.threshold if e.threshold is not None else scale.response or 0.5
        shown = [st.responded(s.rated(arm, e.scale, hour), before, fall) for hour in hours]
    total = np.sum(shown, axis=0)
    return np.where(np.isfinite(total), (total >= times).astype(float), np.nan)


def flags_of(e: Endpoint, s: Sample, arm: str) -> Floats:
    """1 for a patient who shows the response or remission that the endpoint asks for, [R, n]."""
    return _flags(e, s, arm, e.statistic, e.hours, e.times)


def _share(e: Endpoint, s: Sample) -> Floats:
    return _less(e, s, lambda arm: flags_of(e, s, arm))


def _ratio(e: Endpoint, s: Sample) -> Floats:
    drug = _flags(e, s, e.arm, e.of, e.hours, e.times)
    control = np.concatenate([_flags(e, s, arm, e.of, e.hours, e.times) for arm in e.versus], axis=-1)
    return (st.odds_ratio if e.statistic == "odds ratio" else st.risk_ratio)(drug, control)


def _predicted(e: Endpoint, s: Sample) -> Floats:
    """Of those who end as asked, the share whose early response said so."""
    other, end = _other(e), 1.0 if e.statistic == "sensitivity" else 0.0
    early = _flags(e, s, e.arm, "response", (quantity.hours(other.at or "0 h"),), 1) == end
    late = _flags(e, s, e.arm, "response", e.hours, e.times) == end
    count = late.sum(axis=-1)
    return np.where(count > 0, (early & late).sum(axis=-1) / np.maximum(count, 1), np.nan)


def _effect_size(e: Endpoint, s: Sample) -> Floats:
    drug = change_of(e, s, e.arm)
    if not e.versus:
        return st.standardised(drug)
    return st.effect_size(drug, np.concatenate([change_of(e, s, arm) for arm in e.versus], axis=-1))


def _onset(e: Endpoint, s: Sample) -> Floats:
    """First of the times [h] with a difference in a two-sided t test; NaN if there is none."""
    from scipy import stats

    found = np.full(s.shape(e.arm)[0], np.nan)
    for hour in reversed(e.hours):
        arms = [s.rated(arm, e.scale, hour) - _before(e, s, arm) for arm in (e.arm, *e.versus)]
        t, free = st.t_value(arms[0], np.concatenate(arms[1:], axis=-1))
        found = np.where(2.0 * stats.t.sf(np.abs(t), free) < ALPHA, hour, found)
    return found


def _relapse(e: Endpoint, s: Sample, arm: str) -> tuple[Floats, Floats, Bool]:
    """Days from the last dose to the first score above half the baseline, whether one came, who responded; [R, n].

    Of the course, without the noise of a rating.
    """
    pool = s.pool(arm)
    hours = e.hours[0] + STEP * np.arange(1 + int((relapse_until(e, pool.last) - e.hours[0]) / STEP))
    below: Bool = np.asarray(np.stack([pool.at("score", hour) for hour in hours]) <= 0.5 * pool.baseline)
    lost = np.logical_not(np.asarray(below.all(axis=0)))
    first = np.where(lost, np.argmin(below, axis=0), len(hours) - 1)
    days = np.asarray((hours[first] - pool.last) / 24.0, dtype=np.float64)
    chosen = s.chosen(arm)
    return days[chosen], lost[chosen].astype(float), below[0][chosen]


def _time_to_relapse(e: Endpoint, s: Sample) -> Floats:
    days, _, responder = _relapse(e, s, e.arm)
    return st.quantile(np.where(responder, days, np.nan), e.quantile)


def _relapse_free(e: Endpoint, s: Sample) -> Floats:
    def kept(arm: str) -> Floats:
        _, lost, responder = _relapse(e, s, arm)
        return np.where(responder, 1.0 - lost, np.nan)

    return _less(e, s, kept)


def _hazard(e: Endpoint, s: Sample) -> Floats:
    def events(arm: str) -> tuple[Floats, Floats]:
        days, lost, responder = _relapse(e, s, arm)
        return np.where(responder, days, np.nan), np.where(responder, lost, np.nan)

    controls = [events(arm) for arm in e.versus]
    return st.hazard_ratio(*events(e.arm), *(np.concatenate([c[k] for c in controls], axis=-1) for k in (0, 1)))


def _correlation(e: Endpoint, s: Sample) -> Floats:
    other = _other(e)
    hour = quantity.hours(other.at) if other.at else e.hours[0]
    return st.correlation(
        _as(s, e.arm, e.scale, e.hours[0], e.quantity), _as(s, e.arm, other.scale, hour, other.quantity)
    )


def _as(s: Sample, arm: str, scale: str, hour: float, what: str) -> Floats:
    now = s.rated(arm, scale, hour)
    if what == "value":
        return now
    before = s.rated(arm, scale, 0.0)
    return now - before if what == "change" else st.percent_change(now, before)


def _plasma_level(e: Endpoint, s: Sample) -> Floats:
    """At the time given; the largest where that is 0 h."""
    hours = np.array(e.hours) if e.hours[0] > 0 else PLASMA
    return _less(e, s, lambda arm: s.pool(arm).level(e.scale, hours).max(axis=0)[s.chosen(arm)])


def _ratio_of_exposures(e: Endpoint, s: Sample) -> Floats:
    """Mean ratio of areas: to another analyte of the arm, or by dose to another arm (bioavailability)."""
    until = quantity.hours(e.until) if e.until else PLASMA[-1]
    hours = PLASMA[until >= PLASMA]

    def area(arm: str, analyte: str) -> Floats:
        return st.exposure(s.pool(arm).level(analyte, hours), hours)

    pool, chosen = s.pool(e.arm), s.chosen(e.arm)
    upper = area(e.arm, e.scale)
    if e.with_ is not None:
        return st.mean((upper / area(e.arm, e.with_.scale))[chosen])
    if not e.versus:
        return st.mean(upper[chosen])
    below = s.pool(e.versus[0])
    by_dose = [np.sum([d.milligrams(70.0) for d in one.treated.regimen.doses]) for one in (pool, below)]
    scaled = (upper / by_dose[0]) / (area(e.versus[0], e.scale) / by_dose[1])
    return st.mean(scaled[chosen])


READERS: dict[str, Callable[[Endpoint, Sample], Floats]] = {
    "mean": _mean,
    "mean change": _mean_change,
    "percent change": _percent_change,
    "SD": _sd,
    "peak": _peak,
    "peak SD": _peak_sd,
    "ratio of means": _ratio_of_means,
    "response": _share,
    "remission": _share,
    "relapse free": _relapse_free,
    "sensitivity": _predicted,
    "specificity": _predicted,
    "effect size": _effect_size,
    "odds ratio": _ratio,
    "risk ratio": _ratio,
    "hazard": _hazard,
    "correlation": _correlation,
    "time to relapse": _time_to_relapse,
    "onset": _onset,
    "plasma level": _plasma_level,
    "ratio of exposures": _ratio_of_exposures,
}
