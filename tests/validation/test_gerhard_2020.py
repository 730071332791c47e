"""Prefrontal slices in ketamine, Gerhard 2020, in the column of the course: the whole curve, beyond the printed rows.

Inhibition of pyramids is held to the frequency of sIPSCs, their firing to that of sEPSCs. The quoted half block at
1 uM was used to choose the low-concentration component and is no test.
"""

import numpy as np

from mechanism_runs import row
from resynapse.validation.cortex import bath


def test_one_turning_point_between_them():
    """An inverted U: excitation rises, then falls, once."""
    rates = np.asarray(bath(np.geomspace(0.01, 100.0, 200)).rates[0])
    assert np.count_nonzero(np.diff(np.sign(np.diff(rates)))) == 1


def test_somatostatin_cells_are_silenced_most():
    """Ali 2020: SST cells are suppressed in vivo; here they lose more than PV and VIP cells at every concentration."""
    assert row("M255")["value"].startswith("acute suppression")
    _, pv, sst, vip = np.asarray(bath(np.geomspace(0.1, 10.0, 20)).rates)
    assert (sst < 1.0).all()
    assert (sst < pv).all()
    assert (sst < vip).all()
