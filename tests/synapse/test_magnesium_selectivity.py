"""What magnesium does to the choice between subunits, on the numbers that could be read: memantine in oocytes.

A supplementary table (rows M009 to M016; its own source is a number there) prints half blocks without magnesium at
-70 mV and with 1 mmol/L at -30 mV. The table for ketamine (Kotermanski & Johnson 2009) was looked for three times and
not found, so that row stays unverified; this is the nearest that can be held against something printed. The two-fold
limit was written down after the numbers had been seen: a weak test.
"""

import numpy as np
import pytest

from mechanism_runs import value
from resynapse.receptor.blockers import Memantine
from resynapse.synapse import pharmacology

SUBUNITS = ("GluN2A", "GluN2B", "GluN2C", "GluN2D")
CONDITIONS = {0.0: (-70.0, ("M009", "M011", "M013", "M015")), 1.0: (-30.0, ("M010", "M012", "M014", "M016"))}


def half_blocks(magnesium: float) -> tuple[np.ndarray, np.ndarray]:
    """Simulated and printed half blocks of the four subunits [umol/L]."""
    voltage, rows = CONDITIONS[magnesium]
    found = pharmacology.concentration_response(
        drugs=(Memantine(),), subunits=SUBUNITS, voltages=(voltage,), magnesium=(magnesium,)
    )
    return found.half_block.squeeze().sel(subunit=list(SUBUNITS)).values, np.array([value(row) for row in rows])


def test_magnesium_turns_memantine_towards_glun2c_and_2d():
    (free, printed_free), (held, printed_held) = half_blocks(0.0), half_blocks(1.0)
    for other in (2, 3):
        assert free[0] / free[other] < held[0] / held[other]
        assert printed_free[0] / printed_free[other] < printed_held[0] / printed_held[other]


def test_half_blocks_without_magnesium_are_within_two_fold():
    simulated, printed = half_blocks(0.0)
    assert np.all(np.abs(np.log2(simulated / printed)) < 1.0)


@pytest.mark.xfail(strict=True, reason="GluN2A and 2B are blocked at a half and a third of the printed levels")
def test_half_blocks_in_magnesium_are_within_two_fold():
    simulated, printed = half_blocks(1.0)
    assert np.all(np.abs(np.log2(simulated / printed)) < 1.0)
