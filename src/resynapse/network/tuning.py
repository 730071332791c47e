"""Feedback inhibition found by simulation, where theory does not hold.

The brain is simulated, and the inhibition of every region is moved by the current that its rate is off:

    f <- f + share [H^-1(<r_E>) - H^-1(r)] / (g <S_I>)

Noise raises mean rates through the curvature of H. This rule sees it, whatever the noise; `analytic.balance` is its
limit without noise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from resynapse.errors import InputError
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import simulate
from resynapse.network.wong_wang import FLOW, NodeParameters, WongWang, rate_e

Floats = NDArray[np.float64]
TRIAL = Protocol(settle=4.0, repetition=1.0)
SHARE = 0.5  # of the missing current, corrected per round


def hold(
    nodes: NodeParameters,
    coupling: ArrayLike,
    *,
    model: WongWang | None = None,
    within: float = 0.1,
    seconds: float = 10.0,
    members: int = 64,
    rounds: int = 40,
    seed: int = 0,
    workers: int | None = None,
) -> NodeParameters:
    """Feedback inhibition that holds the mean rate of every region in simulation.

    Args:
        nodes: [N] each; its `w_ie` is the first guess.
        coupling: C, [N, N].
        within: largest deviation of a region from `model.rate` [Hz].
        seconds, members: of each trial.
        rounds: trials at most.
    Raises:
        InputError: no inhibition was found.
    """
    m = model or WongWang()
    wanted = _current(np.asarray([m.rate]), m)
    for _ in range(rounds):
        run = simulate(
            nodes,
            coupling,
            seconds,
            members=members,
            seed=seed,
            model=m,
            protocol=TRIAL,
            workers=workers,
            ceiling=np.inf,
        )
        rates = run.rate_e.mean(axis=0)
        if np.abs(rates - m.rate).max() <= within:
            return nodes
        open_i = m.tau_i * FLOW * run.rate_i.mean(axis=0)
        moved = nodes.w_ie + SHARE * (_current(rates, m) - wanted) / (nodes.gaba * open_i)
        nodes = nodes._replace(w_ie=np.maximum(moved, 0.0))
    off = float(np.abs(rates - m.rate).max())
    raise InputError(
        "G", float(np.max(nodes.g)), f"a coupling at which inhibition holds {m.rate} Hz (off by {off:.2f})"
    )


def _current(rates: Floats, model: WongWang) -> Floats:
    """The input at which pyramids fire at these rates [nA], from a table."""
    currents = np.linspace(0.3, 2.0, 20_001)
    return np.interp(rates, np.asarray(rate_e(currents, model)), currents)
