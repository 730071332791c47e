"""Noppers 2011, placebo arm, arterial: typical values only."""

from __future__ import annotations

import numpy as np

from plasma_runs import course, one, peak, value
from resynapse import plasma

MODEL = plasma.choose("Noppers2011")


def test_levels_after_the_antidepressant_infusion_as_computed_from_the_same_numbers():
    found = course(one("esketamine", "iv", 35.0, [40 / 60, 80 / 60, 2.0, 4.0, 24.0], 40, MODEL), "s_ketamine")
    np.testing.assert_allclose(found, [276, 63, 41, 22, 0.1], rtol=0.025, atol=0.05)  # rounding of the table


def test_another_arterial_study_at_the_same_dose():
    found = peak(one("esketamine", "iv", 20.0, minutes=20, model=MODEL), "s_ketamine")
    assert abs(found - value("E133")) < 0.1 * value("E133")  # other volunteers, same laboratory: 10 %
