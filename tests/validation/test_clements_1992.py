"""Glutamate in the cleft, Clements 1992: 1.1 mmol/L, decaying in 1.2 ms, each within 10 %.

Both numbers shape the cleft (radius and rim), so this checks that diffusion, receptors and carriers leave them as they
are. It is no prediction.
"""

import numpy as np
import pytest

from resynapse.synapse import transmit


def test_peak_and_decay():
    seen = transmit(clamp=-70.0)
    cleft = seen.cleft.values
    assert cleft.max() == pytest.approx(1.1, rel=0.1)
    after = (seen.time.values > float(seen.latency)) & (cleft < cleft.max() / np.e)
    assert seen.time.values[after][0] - float(seen.latency) == pytest.approx(1.2, rel=0.1)
