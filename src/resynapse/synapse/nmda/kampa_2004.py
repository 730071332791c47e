"""Kampa 2004: NMDA receptors of layer 5 pyramids; magnesium may sit in every state and changes how the channel gates.

    U  -- C  -- O               every state has a copy with magnesium (below) and exchanges with it,
          |                     fast at the open pore, slowly elsewhere
          D1 -- D2

    UM -- CM -- OM
          |
          D1M -- D2M

Binding of magnesium exp(z f (V - 40 mV) / 25 mV), unbinding exp(-z (1 - f) (V - 40 mV) / 25 mV). The loops are not
closed thermodynamically: the published rates break microscopic reversibility.
"""

from __future__ import annotations

import math
from dataclasses import replace

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.scheme import MAGNESIUM, TRANSMITTER, Arrow, Scheme, at_rest, scheme

CODE = Source("Kampa2004", "rates as stated in the author's public model code NMDA_Mg.mod", "measured")
REFERENCE = 40.0  # mV, where the code gives the rates of magnesium
SCALE = 25.0  # mV, RT/F as the code rounds it


@parameters
class KampaNmda:
    """Rates at room temperature."""

    binding: float = param(10.0, "L/mmol/ms", "binding of glutamate", replace(CODE, rows=("M134",)))
    unbinding: float = param(0.0056, "1/ms", "unbinding of glutamate", replace(CODE, rows=("M135",)))
    opening: float = param(0.01, "1/ms", "opening", replace(CODE, rows=("M136",)))
    closing: float = param(0.273, "1/ms", "closing", replace(CODE, rows=("M137",)))
    sleep_1: float = param(0.0022, "1/ms", "first desensitisation", replace(CODE, rows=("M138",)))
    wake_1: float = param(0.0016, "1/ms", "return from it", replace(CODE, rows=("M139",)))
    sleep_2: float = param(0.00043, "1/ms", "second desensitisation", replace(CODE, rows=("M140",)))
    wake_2: float = param(0.0005, "1/ms", "return from it", replace(CODE, rows=("M141",)))
    block: float = param(
        0.05, "L/mmol/ms", "binding of magnesium to the open pore at 40 mV", replace(CODE, rows=("M142",))
    )
    unblock: float = param(
        12.8, "1/ms", "unbinding of magnesium from the open pore at 40 mV", replace(CODE, rows=("M143",))
    )
    block_closed: float = param(
        5e-05, "L/mmol/ms", "binding of magnesium to any closed state at 40 mV", replace(CODE, rows=("M144",))
    )
    unblock_empty: float = param(
        0.002438312, "1/ms", "unbinding of magnesium, no glutamate, at 40 mV", replace(CODE, rows=("M145",))
    )
    unblock_bound: float = param(
        0.005041915, "1/ms", "unbinding of magnesium, glutamate bound, at 40 mV", replace(CODE, rows=("M146",))
    )
    unblock_sleep_1: float = param(
        0.00298874, "1/ms", "unbinding of magnesium, first desensitised, at 40 mV", replace(CODE, rows=("M147",))
    )
    unblock_sleep_2: float = param(
        0.002953408, "1/ms", "unbinding of magnesium, second desensitised, at 40 mV", replace(CODE, rows=("M148",))
    )
    unbinding_mg: float = param(
        0.0171, "1/ms", "unbinding of glutamate, magnesium in the pore", replace(CODE, rows=("M149",))
    )
    opening_mg: float = param(0.01, "1/ms", "opening, magnesium in the pore", replace(CODE, rows=("M150",)))
    closing_mg: float = param(0.548, "1/ms", "closing, magnesium in the pore", replace(CODE, rows=("M151",)))
    sleep_1_mg: float = param(
        0.0021, "1/ms", "first desensitisation, magnesium in the pore", replace(CODE, rows=("M152",))
    )
    wake_1_mg: float = param(0.00087, "1/ms", "return from it", replace(CODE, rows=("M153",)))
    sleep_2_mg: float = param(
        0.00026, "1/ms", "second desensitisation, magnesium in the pore", replace(CODE, rows=("M154",))
    )
    wake_2_mg: float = param(0.00042, "1/ms", "return from it", replace(CODE, rows=("M155",)))
    valence: float = param(
        -2.0,
        "1",
        "charge that senses the membrane on binding of magnesium (sign as in the code)",
        replace(CODE, rows=("M156",)),
    )
    fraction: float = param(0.8, "1", "share of the voltage dependence on binding", replace(CODE, rows=("M157",)))


def nmda_kampa_2004(rates: KampaNmda | None = None) -> Scheme:
    """The scheme with its published rates, or with others; it starts at rest at -65 mV in 1 mmol/L magnesium."""
    r = rates or KampaNmda()
    on = r.valence * r.fraction / SCALE
    off = -r.valence * (1.0 - r.fraction) / SCALE
    arrows = [
        *_gating("", (r.unbinding, r.opening, r.closing, r.sleep_1, r.wake_1, r.sleep_2, r.wake_2), r.binding),
        *_gating(
            "M",
            (r.unbinding_mg, r.opening_mg, r.closing_mg, r.sleep_1_mg, r.wake_1_mg, r.sleep_2_mg, r.wake_2_mg),
            r.binding,
        ),
    ]
    for state, block, unblock in (
        ("O", r.block, r.unblock),
        ("U", r.block_closed, r.unblock_empty),
        ("C", r.block_closed, r.unblock_bound),
        ("D1", r.block_closed, r.unblock_sleep_1),
        ("D2", r.block_closed, r.unblock_sleep_2),
    ):
        arrows += [
            Arrow(state, state + "M", block * math.exp(-on * REFERENCE), MAGNESIUM, on),
            Arrow(state + "M", state, unblock * math.exp(-off * REFERENCE), slope=off),
        ]
    return at_rest(scheme("nmda-kampa-2004", arrows, {"O": 1.0}, "U", "explicit", "Kampa2004"))


def _gating(mark: str, rates: tuple[float, ...], binding: float) -> list[Arrow]:
    unbinding, opening, closing, sleep_1, wake_1, sleep_2, wake_2 = rates
    empty, bound, pore, first, second = (state + mark for state in ("U", "C", "O", "D1", "D2"))
    return [
        Arrow(empty, bound, binding, TRANSMITTER),
        Arrow(bound, empty, unbinding),
        Arrow(bound, pore, opening),
        Arrow(pore, bound, closing),
        Arrow(bound, first, sleep_1),
        Arrow(first, bound, wake_1),
        Arrow(first, second, sleep_2),
        Arrow(second, first, wake_2),
    ]
