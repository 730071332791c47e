"""Lester and Jahr: channels that return to the open state many times after one glutamate.

Five states, see `five_state`; rates as the model code of Destexhe and Mainen states them.
"""

from __future__ import annotations

from dataclasses import astuple, replace

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.nmda.five_state import five_state
from resynapse.synapse.scheme import Scheme

CODE = Source("Lester1992", "rates as stated in the public model code nmda5.mod", "measured")


@parameters
class LesterNmda:
    """Rates at room temperature."""

    binding: float = param(5.0, "L/mmol/ms", "binding rate", replace(CODE, rows=("M106",)))
    unbinding: float = param(0.0067, "1/ms", "unbinding rate", replace(CODE, rows=("M107",)))
    desensitisation: float = param(0.0152, "1/ms", "desensitisation rate", replace(CODE, rows=("M108",)))
    resensitisation: float = param(0.0094, "1/ms", "resensitisation rate", replace(CODE, rows=("M109",)))
    opening: float = param(0.0838, "1/ms", "opening rate", replace(CODE, rows=("M110",)))
    closing: float = param(0.0838, "1/ms", "closing rate", replace(CODE, rows=("M111",)))


def nmda_lester_1992(rates: LesterNmda | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    return five_state("nmda-lester-1992", astuple(rates or LesterNmda()), "Lester1992")
