"""Receptors for the stochastic synapse: magnesium comes and goes too fast to be counted, so it is averaged.

A channel gates alike with and without magnesium, and magnesium settles within a millisecond. So the states with and
without it are one, of which the share 1 / (1 + hold [Mg]/3.57 exp(-0.062 V)) is free to conduct and to take up a drug.
Schemes in which magnesium changes the gating keep their own states.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resynapse.synapse.blocked import MEASURED_AT, SATURATING, Drug, drug_sites, magnesium_hold, with_drugs
from resynapse.synapse.pore import occupied
from resynapse.synapse.scheme import BLOCKER, SECOND_BLOCKER, Scheme, equilibrium, generator


class Lumped(NamedTuple):
    """A scheme without states for magnesium and what magnesium does to it.

    Attributes:
        scheme: gating and drugs.
        hold: strength of magnesium relative to Jahr and Stevens; 0 where the scheme has its own states for it.
        waits: 1 for the arrows on which a drug enters the pore deep, and so waits for magnesium to leave [R].
    """

    scheme: Scheme
    hold: float
    waits: NDArray[np.float64]


def lumped(gating: Scheme, subunit: str, drugs: tuple[Drug, ...]) -> Lumped:
    """One subunit's receptor for the stochastic synapse."""
    if gating.mg == "explicit":
        full = with_drugs(gating, subunit, drugs)
        return Lumped(full, 0.0, np.zeros(len(full.rate)))
    hold = magnesium_hold(drugs[0], subunit)
    settled = equilibrium(gating, generator(gating, SATURATING, 0.0, MEASURED_AT, 0.0))
    steady = float(settled @ gating.open)
    sites = drug_sites(drugs[0], subunit, opening=steady)
    for drug in drugs[1:]:
        sites += drug_sites(drug, subunit, hold=hold, ligand=SECOND_BLOCKER, opening=steady)
    scheme = occupied(gating, sites, gating.name)
    return Lumped(scheme, hold, np.isin(scheme.ligand, (BLOCKER, SECOND_BLOCKER)).astype(float))
