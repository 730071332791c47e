"""How large a planned trial must be: the share of simulated trials of a size that find the difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from resynapse.solve import Floats
from resynapse.trial import names
from resynapse.trial import statistics as st
from resynapse.trial.compare import claim
from resynapse.trial.endpoints import ALPHA, change_of, flags_of
from resynapse.trial.file import Endpoint, Trial
from resynapse.trial.pool import Pools
from resynapse.trial.sample import REPLICATES, Sample

SIZES = (5, 8, 12, 17, 25, 35, 50, 70, 100, 140, 200, 280, 400)
WANTED = 0.8
TESTED = ("mean change", "response", "remission")


class Curve(NamedTuple):
    """Power of one endpoint.

    Attributes:
        sizes: patients in the endpoint's arm; the controls keep the ratio of the file.
        power: share of simulated trials with a two-sided p below 0.05.
    """

    claim: str
    sizes: tuple[int, ...]
    power: Floats

    @property
    def needed(self) -> int | None:
        """Smallest size with a power of 80 %, between simulated sizes in a straight line; None beyond the largest."""
        rising = np.maximum.accumulate(self.power)
        if rising[-1] < WANTED:
            return None
        return int(np.ceil(np.interp(WANTED, rising, self.sizes) - 1e-6))


def testable(endpoint: Endpoint) -> bool:
    """Whether the endpoint is a difference for which a test is simulated."""
    return endpoint.statistic in TESTED and bool(endpoint.versus) and names.SCALES[endpoint.scale] != "not simulated"


def power_curve(
    trial: Trial,
    endpoint: Endpoint,
    pools: Pools,
    sizes: Sequence[int] = SIZES,
    seed: int = 0,
    replicates: int = REPLICATES,
) -> Curve:
    """Power of an endpoint against its controls over `sizes`."""
    first = trial.arm(endpoint.arm).n
    found = []
    for size in sizes:
        scaled = {arm.name: max(2, round(size * arm.n / first)) for arm in trial.arms}
        found.append(share_found(endpoint, Sample(trial, pools, seed, replicates, scaled)))
    return Curve(claim(endpoint), tuple(sizes), np.array(found))


def share_found(endpoint: Endpoint, sample: Sample) -> float:
    """Share of replicates with p below 0.05: Student's t for a change, chi-square for a share of patients."""
    read = change_of if endpoint.statistic == "mean change" else flags_of
    drug = read(endpoint, sample, endpoint.arm)
    control = np.concatenate([read(endpoint, sample, arm) for arm in endpoint.versus], axis=-1)
    p = t_test(drug, control) if endpoint.statistic == "mean change" else share_test(drug, control)
    return float(np.mean(p < ALPHA))


def t_test(drug: Floats, control: Floats) -> Floats:
    """Two-sided p of Student's t test, [R]."""
    t, free = st.t_value(drug, control)
    return np.asarray(2.0 * stats.t.sf(np.abs(t), free))


def share_test(drug: Floats, control: Floats) -> Floats:
    """Two-sided p of the chi-square test of two shares, [R]."""
    n, m = st.size(drug), st.size(control)
    pooled = (np.nansum(drug, axis=-1) + np.nansum(control, axis=-1)) / (n + m)
    error = np.sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m))
    z = (st.mean(drug) - st.mean(control)) / np.where(error > 0, error, np.inf)
    return np.asarray(2.0 * stats.norm.sf(np.abs(z)))
