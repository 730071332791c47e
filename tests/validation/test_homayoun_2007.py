"""Who moves first after an NMDA antagonist, Homayoun & Moghaddam 2007, in the course of a rat: beyond the printed rows.

10 mg/kg i.p. at its simulated brain concentration. When a class moves: the time to half of its largest change.
"""

from mechanism_runs import row
from resynapse.validation.cortex import rat, when


def test_pyramids_rise():
    assert row("M241")["value"].startswith("increase")
    assert rat()["rate_pyramidal"].max() > 1.05
    assert rat()["rate_pyramidal"][-1] > 1.0


def test_the_block_precedes_the_firing_it_causes():
    """Interneurons are blocked before synapses of pyramids are: half of the largest block is reached earlier."""
    assert when(rat()["block_interneuron"]) < when(rat()["block_pyramidal"])
