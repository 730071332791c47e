"""An NMDA antagonist in the prefrontal column, after Homayoun & Moghaddam 2007: who slows down, who speeds up.

Three columns with the same cells and the same noise: at rest; with the block of 1 umol/L ketamine; and with only the
interneurons' share of that block. The third shows what drives the second.

    python examples/Homayoun_2007.py
"""

import numpy as np

from resynapse.circuit.spiking import ColumnState
from resynapse.circuit.spiking.observables import observe
from resynapse.circuit.spiking.run import batch

REST = ColumnState()
BLOCKS = {
    "at rest": REST,
    "1 umol/L ketamine": REST._replace(phasic=0.16, interneuron=0.53),
    "interneurons only": REST._replace(interneuron=0.53),
}


def main(cells: int = 2000, seconds: float = 5.0) -> dict[str, np.ndarray]:
    """Print and return the rates of the four classes, Hz."""
    runs = batch([{"states": state, "cells": cells, "seconds": seconds} for state in BLOCKS.values()])
    found = {name: observe(run) for name, run in zip(BLOCKS, runs, strict=True)}
    print(f"{'':18s}{'pyramidal':>10s}{'PV':>7s}{'SST':>7s}{'VIP':>7s}  Hz   pyramids faster   spikes in bursts")
    pyramids = runs[0].network.edges[1]
    before = found["at rest"].by_cell[:pyramids]
    for name, seen in found.items():
        changed = seen.by_cell[:pyramids] - before
        up = (changed > 0).sum() / max(1, (changed != 0).sum())
        rates = f"{seen.rates[0]:10.2f}" + "".join(f"{rate:7.2f}" for rate in seen.rates[1:])
        print(f"{name:18s}{rates}{100 * up:18.0f} %{100 * seen.bursts:16.2f} %")
    return {name: seen.rates for name, seen in found.items()}


if __name__ == "__main__":
    main()
