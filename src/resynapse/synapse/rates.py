"""The receptors as compiled functions see them: arrays of a scheme, and how many molecules each state holds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from resynapse.synapse.scheme import TRANSMITTER, Scheme

Arrays = tuple[Any, ...]


def arrays(scheme: Scheme) -> Arrays:
    """(source, target, rate, ligand, slope, open, bound, instant) with bound the transmitter held by each state."""
    return (
        scheme.source.astype(np.int64),
        scheme.target.astype(np.int64),
        scheme.rate.astype(np.float64),
        scheme.ligand.astype(np.int64),
        scheme.slope.astype(np.float64),
        scheme.open.astype(np.float64),
        bound(scheme),
        float(scheme.mg == "instant"),
    )


def bound(scheme: Scheme) -> NDArray[np.float64]:
    """Molecules of transmitter that each state holds: none in the state of rest, one more after each binding [n].

    An arrow opposite to one that binds releases a molecule; all others neither bind nor release.
    """
    binds = {
        (int(i), int(j))
        for i, j, x in zip(scheme.source, scheme.target, scheme.ligand, strict=True)
        if x == TRANSMITTER
    }
    held = np.full(len(scheme.states), np.nan)
    held[int(np.argmax(scheme.start))] = 0.0
    for _ in scheme.states:
        for i, j in zip(scheme.source, scheme.target, strict=True):
            change = 1.0 if (i, j) in binds else -1.0 if (j, i) in binds else 0.0
            if np.isnan(held[j]) and not np.isnan(held[i]):
                held[j] = held[i] + change
    return np.nan_to_num(held)
