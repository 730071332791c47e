"""The shipped numbers are the result of the fit: same values, same targets, no more of them than the data hold."""

import csv

import numpy as np
import pytest

from resynapse import cohort, course
from resynapse.fit import calibrate, experiments
from resynapse.fit.__main__ import SHIPPED, fit_hash, shipped


@pytest.fixture(scope="module")
def calibration():
    return calibrate.calibrate(start=shipped(), evaluations=0)


def test_every_fitted_number_is_the_shipped_one():
    groups = {**course.Patient()._asdict(), "spread": cohort.Spread()}
    in_code = {f"{p.group}.{p.name}": getattr(groups[p.group], p.name) for p in calibrate.fitted()}
    assert in_code == shipped()


def test_hash_names_the_targets_and_priors_it_was_fitted_to():
    with SHIPPED.open() as file:
        assert {row["fit"] for row in csv.DictReader(file)} == {fit_hash(calibrate.PATIENTS)}


def test_no_more_numbers_than_directions(calibration):
    held = calibrate.directions(calibration)
    assert (held > 1.0).sum() >= len(calibration.values)


def test_cost_is_at_its_minimum(calibration):
    """No single number sits further from its best than its own standard error (half a unit of cost, second order)."""
    rows = experiments.targets(cohort.Spread().rating)
    error = np.array([(s - t.value) / t.error for s, t in zip(calibration.simulated, rows, strict=True)])
    free = {f"{p.group}.{p.name}": p for p in calibrate.fitted()}
    prior = np.array([np.log(v / free[n].prior) / free[n].log_sd for n, v in calibration.values.items()])
    slope = calibration.sensitivity.T @ error + prior
    curvature = (calibration.sensitivity**2).sum(axis=0) + 1.0
    gain = 0.5 * slope**2 / curvature
    assert gain.max() < 0.5


def test_calibration_rows_only():
    trials = ("E012", "E025", "E027", "E315", "E316", "E326", "E327", "E336", "E337", "E338", "E339", "E341", "E343")
    assert {t.row for t in experiments.targets(5.0)} <= {*trials, "E519", "E520"}
