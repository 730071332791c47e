"""Whether a brain stays where its theory says: a few simulated seconds with noise, from the resting state.

Linear theory sees only the slope at the fixed point. A state may be stable there and still be left soon, because the
noise reaches the edge of its basin. So the same regions are simulated for a short while; where a mean rate is then
far from the fixed point, the analytic answer is refused.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from resynapse.errors import InputError
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import simulate
from resynapse.network.wong_wang import NodeParameters, WongWang

SECONDS = 5.0  # read, after as many to settle: fifty times the decay of NMDA currents
FAR = 1.0  # Hz; a third of the rate at rest, and a tenth of the way to the high branch
SHORT = Protocol(settle=SECONDS, repetition=1.0)


def stays(nodes: NodeParameters, coupling: ArrayLike, rates: ArrayLike, model: WongWang, seed: int = 0) -> None:
    """Simulate every brain once and compare.

    Args:
        nodes: [P, N] each (g and shared: [P]).
        coupling: [N, N].
        rates: of pyramids at the fixed point [Hz], [P, N].
        seed: key of the noise.
    Raises:
        InputError: a brain that leaves its fixed point.
    """
    expected = np.asarray(rates)
    run = simulate(
        nodes, coupling, SECONDS, members=len(expected), seed=seed, model=model, protocol=SHORT, ceiling=np.inf
    )
    off = np.abs(run.rate_e - expected)
    if not (furthest := float(off.max())) < FAR:
        raise InputError(
            "brain state",
            f"{furthest:.3g} Hz away from theory after {2 * SECONDS:g} simulated seconds",
            f"a state that noise does not leave, regions within {FAR:g} Hz: a smaller G, weaker block or less noise",
        )
