"""Presynaptic calcium channels of the P/Q type: six states, five of them closed.

    C0 -- C1 -- C2 -- C3 -- C4 -- O        a_i exp(V / V_i) forward, b_i exp(-V / V_i) back; the last step has no
    voltage

Li, Bischofberger and Jonas, hippocampal mossy-fibre boutons. The channels open while the spike falls, when the pull on
calcium grows and the gates have not yet closed.
"""

from __future__ import annotations

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.scheme import Arrow, Scheme, scheme

CODE = Source("Li2007", "P/Q type, rates as stated in the authors' public model code", "measured", ("Y001",))


@parameters
class CalciumChannel:
    """Rates at 0 mV and voltages of the four voltage-dependent steps."""

    forward_1: float = param(5.89, "1/ms", "C0 to C1", CODE)
    back_1: float = param(14.99, "1/ms", "C1 to C0", CODE)
    voltage_1: float = param(62.61, "mV", "voltage of this step", CODE)
    forward_2: float = param(9.21, "1/ms", "C1 to C2", CODE)
    back_2: float = param(6.63, "1/ms", "C2 to C1", CODE)
    voltage_2: float = param(33.92, "mV", "voltage of this step", CODE)
    forward_3: float = param(5.20, "1/ms", "C2 to C3", CODE)
    back_3: float = param(132.80, "1/ms", "C3 to C2", CODE)
    voltage_3: float = param(135.08, "mV", "voltage of this step", CODE)
    forward_4: float = param(1823.18, "1/ms", "C3 to C4", CODE)
    back_4: float = param(248.58, "1/ms", "C4 to C3", CODE)
    voltage_4: float = param(20.86, "mV", "voltage of this step", CODE)
    forward_5: float = param(247.71, "1/ms", "C4 to O", CODE)
    back_5: float = param(8.28, "1/ms", "O to C4", CODE)


def calcium_channel(c: CalciumChannel | None = None) -> Scheme:
    """The channel as a kinetic scheme; no ligand."""
    c = c or CalciumChannel()
    steps = (
        (c.forward_1, c.back_1, 1.0 / c.voltage_1),
        (c.forward_2, c.back_2, 1.0 / c.voltage_2),
        (c.forward_3, c.back_3, 1.0 / c.voltage_3),
        (c.forward_4, c.back_4, 1.0 / c.voltage_4),
        (c.forward_5, c.back_5, 0.0),
    )
    names = ("C0", "C1", "C2", "C3", "C4", "O")
    arrows = []
    for k, (forward, back, slope) in enumerate(steps):
        arrows.append(Arrow(names[k], names[k + 1], forward, slope=slope))
        arrows.append(Arrow(names[k + 1], names[k], back, slope=-slope))
    return scheme("calcium-li-2007", arrows, {"O": 1.0}, "C0", "none", "Li2007")
