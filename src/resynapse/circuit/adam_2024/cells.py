"""Cells of Adam 2024: pyramids, phasic and tonic interneurons, all with the same sodium and potassium channels.

    C dV/dt = -g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_L (V - E_L) + I - synapses + sigma white noise

Phasic interneurons listen to pyramids. Tonic ones listen to ambient glutamate through NMDA receptors, fire all the time
and hold the other two down: they are what the drug silences first.
Gates are as in the code that the numbers were read from; their constants stand in `gates`.
"""

from __future__ import annotations

from typing import Any

from resynapse.circuit.spiking.arithmetic import exponential
from resynapse.compiled import compiled
from resynapse.provenance import assumed, param, parameters

SOFTWARE = "as read from Neuroblox.jl (MIT, commit 19dc4c6)"
CELL = assumed(f"Hodgkin-Huxley cell as the authors set it, {SOFTWARE}", key="Adam2024")
CURRENT = assumed(f"chosen by the authors, {SOFTWARE}", key="Adam2024")
LEAK = assumed(f"0.1 {SOFTWARE}; 0.05 in another cell there (commit b7a804c)", key="Adam2024")
NOISE = assumed(
    f"1 in an example that names figure 3C (commit 90b5977), 3 in the assembly, {SOFTWARE}; at 3 it drowns the rhythms",
    key="Adam2024",
)


@parameters
class Cells:
    """Membranes; currents and conductances per area."""

    capacity: float = param(1.0, "uF/cm^2", "membrane capacity", CELL, low=0.5, high=2.0)
    sodium: float = param(100.0, "mS/cm^2", "sodium conductance g_Na", CELL, low=50.0, high=200.0)
    potassium: float = param(80.0, "mS/cm^2", "potassium conductance g_K", CELL, low=40.0, high=160.0)
    sodium_reversal: float = param(50.0, "mV", "E_Na", CELL, low=40.0, high=60.0)
    potassium_reversal: float = param(-100.0, "mV", "E_K", CELL, low=-110.0, high=-80.0)
    leak_reversal: float = param(-67.0, "mV", "E_L", CELL, low=-75.0, high=-60.0)
    leak_pyramid: float = param(0.05, "mS/cm^2", "leak of pyramids", CELL, low=0.02, high=0.1)
    leak_interneuron: float = param(0.1, "mS/cm^2", "leak of interneurons", LEAK, low=0.05, high=0.1)
    current_pyramid: float = param(-0.25, "uA/cm^2", "constant current, pyramids", CURRENT, low=-1.25, high=0.25)
    current_phasic: float = param(0.1, "uA/cm^2", "the same, phasic interneurons", CURRENT, low=-0.1, high=0.3)
    current_tonic: float = param(-1.4, "uA/cm^2", "the same, tonic interneurons", CURRENT, low=-1.8, high=-1.0)
    noise: float = param(1.0, "uA*ms**0.5/cm^2", "white noise sigma of every membrane", NOISE, low=0.3, high=3.0)


@compiled
def gates(v: float) -> Any:
    """Opening and closing rates of m, h and n [1/ms] at a potential [mV]."""
    a, b, c = v + 54.0, v + 27.0, v + 52.0
    return (
        0.32 * a / (1.0 - exponential(-a / 4.0)) if abs(a) > 1e-6 else 1.28,
        0.28 * b / (exponential(b / 5.0) - 1.0) if abs(b) > 1e-6 else 1.4,
        0.128 * exponential(-(v + 50.0) / 18.0),
        4.0 / (1.0 + exponential(-b / 5.0)),
        0.032 * c / (1.0 - exponential(-c / 5.0)) if abs(c) > 1e-6 else 0.16,
        0.5 * exponential(-(v + 57.0) / 40.0),
    )
