"""Prefrontal glutamate against dose in the rat, Moghaddam 1997 (abstract): up, up, up, flat, down.

Read like microdialysis: the mean over 100 min after the injection. Flat means within 10 %, so a rise or a fall has to
exceed 10 % to be one. 50 mg/kg is an anchor of the balance and therefore calibration, not in this list. Verified
are the signs; the abstract prints no size.
"""

from functools import cache

import numpy as np
import pytest

from mechanism_runs import dose, row, simulate
from resynapse.fit.robustness import BAND

HOURS = np.linspace(0.0, 100 / 60, 101)
ROWS = {10.0: "M244", 20.0: "M245", 30.0: "M246", 200.0: "M248"}


@cache
def change(amount: float) -> float:
    """Mean change of prefrontal glutamate over 100 min."""
    glutamate = simulate([dose(amount)], hours=HOURS)["glutamate"]
    return float(np.trapezoid(glutamate, HOURS) / HOURS[-1] - 1.0)


@pytest.mark.parametrize("amount", [10.0, 20.0, 30.0, 200.0])
def test_sign(amount):
    assert (change(amount) > 0) == (row(ROWS[amount])["value"] == "increase")
    assert (change(amount) < 0) == (row(ROWS[amount])["value"] == "decrease")


SMALL = "the sign is right, but the shallow curve between the anchors (+13 % in people, 0 at 50 mg/kg) is too low"


@pytest.mark.parametrize(
    "amount",
    [
        10.0,
        pytest.param(20.0, marks=pytest.mark.xfail(strict=True, reason=f"+9 %: {SMALL}")),
        pytest.param(30.0, marks=pytest.mark.xfail(strict=True, reason=f"+6 %: {SMALL}")),
    ],
)
def test_rise_exceeds_the_flat_band(amount):
    assert change(amount) > BAND


def test_fall_exceeds_the_flat_band():
    assert change(200.0) < -BAND


def test_more_drug_beyond_the_flat_dose_is_less_glutamate():
    falling = [change(amount) for amount in (50.0, 80.0, 120.0, 200.0)]
    assert (np.diff(falling) < 0).all()
