"""Spikes: sodium and potassium currents of Traub and Miles as used for cortical cells by Pospischil and colleagues.

    C dV/dt = I - g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_M p (V - E_K) - g_L (V - E_L)
    dx/dt   = alpha_x(V) (1 - x) - beta_x(V) x        for x = m, h, n
    dp/dt   = (p_inf(V) - p) / tau_p(V)               slow potassium (M) current of the soma

Rates at 36 C. The bouton uses the same equations with more channels per area, because its spike is brief.
"""

from __future__ import annotations

from math import exp

from resynapse.provenance import Source, assumed, param, parameters

RS = Source("Pospischil2008", "regular-spiking cell as in the authors' public template, 36 C", "measured", ("Y003",))
DENSE = assumed("chosen for a spike half as wide as that of the soma; recalled 0.2 to 0.7 ms", "M187")


@parameters
class Cell:
    """The membrane of the receiving neuron, one compartment."""

    area: float = param(28953.0, "um**2", "membrane area", RS)
    capacitance: float = param(1.0, "uF/cm**2", "per area", RS)
    sodium: float = param(56.0, "mS/cm**2", "largest sodium conductance", RS)
    potassium: float = param(6.0, "mS/cm**2", "largest delayed-rectifier conductance", RS)
    slow: float = param(0.075, "mS/cm**2", "largest slow potassium conductance", RS)
    slow_time: float = param(608.0, "ms", "slowest time constant of the slow potassium current", RS)
    leak: float = param(0.0205, "mS/cm**2", "leak conductance", RS)
    sodium_reversal: float = param(50.0, "mV", "reversal of sodium", RS)
    potassium_reversal: float = param(-100.0, "mV", "reversal of potassium", RS)
    leak_reversal: float = param(-70.3, "mV", "reversal of the leak", RS)
    shift: float = param(-56.2, "mV", "voltage that shifts all rates of the spike", RS)


@parameters
class Bouton:
    """The membrane of the presynaptic terminal and the current that the axon brings."""

    capacitance: float = param(1.0, "uF/cm**2", "per area", RS)
    sodium: float = param(100.0, "mS/cm**2", "largest sodium conductance", DENSE, low=50.0, high=300.0)
    potassium: float = param(200.0, "mS/cm**2", "largest delayed-rectifier conductance", DENSE, low=6.0, high=400.0)
    leak: float = param(0.0205, "mS/cm**2", "leak conductance", RS)
    sodium_reversal: float = param(50.0, "mV", "reversal of sodium", RS)
    potassium_reversal: float = param(-100.0, "mV", "reversal of potassium", RS)
    leak_reversal: float = param(-70.3, "mV", "reversal of the leak", RS)
    shift: float = param(-56.2, "mV", "voltage that shifts all rates of the spike", RS)
    pulse: float = param(150.0, "uA/cm**2", "current from the axon", assumed("enough to fire"), low=50.0, high=400.0)
    duration: float = param(0.2, "ms", "how long it flows", assumed("upstroke of an axonal spike"), low=0.1, high=0.5)


def gates(voltage: float, shift: float) -> tuple[float, float, float, float, float, float]:
    """alpha and beta of m, h and n at a voltage [mV]; 1/ms.

    Source: Pospischil et al. 2008, from Traub and Miles.
    """

    def ratio(x: float, width: float) -> float:  # x / (exp(x / width) - 1), smooth through x = 0
        return width - 0.5 * x if abs(x) < 1e-6 * width else x / (exp(x / width) - 1.0)

    v = voltage - shift
    return (
        0.32 * ratio(13.0 - v, 4.0),
        0.28 * ratio(v - 40.0, 5.0),
        0.128 * exp((17.0 - v) / 18.0),
        4.0 / (1.0 + exp((40.0 - v) / 5.0)),
        0.032 * ratio(15.0 - v, 5.0),
        0.5 * exp((10.0 - v) / 40.0),
    )


def slow_gate(voltage: float, slowest: float) -> tuple[float, float]:
    """Target and time constant [ms] of the slow potassium current."""
    steady = 1.0 / (1.0 + exp(-(voltage + 35.0) / 10.0))
    return steady, slowest / (3.3 * exp((voltage + 35.0) / 20.0) + exp(-(voltage + 35.0) / 20.0))
