"""Rolan 2014: a sublingual wafer of 25 mg racemate (calibration target 6)."""

from __future__ import annotations

from plasma_runs import LONG, exposure, one


def test_bioavailability():
    wafer = exposure(one("ketamine", "sublingual", 25.0, LONG), "ketamine") / 25
    vein = exposure(one("ketamine", "iv", 10.0, LONG, 30), "ketamine") / 10
    assert 0.27 <= wafer / vein <= 0.31
