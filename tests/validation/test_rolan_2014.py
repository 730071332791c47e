"""Rolan 2014: a sublingual wafer of 25 mg racemate (calibration target 6 and its time of peak)."""

from __future__ import annotations

from plasma_runs import DAY, LONG, course, exposure, one, row


def test_bioavailability():
    wafer = exposure(one("ketamine", "sublingual", 25.0, LONG), "ketamine") / 25
    vein = exposure(one("ketamine", "iv", 10.0, LONG, 30), "ketamine") / 10
    assert 0.27 <= wafer / vein <= 0.31


def test_time_of_peak():
    found = DAY[course(one("ketamine", "sublingual", 25.0), "ketamine").argmax()]
    assert float(row("E190")["low"]) <= found <= float(row("E190")["high"])
