"""Jones and Westbrook: GABA-A receptors whose desensitised states prolong the current.

      D1    D2
      |     |
C0 -- C1 -- C2        factors 2 on the first binding and on unbinding from two sites
      |     |
      O1    O2
"""

from __future__ import annotations

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.scheme import TRANSMITTER, Arrow, Scheme, scheme

CODE = Source("Jones1995", "rates of the paper as stated in public simulation code", "measured", ("K002",))


@parameters
class JonesGaba:
    """Rates at room temperature."""

    binding: float = param(3.0, "L/mmol/ms", "binding to one site", CODE)
    unbinding: float = param(0.15, "1/ms", "unbinding from one site", CODE)
    opening_1: float = param(0.2, "1/ms", "opening with one GABA", CODE)
    closing_1: float = param(1.111, "1/ms", "closing with one GABA", CODE)
    opening_2: float = param(2.5, "1/ms", "opening with two GABA", CODE)
    closing_2: float = param(0.142, "1/ms", "closing with two GABA", CODE)
    desensitisation_1: float = param(0.013, "1/ms", "desensitisation with one GABA", CODE)
    resensitisation_1: float = param(0.00013, "1/ms", "resensitisation with one GABA", CODE)
    desensitisation_2: float = param(0.875, "1/ms", "desensitisation with two GABA", CODE)
    resensitisation_2: float = param(0.02, "1/ms", "resensitisation with two GABA", CODE)


def gaba_jones_1995(rates: JonesGaba | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    r = rates or JonesGaba()
    arrows = (
        Arrow("C0", "C1", 2.0 * r.binding, TRANSMITTER),
        Arrow("C1", "C0", r.unbinding),
        Arrow("C1", "C2", r.binding, TRANSMITTER),
        Arrow("C2", "C1", 2.0 * r.unbinding),
        Arrow("C1", "O1", r.opening_1),
        Arrow("O1", "C1", r.closing_1),
        Arrow("C2", "O2", r.opening_2),
        Arrow("O2", "C2", r.closing_2),
        Arrow("C1", "D1", r.desensitisation_1),
        Arrow("D1", "C1", r.resensitisation_1),
        Arrow("C2", "D2", r.desensitisation_2),
        Arrow("D2", "C2", r.resensitisation_2),
    )
    return scheme("gaba-jones-1995", arrows, {"O1": 1.0, "O2": 1.0}, "C0", "none", "Jones1995")
