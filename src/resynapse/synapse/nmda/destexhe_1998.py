"""Destexhe, Mainen and Sejnowski: the scheme fitted to slices of hippocampus.

Five states, see `five_state`; rates as the model code of Destexhe and Mainen states them.
"""

from __future__ import annotations

from dataclasses import astuple, replace

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.nmda.five_state import five_state
from resynapse.synapse.scheme import Scheme

CODE = Source("Destexhe1998", "rates as stated in the public model code nmda5.mod", "measured")


@parameters
class DestexheNmda:
    """Rates at room temperature."""

    binding: float = param(5.0, "L/mmol/ms", "binding rate", replace(CODE, rows=("M097",)))
    unbinding: float = param(0.0129, "1/ms", "unbinding rate", replace(CODE, rows=("M098",)))
    desensitisation: float = param(0.0084, "1/ms", "desensitisation rate", replace(CODE, rows=("M099",)))
    resensitisation: float = param(0.0068, "1/ms", "resensitisation rate", replace(CODE, rows=("M100",)))
    opening: float = param(0.0465, "1/ms", "opening rate", replace(CODE, rows=("M101",)))
    closing: float = param(0.0738, "1/ms", "closing rate", replace(CODE, rows=("M102",)))


def nmda_destexhe_1998(rates: DestexheNmda | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    return five_state("nmda-destexhe-1998", astuple(rates or DestexheNmda()), "Destexhe1998")
