"""Wind-up: how the C-fibre response of projection neurons grows along a train.

Spikes are counted as in the experiments: A-beta response up to 90 ms after each stimulus, C response and
after-discharge from 90 to 800 ms, or until the same latency after the next stimulus where that comes sooner.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from resynapse.circuit.dorsal_horn.column import STEP, Stimuli, follow
from resynapse.circuit.dorsal_horn.parameters import DorsalHorn
from resynapse.circuit.dorsal_horn.state import DorsalHornState
from resynapse.solve import Floats

EARLY, LATE = 90.0, 800.0  # ms after a stimulus


class Responses(NamedTuple):
    """Spikes of one WDR neuron to each stimulus, [number, ...]: early (A-beta) and late (C)."""

    a_beta: Floats
    c: Floats

    @property
    def growth(self) -> Floats:
        """Last C response over the first; 1 without wind-up, and where nothing responds."""
        return np.where(self.c[0] > 0, self.c[-1] / np.where(self.c[0] > 0, self.c[0], 1.0), 1.0)

    @property
    def excess(self) -> Floats:
        """Spikes of the whole train above as many first responses: what wind-up adds."""
        return np.sum(self.c - self.c[0], axis=0)


def responses(
    stimuli: Stimuli,
    state: DorsalHornState | None = None,
    numbers: DorsalHorn | None = None,
    step: float = STEP,
) -> Responses:
    """Spikes to each stimulus of a train.

    Args:
        stimuli: the train.
        state: block and tone, any shape; without it, no drug.
        step: of the integration [ms].

    >>> train = responses(Stimuli(number=16, hz=0.5))
    >>> bool(train.growth > 1.5), bool(responses(Stimuli(number=16, hz=0.1)).growth < 1.1)
    (True, True)
    """
    trace = follow(stimuli, state or DorsalHornState(), numbers or DorsalHorn(), step)
    start = 1000.0 / stimuli.hz * np.arange(stimuli.number)
    end = EARLY + min(LATE - EARLY, 1000.0 / stimuli.hz)
    total = np.concatenate([np.zeros_like(trace.rate[:1]), np.cumsum(trace.rate, axis=0)]) * step / 1000.0

    def spikes(low: float, high: float) -> Floats:
        edges = np.round((start + [[low], [high]]) / step).astype(int)
        before, after = total[np.minimum(edges, len(total) - 1)]
        return after - before

    return Responses(spikes(0.0, EARLY), spikes(EARLY, end))
