"""A consistency check: a depressed brain has less prefrontal connectivity, recovery restores it. Both are put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from resynapse.network import BrainState
from resynapse.network.routes import Routes
from resynapse.zoom.findings import first

if TYPE_CHECKING:
    from resynapse.network.brain import Brain, Floats

DEFICITS = 200  # random sets of regions
HEALTHY = BrainState()


def deficits(brain: Brain, states: Sequence[BrainState], seed: int = 0) -> dict[str, tuple[float, float, float]]:
    """Prefrontal GBC and GBCr of the depressed and the treated brain against health, and the loss in random regions.

    Args:
        states: before ketamine, during it, at 24 h.
    Returns:
        by reading: change when depressed; change left at 24 h; share of random sets of as many regions whose own
        reading falls less.
    """
    from resynapse.network import contested, rest
    from resynapse.network.strengths import shipped
    from resynapse.network.wong_wang import WongWang

    model, routes = WongWang(), Routes()
    healthy = rest.ready(brain, shipped(len(brain.weights), brain.fitted), model, routes)
    size = int(brain.regions.prefrontal.sum())
    before, later = (first(states[k])._replace(phasic=0.0, interneuron=0.0) for k in (0, 2))

    def loss(state: BrainState, members: Floats) -> tuple[float, float]:
        where = healthy.where._replace(prefrontal=members)
        one = healthy._replace(where=where, masks=healthy.masks._replace(prefrontal=members))
        well, ill = (rest.compiled(it, one, routes, model).observed for it in (HEALTHY, state))
        return float(ill.prefrontal_gbc - well.prefrontal_gbc), float(ill.prefrontal_gbcr - well.prefrontal_gbcr)

    true = brain.regions.prefrontal.astype(np.float64)
    depressed, left = loss(before, true), loss(later, true)
    sets = contested.random_deficits(DEFICITS, len(true), size, seed)
    elsewhere = np.array([loss(before, members) for members in sets])
    names = ("prefrontal_gbc", "prefrontal_gbcr")
    return {
        name: (depressed[k], left[k], 1.0 - contested.rank(depressed[k], elsewhere[:, k].tolist()))
        for k, name in enumerate(names)
    }
