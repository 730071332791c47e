"""Chong 2006: 25 mg by mouth and under the tongue in six patients. Tolerance: one standard deviation."""

from __future__ import annotations

import pytest

from plasma_runs import DAY, LONG, course, exposure, one, peak, value

ROWS = {
    "oral": ("P072", 12.8, "P074", 9.0, "P076", 0.8),
    "sublingual": ("P073", 6.6, "P075", 17.0, "P077", 0.51),
}


@pytest.mark.parametrize("route", ROWS)
def test_peak_time_and_bioavailability(route):
    high, high_sd, share, share_sd, time, time_sd = ROWS[route]
    levels = one("ketamine", route, 25.0)
    assert abs(peak(levels, "ketamine") - value(high)) < high_sd
    assert abs(DAY[course(levels, "ketamine").argmax()] - value(time)) < time_sd
    vein = exposure(one("ketamine", "iv", 25.0, LONG), "ketamine")
    percent = 100 * exposure(one("ketamine", route, 25.0, LONG), "ketamine") / vein
    assert abs(percent - value(share)) < share_sd
