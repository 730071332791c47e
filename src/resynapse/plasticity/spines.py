"""Functional potentiation within the hour, new spines from half a day on, some of them kept.

    potentiation  dY/dt = u (1 - gate * rapamycin) - Y / tau_Y
    delay         tau_D dF1/dt = Q - F1,   tau_D dF2/dt = F1 - F2
    new           dN/dt = phi F2 (1 - (N + K) / room) - N [(1 + s e) / tau_N + kappa] / keep
    consolidated  dK/dt = kappa N / keep - K / (tau_K keep)
    density       S + N + K           synapses   (S + N + K) L

Formation is driven; the elimination rate is not touched by the drug (Phoumthipphavong 2016, Pryazhnikov 2018); stress
raises it as it does for old spines (stress.py). keep: how long this brain holds on (spread between patients).
room: sites a dendrite has for new spines; without it a series of doses would grow them without end.
The early effect does not need spines, lasting does (Moda-Sava 2019). gate: whether mTORC1 also carries potentiation;
1 in rodents (rapamycin blocks behaviour), 0 in people (Abdallah 2020: 24 h unchanged).
N is postsynaptic: presynaptic terminals follow only what is consolidated (PET null at 24 h).
"""

from __future__ import annotations

from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import Source, assumed, param, parameters

LIFE = Source("Attardo2015", "one to two weeks in CA1: geometric mean (fit/data/priors.csv, P014)", "derived")
FUNCTIONAL = Source("Abraham2003", "10 h to two weeks: geometric mean (fit/data/priors.csv, P013)", "derived")


@parameters
class Spines:
    """Formation, loss and potentiation."""

    formation: float = param(
        0.105,
        "1/h",
        "phi, new spines per unit of protein",
        assumed("scale: about 15 % more spines at 24 h in the rat; 15 to 45 % recalled", "M333"),
        low=0.03,
        high=0.3,
    )
    room: float = param(
        0.4,
        "1",
        "most new spines a dendrite can carry, share of its unstressed density",
        assumed("about half of what stress took returns after one dose; the rows hold it weakly", "M355"),
        low=0.2,
        high=1.0,
    )
    delay_hours: float = param(
        4.0,
        "h",
        "each of two delays before a spine forms",
        assumed("none at 3 h, onset from 12 h", "M356"),
        low=2.0,
        high=8.0,
    )
    new_hours: float = param(238.0, "h", "life of a new spine", LIFE, low=97.0, high=585.0)
    consolidation: float = param(
        0.002,
        "1/h",
        "kappa, new spines made lasting",
        assumed("a fraction persists; the rows hold it weakly", "M349"),
        low=0.0005,
        high=0.006,
    )
    kept_hours: float = param(
        960.0,
        "h",
        "life of a consolidated spine",
        assumed("a fraction persists; months", "M349"),
        low=480.0,
        high=4000.0,
    )
    potentiation_hours: float = param(58.0, "h", "life of functional potentiation", FUNCTIONAL, low=10.0, high=337.0)
    gate: float = param(
        0.0,
        "1",
        "share of potentiation carried by mTORC1",
        assumed("0 in people, 1 in rodents (see above)", "E439", "M327"),
        low=0.0,
        high=1.0,
    )
    hippocampal: float = param(
        1.0,
        "1",
        "new spines in hippocampus relative to prefrontal",
        assumed("no paired count"),
        low=0.2,
        high=2.0,
    )
    terminals: float = param(
        0.1,
        "1",
        "presynaptic terminals per consolidated spine",
        assumed("PET signal is presynaptic and null at 24 h", "E554"),
        low=0.0,
        high=1.0,
    )


def formed(signal: Array, new: Array, kept: Array, s: Spines) -> Array:
    """Spines formed per hour, less as the sites fill."""
    return s.formation * signal * (1.0 - (new + kept) / s.room)


def loss_rate(load: Array, excess: ArrayLike, keep: ArrayLike, s: Spines) -> Array:
    """Rate at which new spines leave their pool [1/h]."""
    return ((1.0 + excess * load) / s.new_hours + s.consolidation) / keep
