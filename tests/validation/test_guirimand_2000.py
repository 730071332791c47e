"""0.15 mg/kg ketamine into the vein of volunteers: less wind-up of the flexion reflex, same threshold [W005].

15 stimuli at 1 Hz. The time of the test after the injection is not printed in the abstract; 10 min is assumed. The
size of the change is not printed either. Tolerances, fixed before the first run: wind-up (spikes added by the train)
falls by at least 10 %, the response to single stimuli every 6 s by at most 5 %.
"""

from functools import cache

from resynapse import course
from resynapse.circuit.dorsal_horn import DorsalHornState, Stimuli, responses
from resynapse.dose import Plan
from resynapse.zoom.moment import first, moment

PLAN = {
    "schema": 1, "name": "guirimand", "species": "human", "condition": "healthy", "patient": {"weight": "70 kg"},
    "doses": [{"drug": "ketamine", "route": "iv", "amount": "0.15 mg/kg", "duration": "1 min", "at": "0 h"}],
    "observe": {"until": "24 h"},
}  # fmt: skip


@cache
def state() -> DorsalHornState:
    return DorsalHornState(**first(course.dorsal_horn_state(moment(Plan.model_validate(PLAN), "10 min"))))


def test_wind_up_falls():
    train = Stimuli(15, 1.0)
    assert responses(train, state()).excess <= 0.9 * responses(train).excess


def test_single_stimuli_do_as_before():
    single = Stimuli(3, 1.0 / 6.0)
    assert responses(single, state()).c[0] >= 0.95 * responses(single).c[0]
