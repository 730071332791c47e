"""Raman and Trussell: fast AMPA receptors of the cochlear nucleus, two open states.

            O1
            |
C0 -- C1 -- C2 -- O2        O1 opens fast and closes fast, O2 slowly
            |
            D               desensitised
"""

from __future__ import annotations

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.scheme import TRANSMITTER, Arrow, Scheme, scheme

CODE = Source("Raman1992", "rates as stated in the public model code of Graham and Manis", "measured", ("K003",))


@parameters
class RamanAmpa:
    """Rates at 22 C."""

    binding: float = param(13.0, "L/mmol/ms", "binding rate", CODE)
    unbinding_1: float = param(0.3, "1/ms", "unbinding of the first glutamate", CODE)
    unbinding_2: float = param(200.0, "1/ms", "unbinding of the second glutamate", CODE)
    desensitisation: float = param(30.0, "1/ms", "desensitisation rate", CODE)
    resensitisation: float = param(0.02, "1/ms", "resensitisation rate", CODE)
    opening_1: float = param(100.0, "1/ms", "opening, fast state", CODE)
    closing_1: float = param(2.0, "1/ms", "closing, fast state", CODE)
    opening_2: float = param(2.0, "1/ms", "opening, slow state", CODE)
    closing_2: float = param(0.25, "1/ms", "closing, slow state", CODE)


def ampa_raman_1992(rates: RamanAmpa | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    r = rates or RamanAmpa()
    arrows = (
        Arrow("C0", "C1", r.binding, TRANSMITTER),
        Arrow("C1", "C0", r.unbinding_1),
        Arrow("C1", "C2", r.binding, TRANSMITTER),
        Arrow("C2", "C1", r.unbinding_2),
        Arrow("C2", "D", r.desensitisation),
        Arrow("D", "C2", r.resensitisation),
        Arrow("C2", "O1", r.opening_1),
        Arrow("O1", "C2", r.closing_1),
        Arrow("C2", "O2", r.opening_2),
        Arrow("O2", "C2", r.closing_2),
    )
    return scheme("ampa-raman-1992", arrows, {"O1": 1.0, "O2": 1.0}, "C0", "none", "Raman1992")
