"""The simulated trials, once for all tests of this folder."""

from __future__ import annotations

import pytest

from resynapse.validation import arms, page


@pytest.fixture(scope="session")
def trial():
    """Every arm."""
    return arms.simulate()


@pytest.fixture(scope="session")
def lines(trial):
    """Every comparison, by row and statistic."""
    return {(line.id, line.statistic): line for line in page.lines(trial)}
