"""The simulated trials, once for all tests of this folder."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from resynapse import cohort
from resynapse.validation import arms, page


@pytest.fixture(scope="session")
def trial():
    """Every arm; wider padding, so that arms of different length share compiled programs."""
    with patch.object(cohort, "BUCKET", 192):
        return arms.simulate()


@pytest.fixture(scope="session")
def lines(trial):
    """Every comparison, by row and statistic."""
    return {(line.id, line.statistic): line for line in page.lines(trial)}
