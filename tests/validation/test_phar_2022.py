"""Pharmacotherapy 2022;42:298, Table 6: 10 mg racemate IV in patients. Nothing fitted."""

from __future__ import annotations

import pytest

from plasma_runs import LONG, exposure, fold, one, peak, value


def test_exposure():
    assert fold(exposure(one("ketamine", "iv", 10.0, LONG, 2), "ketamine"), value("E193")) < 1.25


@pytest.mark.xfail(reason="a central volume near 100 L has no first minutes: 90 against 296 at 2 min (gSD 1.71)")
def test_peak():
    assert fold(peak(one("ketamine", "iv", 10.0, minutes=2), "ketamine"), value("E191")) < 1.71
