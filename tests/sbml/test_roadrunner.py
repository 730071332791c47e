"""libroadrunner integrates the exported course and finds what we find."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from course_runs import distance, ours, prepared

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))


@pytest.mark.peer
@pytest.mark.parametrize(
    ("plan", "relative"),  # tolerance at which CVODE gets past the start of every dose
    [("murrough_2013_six_infusions", 1e-8), ("li_2011_rat_stress", 3e-9), ("abdallah_2020_rapamycin", 1e-8)],
)
def test_every_state_agrees_with_libroadrunner(plan, relative, tmp_path):
    import peer

    if not peer.PYTHON.exists():
        pytest.skip("make peers")
    ready = prepared(plan, (-1, 0, 4), probes=True)
    hours = np.linspace(ready.line.start, ready.line.stop, 200)
    found = ours(ready, hours)
    peer.export(ready.line, ready.people, hours, tmp_path)
    theirs = peer.roadrunner(tmp_path, relative).found
    assert max((value, name) for name, value in distance(theirs, found).items()) < (1e-5, "")
