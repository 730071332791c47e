"""Edmonds and Colquhoun: rapid decay of averaged single-channel currents.

Five states, see `five_state`; rates as the model code of Destexhe and Mainen states them.
"""

from __future__ import annotations

from dataclasses import astuple, replace

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.nmda.five_state import five_state
from resynapse.synapse.scheme import Scheme

CODE = Source("Edmonds1992", "rates as stated in the public model code nmda5.mod", "measured")


@parameters
class EdmondsNmda:
    """Rates at room temperature."""

    binding: float = param(5.0, "L/mmol/ms", "binding rate", replace(CODE, rows=("M124",)))
    unbinding: float = param(0.0047, "1/ms", "unbinding rate", replace(CODE, rows=("M125",)))
    desensitisation: float = param(0.0084, "1/ms", "desensitisation rate", replace(CODE, rows=("M126",)))
    resensitisation: float = param(0.0018, "1/ms", "resensitisation rate", replace(CODE, rows=("M127",)))
    opening: float = param(0.0465, "1/ms", "opening rate", replace(CODE, rows=("M128",)))
    closing: float = param(0.0916, "1/ms", "closing rate", replace(CODE, rows=("M129",)))


def nmda_edmonds_1992(rates: EdmondsNmda | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    return five_state("nmda-edmonds-1992", astuple(rates or EdmondsNmda()), "Edmonds1992")
