"""Otto 2021: norketamine after S-ketamine, and the covariances it prints."""

from __future__ import annotations

import numpy as np
import pytest

from plasma_runs import LONG, exposure, one
from resynapse import plasma
from resynapse.plasma.otto_2021 import PARAMETERS, pair

MODEL = plasma.choose("Otto2021")


def test_norketamine_exposure_is_the_ratio_of_the_clearances():
    levels = one("esketamine", "iv", 10.0, LONG, 30, MODEL)
    assert exposure(levels, "s_norketamine") / exposure(levels, "s_ketamine") == pytest.approx(95.2 / 57.7, rel=0.005)


def test_weight_acts_on_central_volume_and_clearance_only():
    light, heavy = (one("esketamine", "iv", 10.0, LONG, 30, MODEL, weight=weight) for weight in (50.0, 100.0))
    assert exposure(light, "s_ketamine") / exposure(heavy, "s_ketamine") == pytest.approx(2**0.75, rel=0.005)


@pytest.mark.parametrize("analyte", ["ketamine", "norketamine"])
def test_draws_have_the_published_covariance(analyte):
    p = PARAMETERS
    printed = (
        (p.var_v1, p.cov, p.var_clearance) if analyte == "ketamine" else (p.nk_var_v, p.nk_cov, p.nk_var_clearance)
    )
    factor = np.array([pair(*unit, *printed) for unit in (np.array([1.0, 0.0]), np.array([0.0, 1.0]))])
    found = factor.T @ factor if factor.ndim == 2 else None
    np.testing.assert_allclose(found, [[printed[0], printed[1]], [printed[1], printed[2]]], rtol=1e-12)
