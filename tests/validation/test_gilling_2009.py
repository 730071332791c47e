"""Ketamine at human GluN1/GluN2A, -70 mV, no magnesium: Gilling 2009 (abstract), beyond the printed rows."""

import pytest

from resynapse.receptor.blockers import Ketamine
from resynapse.validation.channels import recovery
from resynapse.validation.rows import number


def test_ketamine_recovers_in_one_exponential():
    """Printed: slower, single exponential. What the fit calls fast carries less than 5 %."""
    share, _, slow = recovery(Ketamine())
    assert share < 0.05
    assert slow == pytest.approx(1000.0 / number("K010"), rel=0.05)
