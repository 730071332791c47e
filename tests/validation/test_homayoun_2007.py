"""Who moves first after an NMDA antagonist, Homayoun & Moghaddam 2007: interneurons fall, pyramids rise later.

Simulated 10 mg/kg i.p. in the rat, at its simulated brain concentration. When a class moves: the time to half of its
largest change. Fixed beforehand: interneurons lead by more than one minute.
"""

import numpy as np
import pytest

from mechanism_runs import dose, row, simulate


@pytest.fixture(scope="module")
def run():
    return simulate([dose(10.0)], hours=np.linspace(0.0, 0.7, 253))  # every 10 s


def when(values) -> float:
    """Minutes to half of the largest change."""
    change = np.abs(values - values[0])
    return float(np.argmax(change >= 0.5 * change.max())) / 6.0


PV_RISES = "up by at most 8 %: PV cells lose less tonic drive than pyramids and SST cells give them, as in the column"


@pytest.mark.parametrize(
    "name", [pytest.param("PV", marks=pytest.mark.xfail(strict=True, reason=PV_RISES)), "SST", "VIP"]
)
def test_interneurons_fall(run, name):
    assert row("M240")["value"].startswith("decrease")
    assert run[f"rate_{name}"].min() < 0.95


def test_pyramids_rise(run):
    assert row("M241")["value"].startswith("increase")
    assert run["rate_pyramidal"].max() > 1.05
    assert run["rate_pyramidal"][-1] > 1.0


@pytest.mark.xfail(
    strict=True,
    reason="pyramids are half-way after 2 min, SST cells after 4, and PV cells rise: in a column without dynamics of "
    "its own pyramids are driven by the first block of interneurons and held back by their own, so they peak first",
)
@pytest.mark.parametrize("name", ["SST", "PV"])
def test_interneurons_lead_by_minutes(run, name):
    assert when(run["rate_pyramidal"]) - when(run[f"rate_{name}"]) > 1.0


def test_the_block_precedes_the_firing_it_causes(run):
    """Interneurons are blocked before synapses of pyramids are: half of the largest block is reached earlier."""
    assert when(run["block_interneuron"]) < when(run["block_pyramidal"])
