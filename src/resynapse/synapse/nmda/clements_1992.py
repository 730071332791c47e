"""Clements 1992, rates also used by Hessler 1993: transmitter in the cleft read off the current.

Five states, see `five_state`; rates as the model code of Destexhe and Mainen states them.
"""

from __future__ import annotations

from dataclasses import astuple, replace

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.nmda.five_state import five_state
from resynapse.synapse.scheme import Scheme

CODE = Source("Clements1992", "rates as stated in the public model code nmda5.mod", "measured")


@parameters
class ClementsNmda:
    """Rates at room temperature."""

    binding: float = param(5.0, "L/mmol/ms", "binding rate", replace(CODE, rows=("M115",)))
    unbinding: float = param(0.0095, "1/ms", "unbinding rate", replace(CODE, rows=("M116",)))
    desensitisation: float = param(0.016, "1/ms", "desensitisation rate", replace(CODE, rows=("M117",)))
    resensitisation: float = param(0.013, "1/ms", "resensitisation rate", replace(CODE, rows=("M118",)))
    opening: float = param(0.025, "1/ms", "opening rate", replace(CODE, rows=("M119",)))
    closing: float = param(0.059, "1/ms", "closing rate", replace(CODE, rows=("M120",)))


def nmda_clements_1992(rates: ClementsNmda | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    return five_state("nmda-clements-1992", astuple(rates or ClementsNmda()), "Clements1992")
