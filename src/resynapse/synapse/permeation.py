"""Which ions carry the current: Goldman, Hodgkin and Katz.

    I_s = P_s z^2 x F ([s]_in - [s]_out exp(-z x)) / (1 - exp(-z x))        x = V F / RT
    P_Na = P_K = 1, P_Ca from its published ratio

The sum is scaled so that one open channel has its published conductance at -60 mV. Sodium and calcium flow in,
potassium out. Magnesium does not flow: it sits in the NMDA pore and leaves it when the voltage rises.
Chloride (GABA-A): I = g (V - E_Cl).
"""

from __future__ import annotations

from math import exp

from resynapse.provenance import Source, assumed, param, parameters

LEVEL = assumed("textbook concentration")
REVIEW = Source("Dingledine1999", "table 7", "measured")


@parameters
class Permeation:
    """Concentrations on both sides, permeability to calcium, conductance of one channel."""

    sodium_out: float = param(145.0, "mmol/L", "sodium outside", LEVEL, low=140.0, high=150.0)
    sodium_in: float = param(12.0, "mmol/L", "sodium inside", LEVEL, low=5.0, high=18.0)
    potassium_out: float = param(3.0, "mmol/L", "potassium outside", LEVEL, low=2.5, high=5.0)
    potassium_in: float = param(140.0, "mmol/L", "potassium inside", LEVEL, low=120.0, high=150.0)
    calcium_out: float = param(1.5, "mmol/L", "calcium outside", LEVEL, low=1.1, high=2.0)
    thermal: float = param(
        25.3, "mV", "RT/F at 20 C, the temperature of the receptor rates", LEVEL, low=25.0, high=26.8
    )
    nmda_calcium: float = param(
        5.5, "1", "P_Ca/P_Na of NMDA receptors",
        Source("Dingledine1999", "inside the printed 3.1 to 17; gives a tenth of the current", "derived",
               ("Y006", "M224")), low=3.1, high=17.0,
    )  # fmt: skip
    ampa_calcium: float = param(
        0.05, "1", "P_Ca/P_Na of AMPA receptors with GluA2", Source(REVIEW.key, REVIEW.where, "measured", ("Y007",))
    )
    nmda_conductance: float = param(50.0, "pS", "one NMDA channel", assumed("textbook"), low=40.0, high=55.0)
    ampa_conductance: float = param(
        10.0, "pS", "one AMPA channel", Source("Spruston1995", "fluctuation analysis", "measured", ("Y008",))
    )
    gaba_conductance: float = param(25.0, "pS", "one GABA-A channel", assumed("textbook"), low=15.0, high=35.0)
    chloride_reversal: float = param(
        -80.0, "mV", "reversal of chloride", Source("Destexhe1998", "two-state model", "measured", ("M176",))
    )


def goldman(voltage: float, inside: float, outside: float, valence: float, thermal: float) -> float:
    """Current of one ion at unit permeability [mmol/L; inward is negative]."""
    x = valence * voltage / thermal
    if abs(x) < 1e-6:
        return valence * (inside - outside + 0.5 * x * (inside + outside))
    return valence * x * (inside - outside * exp(-x)) / (1.0 - exp(-x))
