"""One short infusion does not last: 0.5 mg/kg S-ketamine over 30 min, fibromyalgia; beyond the printed rows.

Tolerances, fixed before the first run: the difference from the control at week 1 is below 1 point (nothing was found).
Relief follows the level: less at 180 min than at 15 min.
"""

from functools import cache

import numpy as np

from pain_runs import arms

FIBROMYALGIA = {
    "schema": 1, "name": "fibromyalgia", "species": "human", "condition": "pain",
    "patient": {"weight": "70 kg", "age": "45 y"},
    "doses": [{"drug": "esketamine", "route": "iv", "amount": "0.5 mg/kg", "duration": "30 min", "at": "0 h"}],
    "blinding": "blind", "observe": {"until": "35 d"},
}  # fmt: skip
TIMES = (0.0, 0.75, 3.5, 168.0)


@cache
def fibromyalgia() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return arms(FIBROMYALGIA, TIMES)


def test_relief_follows_the_level():
    _, drug, control = fibromyalgia()
    relief = (control - drug).mean(axis=1)
    assert relief[1] > 1.5 * relief[2] > 0


def test_nothing_lasts():
    _, drug, control = fibromyalgia()
    assert abs((control[3] - drug[3]).mean()) < 1.0
