"""Clements & Nimmo 1981. Parameters are transcribed; what they imply is held to the paper."""

from __future__ import annotations

import numpy as np
import pytest

from plasma_runs import LONG, course, exposure, fold, one, value
from resynapse import plasma

MODEL = plasma.choose("Clements1981")


def test_levels_after_the_antidepressant_infusion_as_computed_from_the_same_numbers():
    hours = [40 / 60, 80 / 60, 2.0, 4.0, 24.0]
    found = course(one("ketamine", "iv", 35.0, hours, 40, MODEL), "ketamine")
    np.testing.assert_allclose(found, [176, 85, 59, 35, 0.4], rtol=0.015, atol=0.05)  # rounding of the table


def test_terminal_half_life():
    a, b = course(one("ketamine", "iv", 17.5, [8.0, 11.0], model=MODEL), "ketamine")
    assert fold(180 * np.log(2) / np.log(a / b), value("E172")) < 1.05  # 186 min, recalled; 5 % of rounding


def test_intramuscular_bioavailability():
    ratio = [exposure(one("ketamine", route, 17.5, LONG, model=MODEL), "ketamine") for route in ("im", "iv")]
    assert ratio[0] / ratio[1] == pytest.approx(value("E173") / 100, rel=0.005)


def test_clearance_of_eighty_litres_an_hour():
    assert 1000 * 17.5 / exposure(one("ketamine", "iv", 17.5, LONG, model=MODEL), "ketamine") == pytest.approx(
        80, rel=0.01
    )
