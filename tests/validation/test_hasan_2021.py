"""Hasan 2021: each enantiomer and 2,6-hydroxynorketamine after 5 mg IV and 40 mg prolonged release.

The tablets release over hours; exposures do not depend on it, peaks would. Tolerances are the printed
standard deviations between the 15 people.
"""

from __future__ import annotations

import pytest

from plasma_runs import LONG, exposure, one, peak, value

SPREAD = {"E217": 11.0, "E218": 16.0, "E222": 4.5, "E223": 4.9, "E226": 0.557, "E240": 8.5}
VEIN = one("ketamine", "iv", 5.0, LONG, 30)
MOUTH = one("ketamine", "oral", 40.0, LONG)


@pytest.mark.parametrize(("enantiomer", "printed"), [("s", 0.15), ("r", 0.19)])
def test_oral_bioavailability(enantiomer, printed):
    """Calibration target 5."""
    name = f"{enantiomer}_ketamine"
    assert exposure(MOUTH, name) / exposure(VEIN, name) * 5 / 40 == pytest.approx(printed, rel=0.01)


@pytest.mark.parametrize(("enantiomer", "printed"), [("s", 1.7), ("r", 3.1)])
def test_hydroxynorketamine_over_ketamine_after_infusion(enantiomer, printed):
    """Calibration target 8."""
    ratio = exposure(VEIN, f"{enantiomer}_hydroxynorketamine") / exposure(VEIN, f"{enantiomer}_ketamine")
    assert ratio == pytest.approx(printed, rel=0.01)


@pytest.mark.parametrize(("enantiomer", "identity"), [("s", "E217"), ("r", "E218")])
def test_hydroxynorketamine_over_ketamine_after_tablets(enantiomer, identity):
    ratio = exposure(MOUTH, f"{enantiomer}_hydroxynorketamine") / exposure(MOUTH, f"{enantiomer}_ketamine")
    assert abs(ratio - value(identity)) < SPREAD[identity]


@pytest.mark.parametrize(("enantiomer", "identity"), [("s", "E222"), ("r", "E223")])
def test_peak_after_infusion(enantiomer, identity):
    assert abs(peak(VEIN, f"{enantiomer}_ketamine") - value(identity)) < SPREAD[identity]


@pytest.mark.parametrize(("levels", "identity"), [(VEIN, "E226"), (MOUTH, "E240")], ids=["vein", "tablet"])
def test_norketamine_over_ketamine(levels, identity):
    ratio = exposure(levels, "norketamine") / exposure(levels, "ketamine")
    assert abs(ratio - value(identity)) < SPREAD[identity]
