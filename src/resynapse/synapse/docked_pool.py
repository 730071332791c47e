"""Docked vesicles: used, refilled, and for a while more willing.

    a docked vesicle fuses at a spike with probability u p0 / U, p0 from the calcium of that spike
    an emptied site is filled again after an exponential time of mean tau_rec
    u -> u + U (1 - u) at each spike, and back to U (from below: 0) with tau_fac        facilitation

The mean of many sites is the model of Tsodyks and Markram. Between pyramids it depresses (tau_fac = 0); onto
somatostatin cells it facilitates.
"""

from __future__ import annotations

from math import exp

from resynapse.provenance import Source, assumed, param, parameters

TM = Source("Tsodyks1997", "depressing synapse between pyramids, as used in public model code", "measured")
MARKRAM = Source("Markram1998", "facilitating synapse, as used in public model code", "measured", ("M204", "M205"))


@parameters
class Pool:
    """Depressing synapse between two pyramids."""

    sites: float = param(
        1.0, "1", "release sites of one contact", assumed("one site per contact; recalled pools are larger", "M199"),
        low=1.0, high=12.0,
    )  # fmt: skip
    utilisation: float = param(
        0.5, "1", "U, share of docked vesicles that one spike fuses",
        Source(TM.key, TM.where, "measured", ("M201",)), low=0.3, high=0.67,
    )  # fmt: skip
    recovery: float = param(
        800.0, "ms", "tau_rec, refilling of a site", Source(TM.key, TM.where, "measured", ("M202",)),
        low=500.0, high=1000.0,
    )  # fmt: skip
    facilitation: float = param(
        0.0, "ms", "tau_fac, decay of facilitation", Source(TM.key, TM.where, "measured", ("M203",)),
        low=0.0, high=20.0,
    )  # fmt: skip


@parameters
class FacilitatingPool:
    """Synapse of a pyramid onto a somatostatin cell."""

    sites: float = param(1.0, "1", "release sites of one contact", assumed("as between pyramids"), low=1.0, high=12.0)
    utilisation: float = param(0.04, "1", "U", MARKRAM, low=0.02, high=0.1)
    recovery: float = param(100.0, "ms", "tau_rec", MARKRAM)
    facilitation: float = param(1000.0, "ms", "tau_fac", assumed("recalled", "M206"), low=500.0, high=1500.0)


def utilisations(intervals: list[float], pool: Pool | FacilitatingPool) -> list[float]:
    """u at each spike of a train, the first one included.

    Args:
        intervals: between successive spikes [ms].

    >>> utilisations([50.0], Pool())
    [0.5, 0.5]
    """
    u = [pool.utilisation]
    for gap in intervals:
        kept = exp(-gap / pool.facilitation) if pool.facilitation > 0.0 else 0.0
        u.append(pool.utilisation + u[-1] * kept * (1.0 - pool.utilisation))
    return u
