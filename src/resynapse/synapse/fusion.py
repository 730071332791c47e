"""Vesicle fusion: five calcium ions, each makes fusion thirty times as fast.

    X0 -- X1 -- X2 -- X3 -- X4 -- X5        (5 - k) k_on [Ca] forward, k b^(k-1) k_off back
    fusion rate of a docked vesicle in X_k  I f^k

Lou, Scheuss and Schneggenburger's allosteric sensor (calyx of Held). Calcium near the channels follows the current:

    d[Ca]/dt = (K i_Ca(t) - ([Ca] - rest)) / tau         microdomain

K, how much calcium a current makes at the sensor, depends on distances nobody sees in this bouton. It is solved so
that one spike fuses a docked vesicle with the published utilisation; the calcium it takes is reported and lies where
local calcium has been estimated.
"""

from __future__ import annotations

from resynapse.provenance import Source, assumed, param, parameters
from resynapse.synapse.scheme import TRANSMITTER, Arrow, Scheme, scheme

CODE = Source("Lou2005", "rates of the allosteric model as stated in public model code", "measured", ("Y002",))


@parameters
class Fusion:
    """The sensor and the calcium that it sees."""

    binding: float = param(0.1, "L/umol/ms", "binding of one calcium ion", CODE)
    unbinding: float = param(4.0, "1/ms", "unbinding of the first", CODE)
    cooperativity: float = param(0.5, "1", "b, each further ion leaves more slowly", CODE)
    factor: float = param(31.3, "1", "f, each ion multiplies the rate of fusion", CODE)
    spontaneous: float = param(2e-7, "1/ms", "I, fusion rate without calcium", CODE)
    rest: float = param(0.05, "umol/L", "resting calcium", assumed("usual resting level"), low=0.03, high=0.1)
    collapse: float = param(
        0.05, "ms", "tau, collapse of the microdomain", assumed("diffusion over tens of nm"), low=0.005, high=0.2
    )
    reversal: float = param(
        45.0, "mV", "reversal of the calcium current", assumed("as calcium currents extrapolate"), low=40.0, high=70.0
    )


def sensor(f: Fusion | None = None) -> Scheme:
    """One docked vesicle as a kinetic scheme whose "transmitter" is calcium [umol/L]; it ends in "fused"."""
    f = f or Fusion()
    arrows = []
    for k in range(5):
        arrows.append(Arrow(f"X{k}", f"X{k + 1}", (5 - k) * f.binding, TRANSMITTER))
        arrows.append(Arrow(f"X{k + 1}", f"X{k}", (k + 1) * f.cooperativity**k * f.unbinding))
    arrows += [Arrow(f"X{k}", "fused", f.spontaneous * f.factor**k) for k in range(6)]
    return scheme("fusion-lou-2005", arrows, {"fused": 1.0}, "X0", "none", "Lou2005")
