"""Fanta 2015: venous S-ketamine in healthy men."""

from __future__ import annotations

import numpy as np
import pytest

from plasma_runs import LONG, course, exposure, one, value
from resynapse import plasma

MODEL = plasma.choose("Fanta2015")


def test_levels_after_the_antidepressant_infusion_as_computed_from_the_same_numbers():
    found = course(one("esketamine", "iv", 35.0, [40 / 60, 80 / 60, 2.0, 4.0, 24.0], 40, MODEL), "s_ketamine")
    np.testing.assert_allclose(found, [157, 79, 55, 25, 1.1], rtol=0.015, atol=0.05)  # rounding of the table


def test_clearance_and_its_spread():
    def clearance(draw):
        one_man = plasma.Subjects(np.array([70.0]), np.array([25.0]), {"clearance": np.array([draw])})
        from resynapse.dose.regimen import Dose, Regimen

        levels = plasma.levels(Regimen((Dose(0.0, "esketamine", "iv", 8.75),)), one_man, LONG, MODEL)
        return 1000 * 8.75 / exposure(levels, "s_ketamine")

    assert clearance(0.0) == pytest.approx(value("E135"), rel=0.01)  # printed as 95
    assert np.log(clearance(1.0) / clearance(0.0)) == pytest.approx(0.13, rel=0.02)  # CV 13 %
