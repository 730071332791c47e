"""Levels of dopamine and serotonin that a plan gives move the column, by their receptors and no other way."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import resynapse
from resynapse.circuit import Modulators, gain
from resynapse.dose import load_plan
from resynapse.errors import InputError


def course(**levels: float) -> xr.Dataset:
    dose = {"drug": "ketamine", "route": "iv", "amount": "35 mg", "duration": "40 min", "at": "0 h"}
    return resynapse.run(load_plan({"patient": levels, "doses": [dose], "observe": {"until": "2 d"}}))


def test_at_rest_levels_nothing_changes() -> None:
    np.testing.assert_array_equal(course().symptoms_madrs, course(dopamine=1.0, serotonin=1.0).symptoms_madrs)


@pytest.mark.parametrize(("name", "level"), [("dopamine", 4.0), ("serotonin", 0.1)])
def test_pyramids_follow_the_gain(name: str, level: float) -> None:
    usual, moved = course(), course(**{name: level})
    pyramids = [it.circuit_rate.sel(cell_class="pyramidal")[0].values for it in (usual, moved)]
    sign = np.sign(gain(Modulators(**{name: level})) - 1.0)
    assert sign != 0.0
    assert np.all(sign * (pyramids[1] - pyramids[0]) > 0.0)
    assert f"{name}: {level}" in moved.attrs["plan"]


@pytest.mark.parametrize("level", [-1.0, 9.0, float("nan"), "much"])
def test_levels_outside_the_range_are_refused(level: object) -> None:
    with pytest.raises(InputError, match="dopamine"):
        course(dopamine=level)
