"""Numbers of the dorsal-horn column.

Membranes and weights are assumed: chosen once so that a single C volley gives some ten spikes and a train at 0.5 Hz
about doubles them (1 Hz: triples), before any drug was applied. What the drug does then follows.
"""

from __future__ import annotations

from resynapse.provenance import assumed, param, parameters

CELL = assumed("ordinary for spinal neurons; no one paper prints all of them for one cell")
SIZE = assumed("chosen for some ten spikes to a first C volley and wind-up at 0.5 Hz; not measured", "W001", "W002")
MIX = assumed("GluN2A, 2B and 2D are found in the dorsal horn; shares by cell are not agreed")
SLOW = assumed(
    "summation needs a slow potential of more than 4 s; the slowest component lasts 1 to 20 s", "W003", "W004"
)


@parameters
class DorsalHorn:
    """One segment: excitatory and inhibitory interneurons and wide-dynamic-range (WDR) projection neurons."""

    rest: float = param(-65.0, "mV", "resting potential", CELL, low=-70.0, high=-55.0)
    threshold: float = param(-48.0, "mV", "potential at which firing starts", CELL, low=-55.0, high=-40.0)
    width: float = param(2.0, "mV", "softness of the threshold (noise)", CELL, low=0.5, high=4.0)
    gain: float = param(6.0, "Hz/mV", "firing rate above threshold", CELL, low=2.0, high=12.0)
    membrane_ms: float = param(20.0, "ms", "membrane time constant", CELL, low=5.0, high=40.0)
    inhibitory: float = param(-70.0, "mV", "reversal of GABA-A and glycine", CELL, low=-80.0, high=-60.0)
    ampa_ms: float = param(5.0, "ms", "decay of AMPA", CELL, low=2.0, high=10.0)
    nmda_rise_ms: float = param(10.0, "ms", "rise of NMDA", CELL, low=3.0, high=30.0)
    nmda_ms: float = param(
        150.0,
        "ms",
        "decay of NMDA",
        assumed("the NMDA component of the C-fibre potential lasts 0.1 to 1 s", "W004"),
        low=100.0,
        high=1000.0,
    )
    inhibition_ms: float = param(20.0, "ms", "decay of GABA-A and glycine", CELL, low=8.0, high=50.0)
    slow_ms: float = param(3000.0, "ms", "decay of the calcium-activated current", SLOW, low=2000.0, high=10000.0)
    peptide_ms: float = param(5000.0, "ms", "decay of the substance P (NK1) current", SLOW, low=1000.0, high=20000.0)
    a_arrival: float = param(8.0, "ms", "arrival of the A-beta volley", CELL, low=2.0, high=20.0)
    a_spread: float = param(3.0, "ms", "its spread", CELL, low=1.0, high=8.0)
    c_arrival: float = param(180.0, "ms", "arrival of the C volley", CELL, low=90.0, high=400.0)
    c_spread: float = param(40.0, "ms", "its spread", CELL, low=15.0, high=100.0)
    a_wdr: float = param(3.0, "1", "A-beta to WDR, AMPA over leak", SIZE, low=0.3, high=10.0)
    a_inhibitory: float = param(3.0, "1", "A-beta to inhibitory cells, AMPA over leak", SIZE, low=0.3, high=10.0)
    c_excitatory: float = param(1.0, "1", "C to excitatory cells, AMPA over leak", SIZE, low=0.2, high=3.0)
    c_wdr: float = param(1.0, "1", "C to WDR, AMPA over leak", SIZE, low=0.1, high=2.0)
    c_inhibitory: float = param(0.6, "1", "C to inhibitory cells, AMPA over leak", SIZE, low=0.0, high=2.0)
    nmda: float = param(0.35, "1", "NMDA on WDR at full binding, magnesium-free, over leak", SIZE, low=0.1, high=3.0)
    nmda_binding: float = param(0.25, "1", "NMDA receptors bound by one C volley, per rise", SIZE, low=0.05, high=1.0)
    relay: float = param(0.5, "1", "excitatory cells to WDR at 100 Hz, AMPA over leak", SIZE, low=0.0, high=2.0)
    inhibition: float = param(0.5, "1", "inhibitory cells to others at 100 Hz, over leak", SIZE, low=0.0, high=3.0)
    slow: float = param(0.8, "1", "cation current of WDR, largest, over leak", SIZE, low=0.05, high=1.5)
    calcium_half: float = param(
        0.03, "1", "open NMDA conductance whose calcium opens half of that current", SIZE, low=0.003, high=0.3
    )
    peptide: float = param(0.01, "1", "NK1 current of WDR after one C volley, over leak", SIZE, low=0.0, high=0.1)
    potential: float = param(
        -40.0,
        "mV",
        "potential at which the drug enters and leaves: that of a volley, as it moves in open channels only",
        assumed("the membrane passes from rest to about -25 mV during a volley"),
        low=-60.0,
        high=-25.0,
    )
    share_2a: float = param(
        0.3, "1", "GluN2A share of dorsal-horn synapses", MIX, low=0.1, high=0.6
    )
    share_2d: float = param(
        0.2, "1", "GluN2D share (rest 2B)", MIX, low=0.0, high=0.5
    )


