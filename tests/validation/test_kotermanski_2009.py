"""Trapping in every scheme of gating: Kotermanski, Wood & Johnson 2009. Selectivity: Kotermanski & Johnson 2009.

Tolerances fixed beforehand: ketamine at least 80 % after a wash without agonist. What ketamine loses is simulated: it
has no site near the mouth, and leaves only through the openings that follow the agonist.
"""

import pytest

from resynapse.receptor.blockers import Ketamine
from resynapse.synapse import pharmacology, schemes
from resynapse.validation.gating import trapped, untrapping
from resynapse.validation.rows import rows

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
    assert trapped(name) >= 0.80


def test_untrapping_does_not_care_about_voltage():
    """Read: depolarisation does not affect it. Within 10 % between -66 and -30 mV."""
    assert untrapping(-30.0) == pytest.approx(untrapping(), rel=0.10)


def test_subunit_selectivity_in_magnesium_is_unverified():
    """Acceptance 0.4 to 1.5 without and 2.5 to 7 with magnesium: the model's constants give both, but they are
    remembered and the table was looked for in vain; so this is a row that says "not found", not a pass."""
    assert rows()["K021"]["status"] == "not-found"
    assert rows()["M001"]["status"].startswith("recalled")
    half = pharmacology.concentration_response(drugs=(Ketamine(),), subunits=("GluN2A", "GluN2C")).half_block.squeeze()
    ratio = half.sel(subunit="GluN2A") / half.sel(subunit="GluN2C")
    assert 0.4 < float(ratio.sel(magnesium=0.0)) < 1.5
    assert 2.5 < float(ratio.sel(magnesium=1.0)) < 7.0
