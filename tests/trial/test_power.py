"""Power by simulation against the closed form of the two-sample t test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from resynapse.trial import power
from resynapse.trial.compare import compare
from resynapse.trial.sample import Sample
from trial_runs import made_up, planned


def closed_form(effect: float, n: int) -> float:
    """Power of a two-sided t test with n in each arm, from the noncentral t distribution."""
    free, away = 2 * n - 2, effect * (n / 2) ** 0.5
    edge = stats.t.ppf(0.975, free)
    return float(stats.nct.sf(edge, free, away) + stats.nct.cdf(-edge, free, away))


@pytest.mark.parametrize(("effect", "n"), [(0.0, 20), (0.5, 30), (0.8, 25), (1.0, 12)])
def test_t_test_of_normal_data(effect, n):
    rng = np.random.default_rng(0)
    drug, control = rng.normal(effect, 1, (4000, n)), rng.normal(0, 1, (4000, n))
    found = float(np.mean(power.t_test(drug, control) < 0.05))
    expected = closed_form(effect, n)
    assert found == pytest.approx(expected, abs=4 * (expected * (1 - expected) / 4000) ** 0.5 + 1e-3)


def test_curve_of_a_trial_against_the_closed_form():
    """Patients made up, so that change and spread are known: -8 against -4 points, spread and two ratings."""
    trial = planned()
    pools = made_up(trial, {"ketamine": -8.0, "saline": -4.0})
    sizes = (12, 25, 50)
    curve = power.power_curve(trial, trial.endpoints[0], pools, sizes, replicates=1500)
    sd = (6.0**2 + 2 * 5.0**2) ** 0.5
    for n, found in zip(sizes, curve.power, strict=True):
        assert found == pytest.approx(closed_form(4.0 / sd, n), abs=0.06)


def test_needed_size_lies_where_the_curve_crosses():
    assert power.Curve("x", (10, 20, 40), np.array([0.3, 0.7, 0.9])).needed == 30
    assert power.Curve("x", (10, 20), np.array([0.3, 0.7])).needed is None


def test_chi_square_of_shares_is_that_of_scipy():
    drug, control = np.repeat([1.0, 0.0], [12, 8])[None], np.repeat([1.0, 0.0], [5, 15])[None]
    expected = stats.chi2_contingency([[12, 8], [5, 15]], correction=False).pvalue
    assert power.share_test(drug, control)[0] == pytest.approx(expected)
    assert power.share_test(np.zeros((1, 5)), np.zeros((1, 5)))[0] == 1.0


def test_sampling_error_shrinks_with_the_root_of_size():
    trial = planned()
    pools = made_up(trial, {"ketamine": -8.0, "saline": -8.0})

    def width(n: int) -> float:
        drawn = Sample(trial, pools, 0, 800, {"ketamine": n, "saline": n})
        change = drawn.rated("ketamine", "MADRS", 24.0) - drawn.rated("ketamine", "MADRS", 0.0)
        return float(np.std(change.mean(axis=-1)))

    assert width(10) / width(160) == pytest.approx(4.0, rel=0.15)


def test_replicates_do_not_depend_on_how_many_there_are_nor_on_other_trials():
    trial = planned()
    pools = made_up(trial, {"ketamine": -8.0, "saline": -4.0})
    few, many = (Sample(trial, pools, 3, r).rated("ketamine", "MADRS", 24.0) for r in (7, 40))
    np.testing.assert_array_equal(few, many[:7])
    other = Sample(trial, pools, 4, 7).rated("ketamine", "MADRS", 24.0)
    assert not np.array_equal(few, other)


def test_same_seed_same_numbers():
    trial = planned()
    pools = made_up(trial, {"ketamine": -8.0, "saline": -4.0})
    first, again = (compare(trial, pools, seed=5, replicates=50) for _ in range(2))
    assert first == again


def test_a_crossover_draws_the_same_people():
    trial = planned().model_copy(update={"design": "crossover"})
    drawn = Sample(trial, made_up(trial, {"ketamine": -8.0, "saline": -4.0}), 0, 5)
    np.testing.assert_array_equal(drawn.chosen("ketamine"), drawn.chosen("saline"))
    parallel = Sample(planned(), drawn.pools, 0, 5)
    assert not np.array_equal(parallel.chosen("ketamine"), parallel.chosen("saline"))


def test_dropout_takes_its_share_by_the_last_visit():
    trial = planned().model_copy(update={"dropout": 0.3})
    drawn = Sample(trial, made_up(trial, {"ketamine": -8.0, "saline": -4.0}), 0, 400)
    gone = [np.isnan(drawn.rated("ketamine", "MADRS", hour)).mean() for hour in (0.0, 24.0, 168.0)]
    assert gone[0] == 0.0
    assert gone[1] == pytest.approx(0.3 / 7, abs=0.01)
    assert gone[2] == pytest.approx(0.3, abs=0.02)
