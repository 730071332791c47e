"""Trapping: Kotermanski, Wood & Johnson 2009 (abstract). Selectivity: Kotermanski & Johnson 2009 (never found).

Tolerances fixed beforehand: ketamine at least 80 % after a wash without agonist; memantine leaves with 0.79 +- 0.32 s.
The memantine time is an input (a drug near the mouth leaves so); the test asks that the whole experiment, in which
channels still open after the agonist is gone, gives it back. What ketamine loses is simulated: it has no site near
the mouth, and leaves only through the openings that follow the agonist.
"""

import numpy as np
import pytest
from scipy.optimize import curve_fit

from mechanism_runs import row, value
from resynapse.receptor.blockers import Ketamine, Memantine
from resynapse.synapse import pharmacology, schemes

REOPENING = "glutamate holds so long that channels keep opening in the wash and let ketamine out: {} % stay"
MISSED = {"nmda-edmonds-1992": REOPENING.format(77), "nmda-clarke-2008": REOPENING.format(46)}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.xfail(strict=True, reason=MISSED[name])] if name in MISSED else [])
        for name in schemes.names()
        if name.startswith("nmda")
    ],
)
def test_ketamine_is_trapped(name):
    found = pharmacology.trapping(schemes.find(name), (Ketamine(),), washes=(10.0,))
    assert float(found.trapped.squeeze()) >= 0.80


def untrapping(voltage: float) -> float:
    """Time constant with which memantine leaves after the agonist [s]."""
    found = pharmacology.trapping(drugs=(Memantine(),), washes=tuple(np.linspace(0.0, 6.0, 25)), voltage=voltage)

    def decay(t, left, tau):
        return left + (1.0 - left) * np.exp(-t / tau)

    (_, tau), _ = curve_fit(decay, found.wash.values, found.trapped.values[0], (0.6, 0.8))
    return float(tau)


def test_memantine_untraps():
    assert abs(untrapping(-66.0) - value("M046")) <= 0.32


def test_untrapping_does_not_care_about_voltage():
    """Read: depolarisation does not affect it. Within 10 % between -66 and -30 mV."""
    assert untrapping(-30.0) == pytest.approx(untrapping(-66.0), rel=0.10)


def test_subunit_selectivity_in_magnesium_is_unverified():
    """Acceptance 0.4 to 1.5 without and 2.5 to 7 with magnesium: the model's constants give both, but they are
    remembered and the table was looked for in vain; so this is a row that says "not found", not a pass."""
    assert row("K021")["status"] == "not-found"
    assert row("M001")["status"].startswith("recalled")
    half = pharmacology.concentration_response(drugs=(Ketamine(),), subunits=("GluN2A", "GluN2C")).half_block.squeeze()
    ratio = half.sel(subunit="GluN2A") / half.sel(subunit="GluN2C")
    assert 0.4 < float(ratio.sel(magnesium=0.0)) < 1.5
    assert 2.5 < float(ratio.sel(magnesium=1.0)) < 7.0
