"""What the brain accepts from the course at one moment."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class BrainState(NamedTuple):
    """A brain at rest, healthy and without drug, unless told otherwise; scalars, or [P] for P patients.

    Attributes:
        phasic: share of synaptic NMDA receptors of pyramids blocked, 0 to 1.
        interneuron: share of tonically active NMDA receptors of interneurons blocked.
        prefrontal, hippocampal: excitatory synapses relative to the healthy, unstressed brain.
        gaba: GABA-A gain, multiple of rest.
        excitation: pyramidal rate of the prefrontal column, multiple of rest (a reading, to compare with).
    """

    phasic: float | Floats = 0.0
    interneuron: float | Floats = 0.0
    prefrontal: float | Floats = 1.0
    hippocampal: float | Floats = 1.0
    gaba: float | Floats = 1.0
    excitation: float | Floats = 1.0
