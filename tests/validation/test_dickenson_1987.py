"""Wind-up in the deep dorsal horn and its NMDA block, against what is printed in words [W001, W002, W003].

Tolerances, fixed before the first run. 16 stimuli at 0.5 Hz: each of the first five C responses larger than the one
before. An NMDA block that takes at least half of the wind-up changes the A-beta and the first C response by at most
20 % ("minor changes"). No wind-up (growth below 1.1) at 0.15 Hz, below the 0.2 Hz at which no cumulative
depolarisation was seen; wind-up at 0.5 Hz depolarises by more than 5 mV.
"""

import numpy as np

from resynapse.circuit.dorsal_horn import DorsalHorn, DorsalHornState, Stimuli, responses
from resynapse.circuit.dorsal_horn.column import follow

TRAIN = Stimuli(16, 0.5)


def test_the_response_grows_with_each_stimulus():
    assert np.all(np.diff(np.asarray(responses(TRAIN).c)[:5]) > 0)


def test_nmda_block_takes_wind_up_and_spares_the_input():
    blocks = np.linspace(0.0, 1.0, 11)
    found = responses(TRAIN, DorsalHornState(blocked=blocks))
    half = int(np.argmax(found.excess <= 0.5 * found.excess[0]))
    assert half > 0
    assert found.c[0, half] >= 0.8 * found.c[0, 0]
    assert found.a_beta[0, half] >= 0.8 * found.a_beta[0, 0]


def test_too_slow_for_wind_up():
    assert responses(Stimuli(6, 0.15)).growth < 1.1


def test_cumulative_depolarisation():
    trace = follow(TRAIN, DorsalHornState(), DorsalHorn())
    just_before = np.searchsorted(np.asarray(trace.times), 1000.0 / TRAIN.hz * np.arange(16) - 1.0)[1:]
    assert np.asarray(trace.voltage)[just_before[-1]] - DorsalHorn().rest > 5.0
