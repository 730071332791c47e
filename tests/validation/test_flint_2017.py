"""Flint 2017: S-ketamine infusions in children."""

from __future__ import annotations

import numpy as np
import pytest

from plasma_runs import one
from resynapse import plasma

MODEL = plasma.choose("Flint2017")


@pytest.mark.parametrize("weight", [3.4, 7.0, 35.0])
def test_steady_state_follows_the_allometric_clearance(weight):
    levels = one("esketamine", "iv", 1.0 * weight * 100, [99.9], 6000, MODEL, weight=weight, age=2.0)
    expected = 1.0 * weight / (112 * (weight / 70) ** 0.75)
    assert levels["s_ketamine"][0, 0] == pytest.approx(expected, rel=0.01)


def test_half_life_is_long_because_the_volume_is_large():
    a, b = np.log(one("esketamine", "iv", 7.0, [10.0, 20.0], model=MODEL, weight=7.0, age=0.5)["s_ketamine"][:, 0])
    terminal = 10 * np.log(2) / (a - b)
    expected = 545 * 7 / 70 * np.log(2) / (1 / (1 / 112 + 1 / 196) * (7 / 70) ** 0.75)  # slow volume behind two flows
    assert terminal == pytest.approx(expected, rel=0.02)
