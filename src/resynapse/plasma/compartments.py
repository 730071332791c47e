"""Pieces that the models share: flows around a central compartment, and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from resynapse.plasma.brain import BRAIN, ke0, unbound_umol_per_mg
from resynapse.plasma.linear import Array
from resynapse.plasma.subjects import Subjects

Flow = tuple[str, str | None, Array]


def mammillary(
    central: str, volume: Array, peripherals: Sequence[tuple[str, Array | float, Array | float]]
) -> list[Flow]:
    """Exchange of `central` (volume [P] L) with peripheral compartments.

    Args:
        central: name.
        volume: [P] L.
        peripherals: (name, flow in L/h, volume in L).
    """
    flows: list[Flow] = []
    for name, flow, peripheral in peripherals:
        flows += [(central, name, flow / volume), (name, central, np.asarray(flow / peripheral))]
    return flows


def observe(
    names: Sequence[str], subjects: Subjects, seen: Mapping[str, tuple[str, Array | float]]
) -> dict[str, Array]:
    """Readout weights [P, n] from (compartment, weight per mg)."""
    found = {name: np.zeros((subjects.number, len(names))) for name in seen}
    for name, (compartment, weight) in seen.items():
        found[name][:, names.index(compartment)] = weight
    return found


def effect_link(subjects: Subjects) -> list[tuple[str, str, Array]]:
    """The human effect site, which follows `central` and takes nothing from it."""
    return [("central", "effect", ke0(subjects))]


def brain_of(moiety: str, volume: Array) -> dict[str, tuple[str, Array | float]]:
    """Unbound brain umol/L from the effect site; a racemic assay is split by the share in the dose."""
    if moiety in ("s", "r"):
        return {f"brain_{moiety}_ketamine": ("effect", unbound_umol_per_mg(moiety) / volume)}
    shares = {"s": BRAIN.s_share, "r": 1.0 - BRAIN.s_share}
    return {f"brain_{e}_ketamine": ("effect", shares[e] * unbound_umol_per_mg(e) / volume) for e in shares}
