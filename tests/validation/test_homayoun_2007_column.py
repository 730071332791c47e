"""Who moves first, and why, after an NMDA antagonist in the column of spiking cells: Homayoun & Moghaddam 2007.

The block of 1 umol/L racemate begins at once, after a second of rest; the recordings had minutes, so the order is a
statement about cause, not about clocks. When a class moves: the time to half of its lasting change, from the mean over
seeds. Fixed beforehand: SST cells lead pyramids; the interneurons' mean rate falls; pyramids rise, more than half
of those that change, and only because interneurons are blocked. Jackson 2004: fewer spikes of pyramids in bursts.
"""

from functools import cache

import numpy as np
import pytest

from column_runs import bath
from mechanism_runs import row
from resynapse.circuit.spiking.observables import observe
from resynapse.circuit.spiking.run import batch

SEEDS, SECONDS = 4, 3.0
BIN = 0.005  # s


@cache
def seen(name: str):
    """Four columns in one state."""
    rest, drug = bath(0.0), bath(1.0)
    state = {
        "rest": rest,
        "drug": drug,
        "interneurons only": rest._replace(interneuron=drug.interneuron),
        "pyramids only": drug._replace(interneuron=0.0),
    }[name]
    runs = batch([{"states": state, "seed": s, "seconds": SECONDS, "cells": 2000} for s in range(SEEDS)])
    return [observe(run) for run in runs], runs[0].network.edges


def mean(name: str, what: str):
    return np.mean([getattr(one, what) for one in seen(name)[0]], axis=0)


def test_interneurons_fall_and_most_pyramids_rise():
    assert row("M240")["value"].startswith("decrease")
    assert row("M241")["value"].startswith("increase in majority")
    edges = seen("rest")[1]
    before, after = mean("rest", "by_cell"), mean("drug", "by_cell")
    assert after[edges[1] :].mean() < before[edges[1] :].mean()
    changed = after[: edges[1]] - before[: edges[1]]
    assert (changed > 0).sum() / (changed != 0).sum() > 0.5
    assert changed.mean() > 0


def test_pyramids_rise_because_interneurons_are_blocked():
    rest, both, without = (mean(name, "rates")[0] for name in ("rest", "interneurons only", "pyramids only"))
    assert both > rest > without


def test_spikes_leave_bursts():
    """Jackson 2004: rate up, burst activity down."""
    assert row("M242")["value"] == "firing rate up, burst activity down"
    assert mean("drug", "rates")[0] > mean("rest", "rates")[0]
    assert mean("drug", "bursts") < mean("rest", "bursts")


@pytest.mark.slow
def test_sst_cells_lead_pyramids():
    states = [(0.0, bath(0.0)), (1.0, bath(1.0))]
    runs = batch([{"states": states, "seed": s, "seconds": 2.0, "cells": 2000} for s in range(60)])
    edges = runs[0].network.edges

    def when(lo, hi):
        """Seconds from the block to half of the change, from the mean over seeds, smoothed over 20 ms."""
        counts = sum(
            np.histogram(run.time[(run.cell >= lo) & (run.cell < hi)], np.arange(0.0, 2.0 + BIN / 2, BIN))[0]
            for run in runs
        )
        start = round(1.0 / BIN)
        before, after = counts[:start].mean(), counts[start + round(0.4 / BIN) :].mean()
        smooth = np.convolve(counts, np.ones(4) / 4, "same")
        share = (smooth[start:] - before) / (after - before)
        return BIN * (np.argmax(share >= 0.5) + 0.5)

    assert when(0, edges[1]) > when(edges[2], edges[3])
