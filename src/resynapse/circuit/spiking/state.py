"""What the spiking column accepts from the course at one moment: what the mean field is given."""

from __future__ import annotations

from typing import NamedTuple


class ColumnState(NamedTuple):
    """A prefrontal column at rest, unless told otherwise. Same meaning as `Block`, `Tone` and `Balance`.

    Attributes:
        phasic: share of synaptic NMDA receptors blocked, 0 to 1.
        interneuron: share of tonically active NMDA receptors of interneurons blocked.
        resting: share of NMDA receptors of resting pyramids blocked.
        synapses: excitatory synapses between pyramids times their homeostatic scaling, multiple of rest.
        ampa: share of AMPA receptors blocked.
        gaba: GABA-A gain, multiple of rest.
        gain: of pyramids, from dopamine and serotonin, multiple of rest.
        tonic_interneuron, tonic_pyramidal: t_I and t_E, how much of their drive is tonic NMDA current.
    """

    phasic: float = 0.0
    interneuron: float = 0.0
    resting: float = 0.0
    synapses: float = 1.0
    ampa: float = 0.0
    gaba: float = 1.0
    gain: float = 1.0
    tonic_interneuron: float = 0.6
    tonic_pyramidal: float = 1.5
