"""Events that reach the column from elsewhere: how large one is. How many come is solved, see `calibrate.py`."""

from __future__ import annotations

from resynapse.provenance import assumed, param, parameters

AFFERENT = assumed("one afferent volley; sets how irregular firing is, and so how straight the rate against current")


@parameters
class Background:
    """Afferent events."""

    event_e: float = param(1.2, "mV", "potential of one afferent AMPA event, pyramids", AFFERENT, low=0.2, high=2.0)
    event_p: float = param(1.0, "mV", "the same, PV", AFFERENT, low=0.2, high=2.0)
    event_s: float = param(1.0, "mV", "the same, SST", AFFERENT, low=0.2, high=2.0)
    event_v: float = param(1.0, "mV", "the same, VIP", AFFERENT, low=0.2, high=2.0)
    cluster_rate: float = param(
        8.0,
        "Hz",
        "slow NMDA events of a pyramid",
        assumed("clustered afferents; sets how much firing comes in bursts"),
        low=2.0,
        high=100.0,
    )
