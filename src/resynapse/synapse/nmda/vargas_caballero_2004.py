"""Vargas-Caballero and Robinson: magnesium is trapped when the channel closes over it, and closing is faster then.

                D
                |
    C0 -- C1 -- C2 -- O                  without magnesium
                      |                  binding 0.61 exp(-V/17) [Mg], unbinding 5.4 exp(V/47)
    B0 -- B1 -- B2 -- B                  with magnesium
                |
                BD

Factors 2 on the first binding of glutamate and on unbinding from two sites.
"""

from __future__ import annotations

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.scheme import MAGNESIUM, TRANSMITTER, Arrow, Scheme, scheme

CODE = Source(
    "VargasCaballero2004", "rates as stated in the authors' public model code, room temperature", "measured", ("K004",)
)


@parameters
class VargasCaballeroNmda:
    """Rates at room temperature; `_mg`: with magnesium in the pore."""

    binding: float = param(5.0, "L/mmol/ms", "binding to one site", CODE)
    unbinding: float = param(0.082, "1/ms", "unbinding from one site", CODE)
    opening: float = param(0.0465, "1/ms", "opening", CODE)
    closing: float = param(0.0916, "1/ms", "closing", CODE)
    desensitisation: float = param(0.0084, "1/ms", "desensitisation", CODE)
    resensitisation: float = param(0.0018, "1/ms", "resensitisation", CODE)
    opening_mg: float = param(0.04185, "1/ms", "opening with magnesium in the pore", CODE)
    closing_mg: float = param(0.229, "1/ms", "closing with magnesium in the pore", CODE)
    block: float = param(0.61, "L/mmol/ms", "binding of magnesium at 0 mV", CODE)
    block_voltage: float = param(17.0, "mV", "voltage over which binding of magnesium falls e-fold", CODE)
    unblock: float = param(5.4, "1/ms", "unbinding of magnesium at 0 mV", CODE)
    unblock_voltage: float = param(47.0, "mV", "voltage over which unbinding of magnesium rises e-fold", CODE)


def nmda_vargas_caballero_2004(rates: VargasCaballeroNmda | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    r = rates or VargasCaballeroNmda()
    arrows: list[Arrow] = []
    for free, pore, opening, closing in (("C", "O", r.opening, r.closing), ("B", "B", r.opening_mg, r.closing_mg)):
        none, one, two, sleep = f"{free}0", f"{free}1", f"{free}2", "D" if free == "C" else "BD"
        arrows += [
            Arrow(none, one, 2.0 * r.binding, TRANSMITTER),
            Arrow(one, none, r.unbinding),
            Arrow(one, two, r.binding, TRANSMITTER),
            Arrow(two, one, 2.0 * r.unbinding),
            Arrow(two, sleep, r.desensitisation),
            Arrow(sleep, two, r.resensitisation),
            Arrow(two, pore, opening),
            Arrow(pore, two, closing),
        ]
    arrows += [
        Arrow("O", "B", r.block, MAGNESIUM, -1.0 / r.block_voltage),
        Arrow("B", "O", r.unblock, 0, 1.0 / r.unblock_voltage),
    ]
    return scheme("nmda-vargas-caballero-2004", arrows, {"O": 1.0}, "C0", "explicit", "VargasCaballero2004")
