"""The NMDA receptor of Adam 2024: ten states, five of them twice, with the channel free and with it plugged.

    C = CA = CAA = OAA          two glutamates bind (2 k_on, k_on; k_off, 2 k_off), the channel opens (beta, alpha)
              |     |
             DAA    |           it tires (k_d) and recovers (k_r)
                    |
    CB = CAB = CAAB = OAAB      an open channel is plugged (k_block e^(-V/17)) and freed (k_unblock e^(V/47));
               |                a plugged one closes, tires and loses glutamate as a free one does: it is trapped
             DAAB

The plug is magnesium with the drug on top. Without drug k_unblock is that of magnesium; the drug slows it. While few
open channels are free, their share is proportional to k_unblock, so a share b of the current blocked means (1 - b)
k_unblock: for b = 0.8 the share left is 4 % too large at -65 mV, where 5 % are free, and 27 % at -40 mV. At positive
potentials the block is relieved, as magnesium's is.

The graph is a tree, so every step of the scheme is an exchange between two states that is solved exactly in turn:
probability is kept and stays positive at any step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.compiled import compiled
from resynapse.provenance import Source, assumed, param, parameters

Array = np.ndarray[Any, Any]
READ = Source("Adam2024", "NMDA receptor scheme, as read from Neuroblox.jl (MIT, commit 19dc4c6)", "measured")
UNBOUND = assumed("as read from Neuroblox.jl; 0.082 in the scheme whose other rates it shares", "K004", key="Adam2024")
STATES, FREE, ONE, TWO, TIRED, OPEN, PLUGGED = 10, 0, 1, 2, 3, 4, 5  # a plugged state is PLUGGED places after its twin


@parameters
class Receptor:
    """Rates of the ten-state receptor."""

    bind: float = param(5.0, "1/(mM*ms)", "glutamate binds, k_on", READ)
    unbind: float = param(0.0055, "1/ms", "glutamate leaves, k_off", UNBOUND, low=0.004, high=0.1)
    open: float = param(0.0465, "1/ms", "a channel with two glutamates opens, beta", READ)
    close: float = param(0.0916, "1/ms", "it closes, alpha", READ)
    tire: float = param(0.0084, "1/ms", "a closed one desensitises, k_d", READ)
    recover: float = param(0.0018, "1/ms", "and recovers, k_r", READ)
    block: float = param(0.61, "1/ms", "an open channel is plugged at 0 mV in 1 mM magnesium, k_block", READ)
    block_slope: float = param(17.0, "mV", "its steepness", READ)
    unblock: float = param(5.4, "1/ms", "and freed at 0 mV without drug, k_unblock", READ)
    unblock_slope: float = param(47.0, "mV", "its steepness", READ)


class Rates(NamedTuple):
    """Numbers of a receptor that the engine needs; see `Receptor`."""

    bind: float
    unbind: float
    block: float
    block_slope: float
    unblock_slope: float
    tired: float  # share recovered of those that tire and recover, and what of a difference is left after a step
    tired_kept: float
    closed: float  # share closed of those that open and close, and the same
    closed_kept: float


def rates(r: Receptor, dt: float) -> Rates:
    """The numbers of one step [ms]."""
    tired, gate = r.tire + r.recover, r.open + r.close
    return Rates(
        r.bind,
        r.unbind,
        r.block,
        r.block_slope,
        r.unblock_slope,
        r.recover / tired,
        float(np.exp(-tired * dt)),
        r.close / gate,
        float(np.exp(-gate * dt)),
    )


def free(voltage: Any, unblock: float, r: Receptor) -> Any:
    """Share of open channels that are not plugged, at equilibrium.

    Args:
        voltage: [mV], any shape.
        unblock: k_unblock [1/ms].

    >>> round(float(free(-65.0, 5.4, Receptor())), 3)
    0.046
    """
    freed = unblock * np.exp(np.asarray(voltage) / r.unblock_slope)
    return freed / (freed + r.block * np.exp(-np.asarray(voltage) / r.block_slope))


def fresh(contacts: int) -> Array:
    """Receptors that have seen no glutamate, half of them plugged as in the code they were read from [10, contacts]."""
    state = np.zeros((STATES, contacts))
    state[FREE] = state[FREE + PLUGGED] = 0.5
    return state


@compiled
def exchange(x: Any, a: int, b: int, share: float, kept: float) -> None:
    """All receptors between two states: `share` of the sum belongs in a, `kept` of a difference is left."""
    for k in range(x.shape[1]):
        total = x[a, k] + x[b, k]
        now = share * total
        now += (x[a, k] - now) * kept
        x[a, k] = now
        x[b, k] = total - now


@compiled
def exchange_by(x: Any, a: int, b: int, share: Any, kept: Any, which: Any) -> None:
    """The same where share and kept differ by cell: `which` [contacts] says whose."""
    for k in range(x.shape[1]):
        i = which[k]
        total = x[a, k] + x[b, k]
        now = share[i] * total
        now += (x[a, k] - now) * kept[i]
        x[a, k] = now
        x[b, k] = total - now


@compiled
def bound(glutamate: float, sites: float, r: Any, dt: float) -> Any:
    """Share without the next glutamate, of `sites` free ones, and what of a difference is left after a step."""
    on, off = sites * r.bind * glutamate, (3.0 - sites) * r.unbind
    return off / (on + off), np.exp(-(on + off) * dt)


@compiled
def step(x: Any, source: Any, target: Any, first: Any, second: Any, plug: Any, r: Any) -> None:
    """One step of all receptors.

    Args:
        x: [10, contacts], changed in place.
        source, target: cell that releases and cell that listens [contacts].
        first, second: share and kept [2, sources] of the first and of the second glutamate.
        plug: share free and kept [2, cells] of open channels.
        r: `Rates`.
    """
    for side in (0, PLUGGED):
        exchange_by(x, FREE + side, ONE + side, first[0], first[1], source)
        exchange_by(x, ONE + side, TWO + side, second[0], second[1], source)
        exchange(x, TWO + side, TIRED + side, r.tired, r.tired_kept)
        exchange(x, TWO + side, OPEN + side, r.closed, r.closed_kept)
    exchange_by(x, OPEN, OPEN + PLUGGED, plug[0], plug[1], target)
