"""Prefrontal slices in ketamine, Gerhard 2020: signs at two concentrations, and the share of NMDA current blocked.

Inhibition of pyramids is held to the frequency of sIPSCs, their firing to that of sEPSCs. Signs only: sizes are not
in the abstract. The quoted half block at 1 uM was used to choose the low-concentration component and is no test.
"""

import numpy as np
import pytest

from mechanism_runs import free, row, typical, value
from resynapse.circuit import Tone, activity
from resynapse.receptor import block

PATIENT = typical()


def bath(concentration):
    """The column at a lasting unbound concentration of racemate [umol/L]."""
    shut = block(free(concentration), PATIENT.receptor)
    return activity(shut, Tone(), PATIENT.balance, PATIENT.column, PATIENT.modulators)


def test_one_micromolar_lowers_inhibition_and_raises_excitation():
    assert row("M252")["value"] == "sIPSC frequency down, sEPSC up"
    found = bath(1.0)
    assert float(found.inhibition) < 1.0
    assert float(found.rates[0]) > 1.0


def test_ten_micromolar_lowers_both():
    assert row("M253")["value"] == "both down"
    found = bath(10.0)
    assert float(found.inhibition) < 1.0
    assert float(found.rates[0]) < 1.0


def test_one_turning_point_between_them():
    """An inverted U: excitation rises, then falls, once."""
    rates = np.asarray(bath(np.geomspace(0.01, 100.0, 200)).rates[0])
    assert np.count_nonzero(np.diff(np.sign(np.diff(rates)))) == 1


def test_share_of_current_blocked_at_ten_micromolar():
    """0.8 as quoted, to 10 points (quoted in tens)."""
    assert float(block(free(10.0), PATIENT.receptor).interneuron) == pytest.approx(value("M075"), abs=0.10)


def test_somatostatin_cells_are_silenced_most():
    """Ali 2020: SST cells are suppressed in vivo; here they lose more than PV and VIP cells at every concentration."""
    assert row("M255")["value"].startswith("acute suppression")
    _, pv, sst, vip = np.asarray(bath(np.geomspace(0.1, 10.0, 20)).rates)
    assert (sst < 1.0).all()
    assert (sst < pv).all()
    assert (sst < vip).all()
