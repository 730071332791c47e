"""The grid of every bundled plan: virtual patients against a finer grid, and the quickest of them against SciPy.

The reference has a quarter of the spacing and repeats feedback more often; a slow test holds it to SciPy.
"""

from __future__ import annotations

import numpy as np
import pytest

from course_runs import distance, ours, prepared, scipy_solution
from resynapse import timeline as tl
from resynapse.dose.bundled import plans

TOLERANCE = 1e-5  # of the peak of each state and patient
MARGIN = 5e-6
# of each kind of plan, those of patients -1 to 254 whose signals turn quickest where a coarser grid is coarse
WORST = {
    "murrough_2013_six_infusions": (108, 72),
    "singh_2016_esketamine_020": (108,),
    "arketamine_phase_2a": (108,),
    "fava_2018_high_dose": (208, 114),
    "daly_2018_esketamine_84": (72, 73),  # nasal
    "andrade_2019_oral": (72, 108),
    "clements_1981_intramuscular": (108, 102),
    "clements_1981_bolus": (181, 114),
    "glue_2017_subcutaneous": (108, 102),
    "sigtermans_2009_crps": (237, 226),  # infused for 100 h
    "zarate_2013_lanicemine": (242, 217),
    "moghaddam_1997_rat_200": (197, 217),
    "li_2010_rat_ampa_blocker": (22, 198),  # the blocker ends while nothing else happens
    "radley_2006_rat_stress": (-1,),  # so does stress
}
EVERY = tuple(plan.name for plan in plans())


def within(line: tl.Timeline) -> np.ndarray:
    """Hours all over every element of the plan's own grid."""
    edges = tl.grid(line).edges
    return np.append((edges[:-1, None] + np.diff(edges)[:, None] * np.linspace(0.0, 0.9, 10)).ravel(), edges[-1])


def error(plan: str, patients: tuple[int, ...]) -> tuple[float, str]:
    """The largest error of any state, and which it is."""
    ready = prepared(plan, patients)
    hours = within(ready.line)
    found = distance(ours(ready, hours), ours(ready, hours, refine=4, sweeps=3))
    return max((value, name) for name, value in found.items())


@pytest.mark.parametrize("plan", WORST)
def test_the_quickest_patients_stay_within_half_the_bound(plan):
    assert error(plan, WORST[plan]) < (MARGIN, "")


@pytest.mark.slow
@pytest.mark.parametrize("plan", EVERY)
def test_virtual_patients_stay_within_the_bound(plan):
    assert error(plan, tuple(range(-1, 255))) < (TOLERANCE, "")


@pytest.mark.slow
@pytest.mark.parametrize("plan", WORST)
def test_the_quickest_patients_agree_with_scipy(plan):
    ready = prepared(plan, WORST[plan][:1])
    hours = within(ready.line)[::3]
    found = distance(ours(ready, hours), scipy_solution(ready, 0, hours))
    assert max((value, name) for name, value in found.items()) < (MARGIN, "")
