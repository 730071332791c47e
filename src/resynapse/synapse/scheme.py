"""A receptor as a kinetic scheme: states, arrows between them, and what each arrow waits for.

    dp/dt = p Q        Q[i, j] = rate exp(slope V) [ligand]   for an arrow from i to j; rows of Q sum to zero
    equilibrium        0 = p Q,  sum p = 1
    constant inputs    p(t) = p(0) exp(Q t), exact
    conductance        sum p open   times the share free of magnesium, where magnesium is not in the scheme itself

Plain arrays, so that numpy, numba and a solver step the same thing. Time in ms, voltage in mV.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

NONE, TRANSMITTER, BLOCKER, MAGNESIUM, SECOND_BLOCKER = range(5)


class Scheme(NamedTuple):
    """One published receptor model.

    Attributes:
        name: how a user asks for it.
        states: names of the n states.
        source, target: state each of the R arrows leaves and enters.
        rate: 1/ms at 0 mV, per unit of the ligand where one binds [R].
        ligand: what binds on the arrow: 0 nothing, 1 transmitter [mmol/L], 2 pore blocker [umol/L],
            3 magnesium [mmol/L], 4 a second pore blocker [umol/L] [R].
        slope: 1/mV; the rate is multiplied by exp(slope V) [R].
        open: conducting weight of each state, 0 to 1 [n].
        start: occupancy at rest without transmitter and blocker [n].
        mg: "instant": multiply the conductance by `receptor.magnesium.unblocked`; "explicit": magnesium is in the
            states; "none": the receptor has no magnesium block.
        citation: key in `references.bib`.
    """

    name: str
    states: tuple[str, ...]
    source: Indices
    target: Indices
    rate: Floats
    ligand: Indices
    slope: Floats
    open: Floats
    start: Floats
    mg: Literal["instant", "explicit", "none"]
    citation: str


class Arrow(NamedTuple):
    """One way from a state to another: rate [1/ms at 0 mV, per unit of ligand], what binds, slope [1/mV]."""

    source: str
    target: str
    rate: float
    ligand: int = NONE
    slope: float = 0.0


def scheme(
    name: str,
    arrows: Sequence[Arrow],
    conducting: dict[str, float],
    start: str,
    mg: Literal["instant", "explicit", "none"],
    citation: str,
) -> Scheme:
    """Collect arrows into arrays; states are numbered in the order in which the arrows name them."""
    states = tuple(dict.fromkeys(state for arrow in arrows for state in arrow[:2]))
    place = {state: k for k, state in enumerate(states)}
    return Scheme(
        name,
        states,
        np.array([place[a.source] for a in arrows]),
        np.array([place[a.target] for a in arrows]),
        np.array([a.rate for a in arrows], dtype=float),
        np.array([a.ligand for a in arrows]),
        np.array([a.slope for a in arrows], dtype=float),
        np.array([conducting.get(state, 0.0) for state in states]),
        np.array([float(state == start) for state in states]),
        mg,
        citation,
    )


def arrows_of(scheme: Scheme) -> list[Arrow]:
    """The arrows by name, as they were given to `scheme`."""
    columns = (scheme.source, scheme.target, scheme.rate, scheme.ligand, scheme.slope)
    return [
        Arrow(scheme.states[i], scheme.states[j], float(rate), int(ligand), float(slope))
        for i, j, rate, ligand, slope in zip(*columns, strict=True)
    ]


def ligands(transmitter: float, blocker: float, magnesium: float, second: float = 0.0) -> Floats:
    """Concentrations indexed by `Scheme.ligand`; an arrow that binds nothing is multiplied by one."""
    return np.array([1.0, transmitter, blocker, magnesium, second])


def rates(
    scheme: Scheme, transmitter: float, blocker: float, voltage: float, magnesium: float, second: float = 0.0
) -> Floats:
    """Rate of every arrow under these inputs [R], 1/ms."""
    found: Floats = scheme.rate * np.exp(scheme.slope * voltage)
    return found * ligands(transmitter, blocker, magnesium, second)[scheme.ligand]


def generator(
    scheme: Scheme,
    transmitter: float = 0.0,
    blocker: float = 0.0,
    voltage: float = -65.0,
    magnesium: float = 1.0,
    second: float = 0.0,
) -> Floats:
    """The matrix Q of dp/dt = p Q [n, n], 1/ms; every row sums to zero.

    Args:
        transmitter: concentration in the cleft [mmol/L].
        blocker, second: unbound drugs [umol/L], for schemes that have them.
        voltage: membrane potential [mV].
        magnesium: extracellular [mmol/L]; acts only where `mg` is "explicit".
    """
    n = len(scheme.states)
    q = np.zeros((n, n))
    found = rates(scheme, transmitter, blocker, voltage, magnesium, second)
    np.add.at(q, (scheme.source, scheme.target), found)
    q[np.arange(n), np.arange(n)] = -q.sum(axis=1)
    return q


def propagate(p: Floats, q: Floats, duration: float) -> Floats:
    """Occupancy after `duration` ms of constant inputs, exactly."""
    from scipy.linalg import expm

    after: Floats = p @ expm(q * duration)
    return after


def equilibrium(scheme: Scheme, q: Floats) -> Floats:
    """Occupancy that no longer changes, reached from `scheme.start` [n].

    Where a state cannot be left or the scheme falls apart (no transmitter), several vectors satisfy 0 = p Q; the
    one that the start relaxes to is returned.
    """
    from scipy.linalg import null_space

    left = null_space(q.T, rcond=1e-11)
    if left.shape[1] == 1:
        p: Floats = left[:, 0] / left[:, 0].sum()
        return p
    right = null_space(q, rcond=1e-11)  # conserved quantities
    settled: Floats = np.linalg.solve(right.T @ left, right.T @ scheme.start) @ left.T
    return settled


def at_rest(scheme: Scheme, voltage: float = -65.0, magnesium: float = 1.0, transmitter: float = 0.0) -> Scheme:
    """The same scheme, starting from what this potential, magnesium and ambient transmitter settle to."""
    return scheme._replace(start=equilibrium(scheme, generator(scheme, transmitter, 0.0, voltage, magnesium)))


def affinity(scheme: Scheme, q: Floats) -> float:
    """Largest |ln(product of rates one way round / the other way)| over the loops of the scheme.

    Zero where microscopic reversibility holds (Kolmogorov's criterion); infinite where an arrow has no way back.
    """
    n = len(scheme.states)
    linked = (q > 0) & ~np.eye(n, dtype=bool)
    if (linked != linked.T).any():
        return float("inf")
    height = np.full(n, np.nan)
    worst = 0.0
    for root in range(n):
        if np.isfinite(height[root]):
            continue
        height[root], queue = 0.0, [root]
        while queue:
            i = queue.pop()
            for j in np.flatnonzero(linked[i]):
                step = height[i] + np.log(q[i, j] / q[j, i])
                if np.isnan(height[j]):
                    height[j] = step
                    queue.append(int(j))
                worst = max(worst, abs(step - height[j]))
    return worst
