"""Magnesium in the NMDA pore, Jahr & Stevens 1990 as published in model code, and two independent schemes.

Tolerance fixed beforehand: 1e-3 for the curve, 25 % for the open states of other schemes at rest.
"""

import pytest

from mechanism_runs import value
from resynapse.synapse import schemes
from resynapse.synapse.scheme import rates
from resynapse.validation.gating import magnesium_free


@pytest.mark.parametrize(
    ("identity", "voltage"),
    [("M078", -80.0), ("M079", -70.0), ("M080", -65.0), ("M081", -60.0), ("M082", -40.0), ("M083", -20.0)]
    + [("M084", 0.0), ("M085", 20.0), ("M086", 40.0)],
)
def test_curve(identity, voltage):
    assert magnesium_free(voltage) == pytest.approx(value(identity), abs=1e-3)


@pytest.mark.parametrize(("identity", "magnesium"), [("M087", 1.0), ("M088", 2.0)])
def test_half_block(identity, magnesium):
    assert magnesium_free(value(identity), magnesium) == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "held", "identity"), [("nmda-kampa-2004", "OM", "M091"), ("nmda-vargas-caballero-2004", "B", "M092")]
)
def test_independent_schemes_at_rest(name, held, identity):
    """The binding of magnesium to the open pore alone, as two other laboratories gave it."""
    found = schemes.find(name)
    on, off = (
        float(rate)
        for wanted in (("O", held), (held, "O"))
        for s, t, rate in zip(found.source, found.target, rates(found, 1.0, 0.0, -65.0, 1.0), strict=True)
        if (found.states[s], found.states[t]) == wanted
    )
    alone = off / (on + off)
    assert alone == pytest.approx(value("M080"), rel=0.25)
    assert alone == pytest.approx(value(identity), rel=0.01)
