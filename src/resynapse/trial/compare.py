"""One published number against replicate trials, and the verdict.

    consistent     the observed value lies in the central 95 % of replicate trials of the true size, and the simulated
                   central value in the published 95 % interval
    too high/low   the simulated value lies above or below what was published
    uninformative  nothing printed gives an interval, nothing was simulated, or the interval is more than twice as wide
                   as that of the replicate trials

A simulated value outside a published interval is a miss however wide that interval is. Widths of ratios are compared
on the log scale. Parameters are the shipped ones; nothing but sampling widens an interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from resynapse.trial import interval, names
from resynapse.trial.endpoints import compute
from resynapse.trial.file import Endpoint, Trial
from resynapse.trial.interval import Published
from resynapse.trial.pool import PATIENTS, Pools, simulate
from resynapse.trial.sample import REPLICATES, Sample

Verdict = Literal["consistent", "too high", "too low", "uninformative"]
WIDE = 2.0
JSON: tuple[str, ...] = ("id", "claim", "study", "use", "statistic", "observed", "observed_lo", "observed_hi")
JSON += ("simulated", "simulated_lo", "simulated_hi", "verdict")


@dataclass(frozen=True)
class Comparison:
    """A published number beside the simulated one; a planned endpoint has no published one."""

    id: str
    claim: str
    study: str
    use: str
    statistic: str
    observed: float | None
    observed_lo: float | None
    observed_hi: float | None
    simulated: float | None
    simulated_lo: float | None
    simulated_hi: float | None
    verdict: Verdict
    arm: str = ""
    endpoint: str = ""
    time_h: float | None = None
    spread: float | None = None
    cohorts: tuple[str, ...] = ()
    note: str = ""
    why: str = ""

    @property
    def observes(self) -> bool:
        """Whether something was published, as a number or in words."""
        numbers = (self.observed, self.observed_lo, self.observed_hi)
        return self.statistic == "in words" or any(it is not None for it in numbers)

    @property
    def missed(self) -> bool:
        """Off, or published and not simulated."""
        return self.verdict in ("too high", "too low") or self.simulated is None

    def as_json(self) -> dict[str, Any]:
        """The fields that others read."""
        return {name: value for name, value in asdict(self).items() if name in JSON}


def verdict(observed: Published, simulated: Published, ratio: bool = False) -> Verdict:
    """What may be said (see the top of this file)."""
    centre = simulated.value
    if centre is None or not np.isfinite(centre) or (observed.lo is None and observed.hi is None):
        return "uninformative"
    if observed.hi is not None and centre > observed.hi:
        return "too high"
    if observed.lo is not None and centre < observed.lo:
        return "too low"
    if _width(observed, ratio) > WIDE * _width(simulated, ratio) and simulated.lo is not None:
        return "uninformative"
    if observed.value is not None and simulated.lo is not None and simulated.hi is not None:
        if observed.value < simulated.lo:
            return "too high"
        if observed.value > simulated.hi:
            return "too low"
    return "consistent"


def _width(one: Published, ratio: bool) -> float:
    """Width of an interval; an end that words leave open has none of its own."""
    if one.lo is None or one.hi is None:
        return 0.0
    ends = np.array([one.lo, one.hi], dtype=float)
    if ratio and (ends > 0).all():
        ends = np.log(ends)
    return float(ends[1] - ends[0])


def published(endpoint: Endpoint, trial: Trial) -> Published:
    """The published number with its interval, as printed or from what is printed beside it."""
    e = endpoint
    if e.value is None or e.lo is not None or e.hi is not None:
        return Published(e.value, e.lo, e.hi)
    n = e.n or trial.arm(e.arm).n
    if e.se is not None:
        return interval.of_error(e.value, e.se)
    if e.statistic in ("SD", "peak SD"):
        return interval.of_deviation(e.value, n)
    if e.statistic in names.SHARES and not e.versus:
        return interval.of_share(e.value, n)
    if e.statistic == "effect size":
        others = sum(trial.arm(arm).n for arm in e.versus)
        return interval.of_effect(e.value, n, others) if e.versus else interval.of_error(e.value, n**-0.5)
    if e.statistic == "correlation":
        return interval.of_correlation(e.value, n)
    return interval.of_mean(e.value, e.sd, n) if e.sd is not None else Published(e.value)


def compare(
    trial: Trial,
    pools: Pools | None = None,
    *,
    patients: int = PATIENTS,
    seed: int = 0,
    replicates: int = REPLICATES,
    progress: Callable[[int], None] | None = None,
) -> list[Comparison]:
    """Every endpoint of a trial, in the order of the file."""
    pools = simulate([trial], patients, seed, progress) if pools is None else pools
    sampled = Sample(trial, pools, seed, replicates)
    return [one_line(trial, endpoint, sampled) for endpoint in trial.endpoints]


def one_line(trial: Trial, endpoint: Endpoint, sampled: Sample) -> Comparison:
    """One endpoint."""
    everyone = Sample(trial, sampled.pools, sampled.seed, 0)
    found, spread = _simulated(endpoint, everyone, sampled)
    observed = published(endpoint, trial)
    return Comparison(
        endpoint.id or endpoint.statistic,
        claim(endpoint),
        trial.study or trial.name,
        endpoint.use,
        endpoint.statistic,
        *observed,
        *found,
        verdict(observed, found, endpoint.statistic in names.RATIOS),
        " vs ".join((endpoint.arm, *(["/".join(endpoint.versus)] if endpoint.versus else []))),
        endpoint.scale,
        endpoint.hours[0],
        spread,
        endpoint.cohorts or trial.cohorts,
        endpoint.note,
        endpoint.why,
    )


def _simulated(e: Endpoint, everyone: Sample, sampled: Sample) -> tuple[Published, float | None]:
    centre, drawn = compute(e, everyone), compute(e, sampled)
    if centre is None or drawn is None:
        return Published(None), None
    known = drawn[np.isfinite(drawn)]
    value = float(centre[0]) if np.isfinite(centre[0]) else None
    if not len(known):
        return Published(value), None
    low, high = np.quantile(known, [0.025, 0.975])
    return Published(value, float(low), float(high)), float(known.std())


def claim(e: Endpoint) -> str:
    """The endpoint in a few words."""
    words = f"{e.scale}: {e.statistic}"
    if e.statistic in ("odds ratio", "risk ratio"):
        words += f" of {e.of}"
    if e.with_ is not None:
        at = f" at {e.with_.at}" if e.with_.at else ""
        words += f" with {e.with_.scale}{at}"
    if any(e.hours):
        words += f", {e.at[0]}" if len(e.at) == 1 else f", {e.at[0]} to {e.at[-1]}"
    return f"{words}, {e.arm}" + (f" against {' and '.join(e.versus)}" if e.versus else "")


def study_order(found: Sequence[Comparison]) -> list[str]:
    """The studies, each once."""
    return list(dict.fromkeys(one.study for one in found))
