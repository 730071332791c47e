"""Who moves first, and why, after an NMDA antagonist in the column of spiking cells: Homayoun & Moghaddam 2007.

The block of 1 umol/L racemate begins at once, after a second of rest; the recordings had minutes, so the order is a
statement about cause, not about clocks. The rows of `resynapse validate` are in `resynapse.validation.columns`.
"""

import pytest

from resynapse.validation.columns import lead, mean, onset_runs


def test_pyramids_rise_because_interneurons_are_blocked():
    rest, both, without = (mean(name, "rates")[0] for name in ("rest", "interneurons only", "pyramids only"))
    assert both > rest > without


@pytest.mark.slow
def test_sst_cells_lead_pyramids_in_sixty_seeds():
    assert lead(onset_runs(60)) > 0.0
