"""Prefrontal slices in ketamine, Gerhard 2020, in the column of spiking cells: signs at two concentrations.

Spontaneous IPSCs and EPSCs of pyramids are the spikes of the column's own interneurons and pyramids that reach them.
Graph, noise and start of a seed are the same with and without the drug. Fixed beforehand: both signs at both
concentrations in at least 95 % of seeds. Nothing here is fitted to the slice: tonic drive comes from the anchors.
"""

import numpy as np
import pytest

from column_runs import bath
from mechanism_runs import row
from resynapse.circuit.spiking.observables import observe
from resynapse.circuit.spiking.run import batch

BATHS = (0.0, 1.0, 10.0)  # umol/L of racemate


def events(seeds: int, seconds: float, cells: int) -> np.ndarray:
    """EPSCs and IPSCs per pyramid and second, [bath, seed, 2]."""
    calls = [{"states": bath(c), "seed": s, "seconds": seconds, "cells": cells} for c in BATHS for s in range(seeds)]
    seen = [observe(run).events for run in batch(calls)]
    return np.array(seen).reshape(len(BATHS), seeds, 2)


def as_in_the_slice(found: np.ndarray) -> float:
    """Share of seeds with all four signs."""
    assert row("M252")["value"] == "sIPSC frequency down, sEPSC up"
    assert row("M253")["value"] == "both down"
    rest, one, ten = found
    low = (one[:, 0] > rest[:, 0]) & (one[:, 1] < rest[:, 1])
    return float((low & (ten < rest).all(axis=1)).mean())


def test_signs_in_four_seeds():
    assert as_in_the_slice(events(4, 3.0, 2000)) == 1.0


@pytest.mark.slow
def test_signs_in_ninety_five_percent_of_seeds():
    assert as_in_the_slice(events(40, 5.0, 2000)) >= 0.95
