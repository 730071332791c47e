r"""Clarke and Johnson 2008: two gates, one fast and one slow, open in either order; voltage moves both.

                D1    - F -
                |   /       \
    C0 -- C1 -- C2            O         F: the fast gate is open, S: the slow one; O: both
                |   \       /           opening exp((V + 100 mV) / 175 mV), closing the reverse
                D2    - S -

The same states once more with magnesium, joined at O as in Vargas-Caballero and Robinson: magnesium is trapped when a
gate closes. Rates as in the code of Moradi, who gave the desensitised states new ones for pyramids of CA1; in the copy
with magnesium the code has falling asleep and waking up the other way round, which is kept.
"""

from __future__ import annotations

import math

from resynapse.provenance import Source, param, parameters
from resynapse.synapse.scheme import MAGNESIUM, TRANSMITTER, Arrow, Scheme, scheme

CODE = Source("Clarke2008", "rates as stated in the public model code of Moradi (NMDA16_2)", "measured", ("K005",))


@parameters
class ClarkeNmda:
    """Rates at room temperature."""

    binding: float = param(2.83, "L/mmol/ms", "binding to one site", CODE)
    unbinding: float = param(0.0381, "1/ms", "unbinding from one site", CODE)
    slow_opening: float = param(0.048, "1/ms", "slow gate opens at -100 mV", CODE)
    slow_closing: float = param(0.230, "1/ms", "slow gate closes at -100 mV", CODE)
    fast_opening: float = param(2.836, "1/ms", "fast gate opens at -100 mV", CODE)
    fast_closing: float = param(0.175, "1/ms", "fast gate closes at -100 mV", CODE)
    gate_voltage: float = param(175.0, "mV", "voltage over which a gate's rates change e-fold", CODE)
    reference: float = param(-100.0, "mV", "potential of those rates", CODE)
    sleep_1: float = param(0.55, "1/ms", "first desensitisation", CODE)
    wake_1: float = param(0.081, "1/ms", "return from it", CODE)
    sleep_2: float = param(0.32319, "1/ms", "second desensitisation", CODE)
    wake_2: float = param(0.00020977, "1/ms", "return from it", CODE)
    block: float = param(0.61, "L/mmol/ms", "binding of magnesium at 0 mV", CODE)
    block_voltage: float = param(17.0, "mV", "voltage over which binding of magnesium falls e-fold", CODE)
    unblock: float = param(5.4, "1/ms", "unbinding of magnesium at 0 mV", CODE)
    unblock_voltage: float = param(47.0, "mV", "voltage over which unbinding of magnesium rises e-fold", CODE)


def nmda_clarke_2008(rates: ClarkeNmda | None = None) -> Scheme:
    """The scheme with its published rates, or with others."""
    r = rates or ClarkeNmda()
    free = ((r.sleep_1, r.wake_1), (r.sleep_2, r.wake_2))
    held = ((r.wake_1, r.sleep_1), (r.wake_2, r.sleep_2))
    arrows = [
        *_arm(r, "", free),
        *_arm(r, "M", held),
        Arrow("O", "OM", r.block, MAGNESIUM, -1.0 / r.block_voltage),
        Arrow("OM", "O", r.unblock, slope=1.0 / r.unblock_voltage),
    ]
    return scheme("nmda-clarke-2008", arrows, {"O": 1.0}, "C0", "explicit", "Clarke2008")


def _arm(r: ClarkeNmda, mark: str, sleeping: tuple[tuple[float, float], ...]) -> list[Arrow]:
    """One copy of the states, with or without magnesium."""
    none, one, two, fast, slow, pore = (state + mark for state in ("C0", "C1", "C2", "F", "S", "O"))
    arrows = [
        Arrow(none, one, 2.0 * r.binding, TRANSMITTER),
        Arrow(one, none, r.unbinding),
        Arrow(one, two, r.binding, TRANSMITTER),
        Arrow(two, one, 2.0 * r.unbinding),
    ]
    for name, (down, up) in zip(("D1", "D2"), sleeping, strict=True):
        arrows += [Arrow(two, name + mark, down), Arrow(name + mark, two, up)]
    slope = 1.0 / r.gate_voltage
    for start, end, opening, closing in (
        (two, fast, r.fast_opening, r.fast_closing),
        (two, slow, r.slow_opening, r.slow_closing),
        (fast, pore, r.slow_opening, r.slow_closing),
        (slow, pore, r.fast_opening, r.fast_closing),
    ):
        shift = math.exp(-slope * r.reference)
        arrows += [
            Arrow(start, end, opening * shift, slope=slope),
            Arrow(end, start, closing / shift, slope=-slope),
        ]
    return arrows
