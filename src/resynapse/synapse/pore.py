"""What may sit in the pore of an NMDA receptor: magnesium, and a drug that is trapped when the channel closes.

    A                    the receptor without anything in the pore, any scheme
    A deep               the same states with the drug deep in the pore: enters and leaves only while the channel
                         is open; if the channel closes over it, it is trapped
    A shallow            the same states with the drug near the mouth: enters and leaves in every state
    A magnesium          the same states with magnesium: enters and leaves in every state, far faster than
                         the rest, so that gating and magnesium do not know of each other

One thing at a time (competition). A blocked channel gates as a free one, so each copy closes only reversible loops,
and in equilibrium, whatever the opening rate,

    blocked / free = C / K_j(V),    1 / K_j = 1 / K_deep + 1 / K_shallow

with K_j the half block of `receptor.trapping_block`: the course's quasi-steady block is the limit of this scheme.
The drug leaves the deep site at its measured rate and enters at that rate over K. What was measured is the current in
steady agonist: the open channel lets go faster by 1 / (its open probability there). Depolarisation helps the drug out
of the deep site, while from the shallow one it leaves at any voltage alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from resynapse.synapse.scheme import MAGNESIUM, Arrow, Scheme, arrows_of
from resynapse.synapse.scheme import scheme as collect


class Site(NamedTuple):
    """A place in the pore and what may sit there.

    Attributes:
        mark: appended to the name of a state that is occupied so.
        ligand: what binds, as in `Scheme.ligand`.
        on, off: rates at 0 mV [1/ms, `on` per unit of ligand].
        on_slope, off_slope: 1/mV.
        closed: whether it enters and leaves closed channels as well.
    """

    mark: str
    ligand: int
    on: float
    off: float
    on_slope: float
    off_slope: float
    closed: bool = False


def occupied(scheme: Scheme, sites: Sequence[Site], name: str = "") -> Scheme:
    """The scheme with a blocked copy of its states for every site.

    States that hold explicit magnesium already (they are joined to the rest by magnesium) take nothing else.

    Args:
        scheme: any receptor without a drug.
        sites: what may sit in the pore; sites exclude each other.
        name: of the new scheme.
    """
    base = arrows_of(scheme)
    hosts = without_magnesium(scheme)
    conducting = {state for state, weight in zip(scheme.states, scheme.open, strict=True) if weight > 0.0}
    arrows = list(base)
    for site in sites:
        arrows += [
            a._replace(source=a.source + site.mark, target=a.target + site.mark)
            for a in base
            if a.source in hosts and a.target in hosts
        ]
        for state in (state for state in scheme.states if state in hosts):
            if site.closed or state in conducting:
                arrows += [
                    Arrow(state, state + site.mark, site.on, site.ligand, site.on_slope),
                    Arrow(state + site.mark, state, site.off, slope=site.off_slope),
                ]
    return _collect(scheme, arrows, name, any(site.ligand == MAGNESIUM for site in sites))


def without_magnesium(scheme: Scheme) -> set[str]:
    """The states that join the open one without magnesium coming or going."""
    arrows = arrows_of(scheme)
    exchange = {frozenset(a[:2]) for a in arrows if a.ligand == MAGNESIUM}
    joined = [set(a[:2]) for a in arrows if frozenset(a[:2]) not in exchange]
    found = {state for state, weight in zip(scheme.states, scheme.open, strict=True) if weight > 0.0}
    while new := {state for pair in joined if pair & found for state in pair} - found:
        found |= new
    return found


def _collect(scheme: Scheme, arrows: Sequence[Arrow], name: str, magnesium: bool) -> Scheme:
    conducting = dict(zip(scheme.states, scheme.open.tolist(), strict=True))
    made = collect(name or scheme.name, arrows, conducting, "", "explicit" if magnesium else scheme.mg, scheme.citation)
    start = np.zeros(len(made.states))
    for state, share in zip(scheme.states, scheme.start, strict=True):
        start[made.states.index(state)] = share
    return made._replace(start=start)
