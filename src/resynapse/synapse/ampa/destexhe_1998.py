"""Destexhe, Mainen and Sejnowski: AMPA receptors fitted to slices of hippocampus.

C0 -- C1 -- C2 -- O        the first glutamate holds tightly, the second lightly
      |     |
      D1    D2             desensitised
"""

from __future__ import annotations

from dataclasses import replace

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.scheme import TRANSMITTER, Arrow, Scheme, scheme

CODE = Source("Destexhe1998", "rates as stated in the public model code ampa5.mod", "measured")


@parameters
class DestexheAmpa:
    """Rates at room temperature."""

    binding: float = param(13.0, "L/mmol/ms", "binding rate", replace(CODE, rows=("M161",)))
    unbinding_1: float = param(0.0059, "1/ms", "unbinding of the first glutamate", replace(CODE, rows=("M162",)))
    unbinding_2: float = param(86.0, "1/ms", "unbinding of the second glutamate", replace(CODE, rows=("M163",)))
    desensitisation: float = param(0.9, "1/ms", "desensitisation rate", replace(CODE, rows=("M164",)))
    resensitisation: float = param(0.064, "1/ms", "resensitisation rate", replace(CODE, rows=("M165",)))
    opening: float = param(2.7, "1/ms", "opening rate", replace(CODE, rows=("M166",)))
    closing: float = param(0.2, "1/ms", "closing rate", replace(CODE, rows=("M167",)))


def ampa_destexhe_1998(rates: DestexheAmpa | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    r = rates or DestexheAmpa()
    arrows = (
        Arrow("C0", "C1", r.binding, TRANSMITTER),
        Arrow("C1", "C0", r.unbinding_1),
        Arrow("C1", "C2", r.binding, TRANSMITTER),
        Arrow("C2", "C1", r.unbinding_2),
        Arrow("C1", "D1", r.desensitisation),
        Arrow("D1", "C1", r.resensitisation),
        Arrow("C2", "D2", r.desensitisation),
        Arrow("D2", "C2", r.resensitisation),
        Arrow("C2", "O", r.opening),
        Arrow("O", "C2", r.closing),
    )
    return scheme("ampa-destexhe-1998", arrows, {"O": 1.0}, "C0", "none", "Destexhe1998")
