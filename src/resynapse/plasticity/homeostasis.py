"""Synaptic scaling: the column defends its rate, slowly.

    dlog(H)/dt = -(x_E - 1) / tau_H          excitation of the column: J = synapses * H

Under lasting stress fewer synapses are scaled up until pyramids fire as before; newly grown spines are scaled away
over days. An hour of drug hardly moves it; an infusion of days does. The direction is textbook, the time constant
assumed.
"""

from __future__ import annotations

from resynapse.provenance import assumed, param, parameters


@parameters
class Homeostasis:
    """Scaling of excitatory synapses."""

    hours: float = param(
        72.0, "h", "tau_H, time constant of synaptic scaling", assumed("days in cortex"), low=24.0, high=240.0
    )
