"""An open search for a mechanism that gives the contested findings together; whatever it finds is post hoc.

Named mechanisms are combined on a grid: where in the brain the block reaches interneurons and pyramids, how much of
their excitation NMDA receptors carry, how fast inhibition compensates, how much of that compensation outlasts the
drug, and which fit the brain has. The typical patient stands for all. The number of cells is part of the result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import jax
import numpy as np
from jax import Array
from jax.typing import ArrayLike
from threadpoolctl import threadpool_limits

from resynapse.network import analytic, observables, rest
from resynapse.network import routes as ways
from resynapse.network.analytic import State
from resynapse.network.brain import Brain, Floats
from resynapse.network.observables import Observed
from resynapse.network.regions import inside
from resynapse.network.rest import Ready
from resynapse.network.routes import Routes
from resynapse.network.state import BrainState
from resynapse.network.wong_wang import NodeParameters, WongWang

SHARES_E, SHARES_I = (0.15, 0.6), (0.1, 0.5)
HOMEOSTASIS = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (1.0, 0.0), (1.0, 0.5))  # acute, share that outlasts it
ON_PYRAMIDS = (
    "everywhere", "cortex", "default mode", "all but prefrontal",
    "more in association cortex", "more in sensory cortex", "as NMDA receptors are spread",
)  # fmt: skip
MAPPED = ON_PYRAMIDS[-1]  # only where a map of them is known
ASSOCIATION, SENSORY = ("default", "control", "salience", "dorsal attention"), ("somatomotor", "visual")
STEEP = 0.5  # how far a graded pattern leaves 1


class Cell(NamedTuple):
    """One combination; `outlasts` is the share of the acute compensation that is still there at 24 h."""

    interneurons: str
    pyramids: str
    share_e: float
    share_i: float
    acute: float
    outlasts: float


class Answer(NamedTuple):
    """Changes of each cell against its own baseline, [cells] each, by arm and moment; `valid`: all states hold."""

    changes: dict[tuple[str, str], dict[str, Floats]]
    valid: Floats


def patterns(brain: Brain) -> dict[str, Floats]:
    """Where a block acts, over the mean of what an even block reaches, by name; [N] each."""
    r, even = brain.regions, np.ones(len(brain.weights))
    association, sensory = inside(r, *ASSOCIATION), inside(r, *SENSORY)
    deep = inside(r, "subcortical")
    thalamus = np.array([name.startswith("Thal") for name in r.labels])
    found = {
        "everywhere": even,
        "prefrontal": r.prefrontal * even,
        "all but prefrontal": ~r.prefrontal * even,
        "default mode": inside(r, "default") * even,
        "all but default mode": ~inside(r, "default") * even,
        "cortex": ~deep * even,
        "below the cortex": deep * even,
        "thalamus": thalamus * even,
        "hippocampus": r.hippocampal * even,
        "more in association cortex": even + STEEP * association - STEEP * sensory,
        "more in sensory cortex": even - STEEP * association + STEEP * sensory,
    }
    if "nmda" in brain.maps:
        found[MAPPED] = ways.where(brain, Routes()).pyramids
    return {name: it for name, it in found.items() if it.any()}


def cells(brain: Brain) -> list[Cell]:
    """The whole grid."""
    first = tuple(patterns(brain))
    second = tuple(name for name in ON_PYRAMIDS if name in first)
    grid = product(first, second, SHARES_E, SHARES_I, HOMEOSTASIS)
    return [Cell(here, there, e, i, *how) for here, there, e, i, how in grid]


def answers(
    brain: Brain,
    healthy: Ready,
    states: dict[tuple[str, str], BrainState],
    grid: list[Cell],
    progress: Callable[[int], None] | None = None,
    chunk: int = 256,
) -> Answer:
    """Every cell of the grid for the typical patient of each arm.

    Args:
        states: by arm and moment; ("any", "baseline") is what changes are against.
    """
    places = patterns(brain)
    keys = list(states)
    columns = _typical([states[key] for key in keys])
    during = _typical([states.get((arm, "40 min"), states[arm, when]) for arm, when in keys])
    late = np.array([float(when == "24 h") for _, when in keys])
    found: list[tuple[Observed, dict[str, Array]]] = []
    with threadpool_limits(1):
        for start in range(0, len(grid), chunk):
            part = grid[start : start + chunk]
            part = part + [part[-1]] * (min(chunk, len(grid)) - len(part))
            where = [np.stack([places[getattr(it, name)] for it in part]) for name in ("interneurons", "pyramids")]
            numbers = np.array([it[2:] for it in part])
            found.append(jax.device_get(_chunk(*where, numbers, healthy, columns, during, late)))
            if progress:
                progress(min(start + chunk, len(grid)))
    joined = jax.tree.map(lambda *parts: np.concatenate(parts)[: len(grid)], *found)
    values = {name: it for name, it in joined[0]._asdict().items() if it.ndim == 2} | joined[1]
    before = keys.index(("any", "baseline"))
    changes = {
        key: {name: it[:, k] - it[:, before] for name, it in values.items() if name != "valid"}
        for k, key in enumerate(keys) if k != before
    }  # fmt: skip
    return Answer(changes, values["valid"].all(axis=1))


def _typical(states: list[BrainState]) -> BrainState:
    """The first patient of each, [states]."""
    return BrainState(*np.array([[float(np.ravel(it)[0]) for it in state] for state in states]).T)


@jax.jit
def _chunk(
    interneurons: Array,
    pyramids: Array,
    numbers: Array,
    healthy: Ready,
    state: BrainState,
    during: BrainState,
    late: Array,
) -> tuple[Observed, dict[str, Array]]:
    def cell(it: tuple[Array, Array, Array]) -> tuple[Observed, dict[str, Array]]:
        places = healthy._replace(where=healthy.where._replace(interneurons=it[0], pyramids=it[1]))
        share_e, share_i, acute, outlasts = it[2]
        routes = replace(Routes(), share_e=share_e, share_i=share_i, acute=acute)
        return jax.lax.map(lambda s: _one(s[0], s[1], places, routes, outlasts * s[2]), (state, during, late))

    return jax.lax.map(cell, (interneurons, pyramids, numbers))


def _one(
    state: BrainState, infused: BrainState, healthy: Ready, routes: Routes, left_over: ArrayLike
) -> tuple[Observed, dict[str, Array]]:
    model, c = WongWang(), healthy.coupling
    node, found = settled(state, infused, healthy, routes, left_over)
    slow = analytic.slowest(c, node, found, model)
    holds = (slow > 0.0) & (found.rate_e.max() < rest.FASTEST)
    holds = holds & (analytic.residual(c, node, found, model) < rest.LEFT_OVER)
    observed = observables.observe(analytic.connectivity(c, node, found, model), healthy.masks)
    return observed, {
        "default_rate": found.rate_e @ healthy.masks.default / healthy.masks.default.sum(),
        "valid": holds,
    }


def placed(healthy: Ready, cell: Cell, brain: Brain) -> tuple[Ready, Routes]:
    """The brain and the routes of one combination."""
    places = patterns(brain)
    where = healthy.where._replace(interneurons=places[cell.interneurons], pyramids=places[cell.pyramids])
    routes = replace(Routes(), share_e=cell.share_e, share_i=cell.share_i, acute=cell.acute)
    return healthy._replace(where=where), routes


def settled(
    state: BrainState, infused: BrainState, healthy: Ready, routes: Routes, left_over: ArrayLike
) -> tuple[NodeParameters, State]:
    """One brain and its fixed point.

    Args:
        infused: state of the same patient during the infusion.
        left_over: share of the compensation made then that is still there.
    """
    model, c = WongWang(), healthy.coupling
    lasting = ways.lasting(c, healthy.node, state, healthy.where, routes, model)
    drugged = state._replace(phasic=infused.phasic, interneuron=infused.interneuron, gaba=infused.gaba)
    during, _ = ways.blocked(c, lasting, drugged, healthy.where, routes, model)
    node, held = ways.blocked(c, lasting, state, healthy.where, routes, model)
    node = node._replace(w_ie=node.w_ie + left_over * (during.w_ie - lasting.w_ie))
    return node, analytic.settle(c, node, held, model)


compiled = jax.jit(settled)
