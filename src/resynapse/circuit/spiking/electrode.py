"""What an electrode sees and what counts as a burst."""

from __future__ import annotations

from resynapse.provenance import assumed, param, parameters

MAZZONI = assumed("recalled from Mazzoni 2015; the numbers were not seen", key="Mazzoni2015")


@parameters
class Electrode:
    """Field proxy, bands and bursts."""

    late: float = param(6.0, "ms", "delay of the AMPA current in the field proxy", MAZZONI, low=0.0, high=12.0)
    weight: float = param(1.65, "1", "weight of the GABA current in the field proxy", MAZZONI, low=1.0, high=2.5)
    burst: float = param(
        45.0, "ms", "longest interval in a burst", assumed("recalled for rat prefrontal units"), low=10.0, high=80.0
    )
    gamma_low: float = param(
        25.0, "Hz", "gamma from", assumed("as reported with ketamine", "M260"), low=25.0, high=40.0
    )
    gamma_high: float = param(80.0, "Hz", "gamma to", assumed("convention"), low=70.0, high=100.0)
