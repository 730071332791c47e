"""What counts as one session of treatment."""

import numpy as np

from resynapse import dataset, plasma
from resynapse.dose import Dose


def test_a_mystical_experience_stays_possible_through_a_long_infusion():
    hours = np.array([-1.0, 0.0, 2.0, 5.0, 9.0, 13.0, 15.0])
    s = np.where((hours > 0) & (hours <= 10), 1.0, 0.0)[:, None]
    levels = plasma.Levels(hours, {"brain_s_ketamine": s, "brain_r_ketamine": 0 * s}, "any", "venous")
    long = Dose(0.0, "esketamine", "iv", 100.0, False, 10.0)
    found = dataset.acute(levels, {"systolic": 0 * s}, hours, (long,), 0.5)
    _, likely, _ = found["symptoms_meq30_probability"]
    before, start, *session, over = likely[0]
    assert before == start == over
    assert min(session) == max(session) > before
