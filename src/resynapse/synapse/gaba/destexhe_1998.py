"""Destexhe, Mainen and Sejnowski: GABA-A receptors in the form of Busch and Sakmann, fitted to slices of hippocampus.

C0 -- C1 -- C2        the channel opens with one GABA (briefly) or two
      |     |
      O1    O2
"""

from __future__ import annotations

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.scheme import TRANSMITTER, Arrow, Scheme, scheme

CODE = Source("Destexhe1998", "rates as stated in the public model code gabaa5.mod", "measured", ("K001",))


@parameters
class DestexheGaba:
    """Rates at room temperature."""

    binding_1: float = param(20.0, "L/mmol/ms", "binding of the first GABA", CODE)
    binding_2: float = param(10.0, "L/mmol/ms", "binding of the second GABA", CODE)
    unbinding_1: float = param(4.6, "1/ms", "unbinding from one site", CODE)
    unbinding_2: float = param(9.2, "1/ms", "unbinding from two sites", CODE)
    opening_1: float = param(3.3, "1/ms", "opening with one GABA", CODE)
    closing_1: float = param(9.8, "1/ms", "closing with one GABA", CODE)
    opening_2: float = param(10.6, "1/ms", "opening with two GABA", CODE)
    closing_2: float = param(0.41, "1/ms", "closing with two GABA", CODE)


def gaba_destexhe_1998(rates: DestexheGaba | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    r = rates or DestexheGaba()
    arrows = (
        Arrow("C0", "C1", r.binding_1, TRANSMITTER),
        Arrow("C1", "C0", r.unbinding_1),
        Arrow("C1", "C2", r.binding_2, TRANSMITTER),
        Arrow("C2", "C1", r.unbinding_2),
        Arrow("C1", "O1", r.opening_1),
        Arrow("O1", "C1", r.closing_1),
        Arrow("C2", "O2", r.opening_2),
        Arrow("O2", "C2", r.closing_2),
    )
    return scheme("gaba-destexhe-1998", arrows, {"O1": 1.0, "O2": 1.0}, "C0", "none", "Destexhe1998")
