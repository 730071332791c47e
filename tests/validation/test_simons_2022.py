"""Simons 2022: arterial levels after film and infusion, and metabolites."""

from __future__ import annotations

import numpy as np
import pytest

from plasma_runs import LONG, course, exposure, one, peak, row, value
from resynapse import plasma

MODEL = plasma.choose("Simons2022")


def test_arterial_peak_of_twenty_milligrams_over_twenty_minutes():
    """Calibration target 4; the parameters are the paper's own, nothing was fitted."""
    found = peak(one("esketamine", "iv", 20.0, minutes=20, model=MODEL), "s_ketamine")
    assert float(row("E132")["low"]) <= found <= float(row("E132")["high"])


def test_levels_after_the_antidepressant_infusion_as_computed_from_the_same_numbers():
    found = course(one("esketamine", "iv", 35.0, [40 / 60, 80 / 60, 2.0, 4.0, 24.0], 40, MODEL), "s_ketamine")
    np.testing.assert_allclose(found, [288, 63, 38, 20, 0.3], rtol=0.02, atol=0.05)  # rounding of the table


def test_mucosal_share_of_a_film():
    film = exposure(one("esketamine", "sublingual", 50.0, LONG, model=MODEL), "s_ketamine")
    vein = exposure(one("esketamine", "iv", 50.0, LONG, model=MODEL), "s_ketamine")
    assert film / vein == pytest.approx(value("E108"), rel=0.005)  # what is swallowed never becomes ketamine in blood


def test_norketamine_exposure_follows_from_the_shares_of_the_paper():
    levels = one("esketamine", "iv", 20.0, LONG, model=MODEL)
    ratio = exposure(levels, "s_norketamine") / exposure(levels, "s_ketamine")
    assert ratio == pytest.approx(0.8 * 0.941 * 1.48 / 1.00, rel=0.005)
