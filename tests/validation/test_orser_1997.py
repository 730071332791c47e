"""Single NMDA channels in ketamine, Orser 1997 (abstract), beyond the rows that `resynapse validate` prints.

The resting block with its low-concentration component is the model's word for both patches, at -66 mV without
magnesium. Nothing is fitted to these rows, and most are missed: the pore block that the recalled table gives without
magnesium is too steep for the shallow curve that native channels show.
"""

import dataclasses

from resynapse.validation.channels import BARE, left, mean_open_time
from resynapse.validation.rows import number


def test_low_concentrations_need_more_than_the_pore():
    """Without the component 0.1 uM leaves 20 points too much: this is why it is on."""
    pore = BARE._replace(ketamine=dataclasses.replace(BARE.ketamine, site=0.0))
    alone = left(0.1, pore)
    assert alone - number("M035") > 12.0
    assert alone - left(0.1) > 5.0


def test_openings_keep_their_length_outside_out():
    """Printed: little change in mean open time. Within 10 % at 1 uM."""
    assert mean_open_time(1.0) / mean_open_time(0.0) > 0.9
