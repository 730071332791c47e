"""Wind-up in the deep dorsal horn: the depolarisation that adds up [W003], beyond the printed rows.

Fixed before the first run: wind-up at 0.5 Hz depolarises by more than 5 mV.
"""

import numpy as np

from resynapse.circuit.dorsal_horn import DorsalHorn, DorsalHornState, Stimuli
from resynapse.circuit.dorsal_horn.column import follow

TRAIN = Stimuli(16, 0.5)


def test_cumulative_depolarisation():
    trace = follow(TRAIN, DorsalHornState(), DorsalHorn())
    just_before = np.searchsorted(np.asarray(trace.times), 1000.0 / TRAIN.hz * np.arange(16) - 1.0)[1:]
    assert np.asarray(trace.voltage)[just_before[-1]] - DorsalHorn().rest > 5.0
