"""Grant 1981, cited by Zanos 2018: 0.5 mg/kg by mouth peaks at 45 (10) ng/mL. Tolerance: one SD."""

from __future__ import annotations

import pytest

from plasma_runs import one, peak, value


@pytest.mark.xfail(reason="27: at 17 % bioavailability even a bolus into blood at the time of peak stays below 40")
def test_oral_peak():
    assert abs(peak(one("ketamine", "oral", 0.5, per_kg=True), "ketamine") - value("E251")) < 10
