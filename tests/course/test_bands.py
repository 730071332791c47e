"""Bands and shares are over patients and every rating they could get, not over one draw of a rater's noise."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import resynapse
from resynapse import dataset
from resynapse.report import observables, reading

SCALE = "symptoms_madrs"


@pytest.fixture(scope="module")
def course() -> xr.Dataset:
    return resynapse.run("murrough_2013_ketamine", 300, seed=5)


def test_the_ratings_of_a_patient_have_the_noise_that_a_rater_has() -> None:
    found = dataset.rateable(np.full((1, 1), 30.0), 5.6)
    assert found.mean() == pytest.approx(30.0)
    assert found.std() == pytest.approx(5.6)
    assert dataset.rateable(np.array([[1.0, 59.0]]), 5.6).min() == 0.0


def test_a_band_is_where_ratings_fall(course: xr.Dataset) -> None:
    band, rated = course[f"{SCALE}_band"], course[SCALE]
    inside = (rated >= band.sel(quantile=0.05)) & (rated <= band.sel(quantile=0.95))
    assert float(inside.mean()) == pytest.approx(0.9, abs=0.01)


def test_neither_bands_nor_shares_jump_between_days_without_a_dose(course: xr.Dataset) -> None:
    late = course.time.values > 72.0
    steps = np.abs(np.diff(course[f"{SCALE}_band"].transpose("quantile", "time").values[:, late], axis=1))
    assert steps.max() < 1.0
    for share in observables.shares(course, SCALE).values():
        assert np.diff(share[late]).max() < 0.0  # what wears off goes one way


def test_shares_are_those_of_the_ratings(course: xr.Dataset) -> None:
    """Expected over the noise, and counted from one draw of it: means over many ratings agree."""
    counted = observables.shares(course.drop_vars(f"{SCALE}_latent"), SCALE)
    silent = observables.shares(
        course.drop_vars(SCALE).rename({f"{SCALE}_latent": SCALE}).assign_attrs(rating_sd=0.0), SCALE
    )
    late = reading.hours(course) >= 2.0
    for name, share in observables.shares(course, SCALE).items():
        assert abs((share - counted[name])[late].mean()) < 1.2, name  # points; 300 patients, 56 ratings of each
        assert abs((share - silent[name])[late].mean()) > 2.4, name


def test_nobody_has_responded_before_the_first_dose(course: xr.Dataset) -> None:
    before = reading.hours(course) <= 0.0
    assert np.all(observables.shares(course, SCALE)["response"][before] == 0.0)
