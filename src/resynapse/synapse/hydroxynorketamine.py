"""(2R,6R)-Hydroxynorketamine at the NMDA receptor: weak, slow, and without need of an open channel.

One site that is reached in every state and shared with magnesium ("complete competition"). Contested elsewhere as an
antidepressant; here only what it does to this receptor. Nothing of the course uses it.
"""

from __future__ import annotations

import math

from resynapse.provenance import Source, assumed, param, parameters
from resynapse.receptor.blockers import Ketamine
from resynapse.receptor.trapping_block import TABULATED, THERMAL
from resynapse.synapse.blocked import magnesium_hold, magnesium_site
from resynapse.synapse.pore import Site, occupied
from resynapse.synapse.scheme import BLOCKER, Scheme, at_rest


@parameters
class Hydroxynorketamine:
    """Constants at GluN1/GluN2A."""

    ic50: float = param(
        46.0, "umol/L", "half block, no Mg, pH 7.2", Source("Abbott2020", "abstract", "measured", ("M066",))
    )
    depth: float = param(
        0.2,
        "1",
        "electrical distance of the site",
        assumed("read: weaker voltage dependence than ketamine; no number", "M066"),
        low=0.0,
        high=0.5,
    )
    leaving: float = param(
        0.02,
        "1/s",
        "unbinding rate at -66 mV",
        assumed("read: slower than ketamine, onset ten times as slow; a tenth of ketamine's", "M066"),
        low=0.005,
        high=0.2,
    )


def with_hydroxynorketamine(scheme: Scheme, numbers: Hydroxynorketamine | None = None) -> Scheme:
    """An NMDA scheme with instantaneous magnesium, its pore shared by magnesium and the metabolite (ligand 2)."""
    n = numbers or Hydroxynorketamine()
    slope = n.depth / THERMAL
    off = n.leaving / 1000.0
    on = off / n.ic50 * math.exp(slope * TABULATED)  # at 0 mV; all voltage dependence on the way in
    site = Site("+hnk", BLOCKER, on, off, -slope, 0.0, closed=True)
    magnesium = magnesium_site(magnesium_hold(Ketamine(), "GluN2A"))
    return at_rest(occupied(scheme, (magnesium, site), f"{scheme.name}+hydroxynorketamine"), TABULATED)
