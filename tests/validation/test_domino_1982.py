"""Domino 1982, as infusion pumps use it. Venous or not, its small central volume gives high early levels."""

from __future__ import annotations

import numpy as np
import pytest

from plasma_runs import LONG, course, exposure, one
from resynapse import plasma

MODEL = plasma.choose("Domino1982")


def test_levels_after_the_antidepressant_infusion_as_computed_from_the_same_numbers():
    found = course(one("ketamine", "iv", 35.0, [40 / 60, 80 / 60, 2.0, 4.0, 24.0], 40, MODEL), "ketamine")
    np.testing.assert_allclose(found, [240, 46, 36, 17, 0.0], rtol=0.02, atol=0.05)  # rounding of the table


def test_clearance_implied_by_the_transcription():
    found = 1000 * 35 / exposure(one("ketamine", "iv", 35.0, LONG, 60, MODEL), "ketamine")
    assert found == pytest.approx(116, rel=0.01)
