"""A brain: regions, the fibres between them, and what is known of each region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resynapse.network.strengths import Common

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Regions(NamedTuple):
    """Who is who; all of length N, in the order of the connectome.

    Attributes:
        labels: names of the atlas.
        hemisphere: "L" or "R".
        lobe: frontal, parietal, temporal, occipital, insular, limbic or subcortical.
        network: default, control, salience, dorsal attention, somatomotor, visual, limbic or subcortical.
        prefrontal, hippocampal: membership.
        mirror: index of the same region in the other hemisphere, -1 without one.
    """

    labels: tuple[str, ...]
    hemisphere: tuple[str, ...]
    lobe: tuple[str, ...]
    network: tuple[str, ...]
    prefrontal: Flags
    hippocampal: Flags
    mirror: NDArray[np.int64]


class Brain(NamedTuple):
    """A connectome as it was measured; see `structure.coupling` for what the model couples regions by.

    Attributes:
        name: of the data set.
        weights: fibres between regions, [N, N], symmetric, not negative, zero diagonal, arbitrary unit.
        lengths: of the fibres [mm], [N, N], zero where there are none.
        regions: who is who.
        centres: of the regions, MNI [mm], [N, 3]; NaN where unknown.
        maps: z-scored maps over regions, [N] each, by name (receptor densities, myelin, ...).
        tracts: weights of each measured person, [S, N, N]; none: S = 0.
        connectivity: correlation of BOLD of each measured person, [S, N, N].
        dynamics: FCD of each measured person (see `dynamics`), [S, pairs of windows].
        notice: whose data these are and under which terms.
        fitted: the global numbers fitted to it; None: those of the primary set are a starting point.
        groups: connectivity is that of groups, not of persons: the first to fit, the second to test.
        window: length and step of the windows of `dynamics` [s].
    """

    name: str
    weights: Floats
    lengths: Floats
    regions: Regions
    centres: Floats
    maps: Mapping[str, Floats]
    tracts: Floats
    connectivity: Floats
    dynamics: Floats
    notice: str
    fitted: Common | None = None
    groups: bool = False
    window: tuple[float, float] = (60.0, 30.0)


def measured(brain: Brain) -> Floats:
    """The connectivity that a model is fitted to, [N, N]: the mean of persons, or the group that is there to fit."""
    return np.asarray(brain.connectivity[0] if brain.groups else brain.connectivity.mean(axis=0))
