"""Who listens to whom in Adam 2024: every cell to a fixed number of others, drawn from a key.

Pyramids excite each other and the phasic interneurons by AMPA and NMDA; phasic ones inhibit each other and the
pyramids; tonic ones inhibit both and hear only ambient glutamate. A conductance is divided among the inputs of a cell.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.adam_2024.cells import SOFTWARE
from resynapse.provenance import assumed, param, parameters

Array = np.ndarray[Any, Any]
CLASSES = ("pyramidal", "phasic", "tonic")
CHOSEN = assumed(f"chosen by the authors, {SOFTWARE}", key="Adam2024")
LISTED = assumed("as in Neuroblox.jl (MIT, commit b7a804c), example of the whole network", key="Adam2024")
AMBIENT = assumed(
    "steady glutamate onto tonic ones in Neuroblox.jl (MIT, commit 70df53e), its other example", key="Adam2024"
)


@parameters
class Wiring:
    """Numbers of cells and inputs, conductances, time constants."""

    pyramids: float = param(80.0, "1", "pyramids", CHOSEN, low=80.0, high=80.0)
    phasic: float = param(20.0, "1", "phasic interneurons", CHOSEN, low=20.0, high=20.0)
    tonic: float = param(80.0, "1", "tonic interneurons", CHOSEN, low=80.0, high=80.0)
    fan: float = param(10.0, "1", "inputs of a cell from pyramids, and from phasic ones", CHOSEN, low=10.0, high=10.0)
    fan_tonic: float = param(5.0, "1", "inputs of a cell from tonic ones", CHOSEN, low=5.0, high=5.0)
    ampa: float = param(0.2, "mS/cm^2", "AMPA of all pyramidal inputs of a cell", CHOSEN, low=0.1, high=0.4)
    nmda_pyramid: float = param(8.5, "mS/cm^2", "NMDA, pyramids onto a pyramid", LISTED, low=4.0, high=12.0)
    nmda_phasic: float = param(9.5, "mS/cm^2", "NMDA, pyramids onto a phasic one", LISTED, low=4.0, high=12.0)
    nmda_tonic: float = param(9.5, "mS/cm^2", "NMDA of a tonic one, ambient glutamate", AMBIENT, low=4.0, high=12.0)
    gaba_phasic: float = param(0.8, "mS/cm^2", "GABA-A of all phasic inputs of a cell", CHOSEN, low=0.4, high=1.6)
    gaba_tonic: float = param(5.0, "mS/cm^2", "GABA-A of all tonic inputs of a cell", CHOSEN, low=2.5, high=10.0)
    excitation: float = param(0.0, "mV", "reversal of AMPA and NMDA", CHOSEN, low=-5.0, high=5.0)
    inhibition: float = param(-80.0, "mV", "reversal of GABA-A", CHOSEN, low=-85.0, high=-70.0)
    ampa_time: float = param(1.5, "ms", "decay of AMPA", CHOSEN, low=1.0, high=3.0)
    phasic_time: float = param(6.0, "ms", "decay of GABA-A, phasic", CHOSEN, low=5.0, high=10.0)
    tonic_time: float = param(8.0, "ms", "decay of GABA-A, tonic", CHOSEN, low=5.0, high=10.0)
    ampa_rise: float = param(5.0, "1/ms", "half of the largest rate at which AMPA opens", CHOSEN, low=2.0, high=10.0)
    gaba_rise: float = param(2.0, "1/ms", "the same, GABA-A", CHOSEN, low=1.0, high=5.0)
    rise_slope: float = param(4.0, "mV", "steepness of release in the potential", CHOSEN, low=2.0, high=8.0)
    glutamate: float = param(1.0, "mM", "after a spike, and ambient at tonic ones", CHOSEN, low=0.5, high=1.0)
    glutamate_time: float = param(1.2, "ms", "decay of glutamate after a spike", CHOSEN, low=1.0, high=1.5)


class Wires(NamedTuple):
    """All connections of a column.

    Attributes:
        edges: first cell of each class, and the number of cells [4].
        source, target: of excitatory contacts; the source of ambient glutamate is one past the last cell [contacts].
        ampa, nmda: conductance of each contact [contacts] mS/cm^2.
        inhibitor, inhibited: of inhibitory contacts; gaba: their conductance [inhibitory contacts].
    """

    edges: Array
    source: Array
    target: Array
    ampa: Array
    nmda: Array
    inhibitor: Array
    inhibited: Array
    gaba: Array


def connect(w: Wiring, seed: int) -> Wires:
    """Draw the connections of a column."""
    edges = np.concatenate([[0], np.cumsum([w.pyramids, w.phasic, w.tonic])]).astype(np.int64)
    pyramids, phasic, tonic = (np.arange(*edges[k : k + 2]) for k in range(3))
    random = np.random.Generator(np.random.Philox(key=[seed, 1]))
    excited = [_onto(random, target, pyramids, w.fan) for target in (pyramids, phasic)]
    ambient = (np.full(len(tonic), edges[-1]), tonic)
    source, target = (np.concatenate([pair[k] for pair in (*excited, ambient)]) for k in range(2))
    each = [len(pair[0]) for pair in excited] + [len(tonic)]
    inhibited = [
        _onto(random, target, group, fan)
        for group, fan in ((phasic, w.fan), (tonic, w.fan_tonic))
        for target in (pyramids, phasic)
    ]
    calm = [len(pair[0]) for pair in inhibited]
    return Wires(
        edges,
        source,
        target,
        np.repeat([w.ampa / w.fan, w.ampa / w.fan, 0.0], each),
        np.repeat([w.nmda_pyramid / w.fan, w.nmda_phasic / w.fan, w.nmda_tonic], each),
        np.concatenate([pair[0] for pair in inhibited]),
        np.concatenate([pair[1] for pair in inhibited]),
        np.repeat(np.array([w.gaba_phasic, w.gaba_phasic, w.gaba_tonic, w.gaba_tonic])
                  / np.array([w.fan, w.fan, w.fan_tonic, w.fan_tonic]), calm),
    )  # fmt: skip


def _onto(random: np.random.Generator, targets: Array, sources: Array, fan: float) -> tuple[Array, Array]:
    """For each target so many different sources, never itself: sources and targets of the pairs."""
    drawn = [random.choice(sources[sources != cell], int(fan), replace=False) for cell in targets]
    return np.concatenate(drawn), np.repeat(targets, int(fan))
