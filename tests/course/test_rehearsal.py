"""What is compiled while a patient is prepared is what the run then uses: else a first run compiles twice."""

from __future__ import annotations

import numpy as np
import pytest

from resynapse import cohort, programs, treatment


@pytest.mark.parametrize("plan", ["murrough_2013_six_infusions", "daly_2018_esketamine_84"])
def test_a_run_needs_no_program_beyond_the_rehearsed_ones(plan):
    ready = treatment.prepare(plan, np.arange(-1, 3))
    cohort.rehearse()
    rehearsed = set(programs._known)
    cohort.follow(ready.line, ready.people, np.linspace(0.0, 48.0, 9))
    assert set(programs._known) == rehearsed
