"""Transporters: bind within a millisecond, carry across in tens.

    T + G <=> TG          k_on [G], k_off
    TG -> T + G inside    1 / cycle
    escape                what leaves the reach of this synapse, towards the ambient level and back
    supply                what the tissue leaks, as much as is carried away at the ambient level, so that rest is steady

Buffering ends the signal outside the cleft; the true reuptake is the slow cycle (Wadiche 1995, 70 ms at room
temperature). That a third of what is bound is let go again is from Bergles 2002. Contested: which step of the cycle is
the slow one (there it is the return of the empty carrier, here it is the carrying, so the time to
"transported" is an upper bound), and the ambient level, for which methods disagree a hundredfold.
"""

from __future__ import annotations

from resynapse.provenance import Source, assumed, param, parameters


@parameters
class Transporter:
    """Carriers within reach of one synapse."""

    per_molecule: float = param(
        4.0, "1", "carriers for each molecule of a vesicle", Source("Lehre1998", "abstract", "measured", ("M217",)),
        low=3.0, high=5.0,
    )  # fmt: skip
    binding: float = param(
        5.0, "L/mmol/ms", "k_on",
        assumed("printed as similar to that of receptors; here that of NMDA receptors", "Y004", key="Wadiche1998"),
        low=1.0, high=20.0,
    )  # fmt: skip
    cycle: float = param(
        70.0, "ms", "one turnover at -80 mV", Source("Wadiche1995", "abstract", "measured", ("M213",)),
        low=12.0, high=100.0,
    )  # fmt: skip
    released: float = param(
        0.35, "1", "share of the bound that is let go again", Source("Bergles2002", "abstract", "measured", ("Y005",))
    )
    reach: float = param(
        0.2, "um**3", "fluid around one synapse", assumed("one synapse and a fifth fluid per um^3"), low=0.05, high=0.5
    )
    escape: float = param(
        1.0, "ms", "time to diffuse out of this space", assumed("half a micrometre, hindered"), low=0.2, high=5.0
    )
    ambient: float = param(
        0.1, "umol/L", "ambient glutamate", assumed("recalled; methods disagree", "M222"), low=0.02, high=4.0
    )


def unbinding(t: Transporter) -> float:
    """k_off [1/ms]: the share let go is k_off / (k_off + 1/cycle)."""
    return t.released / (1.0 - t.released) / t.cycle


def occupied(t: Transporter, concentration: float) -> float:
    """Share of carriers that hold transmitter in a steady concentration [mmol/L]."""
    half = (unbinding(t) + 1.0 / t.cycle) / t.binding
    return concentration / (concentration + half)


def ambient(t: Transporter, working: float) -> float:
    """Ambient level [umol/L] if only this share of carriers works and the leak stays the same.

    Infinite where the carriers left cannot carry the leak.
    """
    needed = occupied(t, 1e-3 * t.ambient) / working
    half = 1e3 * (unbinding(t) + 1.0 / t.cycle) / t.binding
    return needed * half / (1.0 - needed) if needed < 1.0 else float("inf")
