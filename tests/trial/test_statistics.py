"""Every statistic against NumPy, SciPy or a closed form; patients who left count nowhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import trial_runs
from resynapse.trial import interval
from resynapse.trial import statistics as st
from resynapse.trial.endpoints import change_of
from resynapse.trial.sample import Sample

RNG = np.random.default_rng(0)
DRUG, CONTROL = RNG.normal(-12, 8, (5, 30)), RNG.normal(-6, 9, (5, 22))
LEFT = np.where(RNG.random((5, 30)) < 0.2, np.nan, DRUG)


def test_mean_and_deviation_ignore_who_left():
    np.testing.assert_allclose(st.mean(LEFT), np.nanmean(LEFT, axis=-1))
    np.testing.assert_allclose(st.deviation(LEFT), np.nanstd(LEFT, axis=-1, ddof=1))
    assert np.isnan(st.mean(np.full((1, 4), np.nan)))[0]


def test_t_is_that_of_scipy():
    t, free = st.t_value(DRUG, CONTROL)
    expected = stats.ttest_ind(DRUG, CONTROL, axis=-1)
    np.testing.assert_allclose(t, expected.statistic)
    np.testing.assert_allclose(free, 50)


def test_effect_size_is_t_over_the_root_of_sizes_with_its_correction():
    t, free = st.t_value(DRUG, CONTROL)
    expected = t * np.sqrt(1 / 30 + 1 / 22) * (1 - 3 / (4 * free - 1))
    np.testing.assert_allclose(st.effect_size(DRUG, CONTROL), expected)


def test_odds_and_risk_in_a_known_table():
    drug, control = np.repeat([1.0, 0.0], [12, 5]), np.repeat([1.0, 0.0], [3, 14])
    assert st.odds_ratio(drug, control) == pytest.approx((12.5 / 5.5) / (3.5 / 14.5))
    assert st.risk_ratio(drug, control) == pytest.approx(12.5 / 3.5)
    assert np.isfinite(st.odds_ratio(np.ones(4), np.zeros(4)))


def test_response_and_remission_count_who_is_on_the_edge():
    np.testing.assert_array_equal(st.responded(np.array([15.0, 15.1]), np.array([30.0, 30.0]), 0.5), [1.0, 0.0])
    np.testing.assert_array_equal(st.well(np.array([10.0, 10.1, np.nan]), 10.0), [1.0, 0.0, np.nan])


def test_percent_change():
    np.testing.assert_allclose(st.percent_change(np.array([15.0]), np.array([30.0])), [-50.0])


def test_correlation_is_pearson_and_zero_without_variation():
    x = RNG.normal(size=(5, 30))
    expected = [stats.pearsonr(a, b).statistic for a, b in zip(x, DRUG, strict=True)]
    np.testing.assert_allclose(st.correlation(x, DRUG), expected)
    assert st.correlation(np.ones((1, 5)), np.arange(5.0)[None]) == 0.0


@pytest.mark.parametrize("q", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_quantile_ignores_who_is_not_there(q):
    np.testing.assert_allclose(st.quantile(LEFT, q), np.nanquantile(LEFT, q, axis=-1))
    assert np.isnan(st.quantile(np.full((1, 3), np.nan), q))[0]


def test_hazard_ratio_of_constant_hazards():
    rng = np.random.default_rng(3)
    fast, slow = (rng.exponential(mean, (1, 40_000)) for mean in (10.0, 30.0))
    ratio = st.hazard_ratio(fast, np.ones_like(fast), slow, np.ones_like(slow))
    assert ratio == pytest.approx(3.0, rel=0.03)


def test_exposure_of_an_exponential():
    hours = np.linspace(0.0, 60.0, 20_001)
    assert st.exposure(np.exp(-hours / 3.0)[:, None], hours)[0] == pytest.approx(3.0, rel=1e-5)


def test_intervals():
    low, high = interval.of_share(17 / 24, 24)[1:]
    assert (low, high) == pytest.approx(
        (stats.beta.ppf(0.025, 17, 8), stats.beta.ppf(0.975, 18, 7))
    )  # Clopper and Pearson
    assert interval.of_share(0.0, 10).lo == 0.0
    mean = interval.of_mean(-18.9, 6.6, 24)
    assert mean.hi - mean.value == pytest.approx(stats.t.ppf(0.975, 23) * 6.6 / 24**0.5)
    assert interval.of_correlation(0.5, 1000).lo == pytest.approx(0.4527, abs=1e-3)
    sd = interval.of_deviation(10.0, 50)
    assert sd.lo < 10.0 < sd.hi


def test_a_change_over_several_visits_is_that_of_their_mean():
    sample = {}
    for at in ("24 h", "7 d", ["24 h", "7 d"]):
        trial = trial_runs.planned(at=at)
        pools = trial_runs.made_up(trial, {"ketamine": -14.0, "saline": -6.0})
        sample[str(at)] = change_of(trial.endpoints[0], Sample(trial, pools, replicates=20), "ketamine")
    day, week, both = sample.values()
    np.testing.assert_allclose(both, 0.5 * (day + week))
    assert np.abs(day - week).max() > 1.0
