"""The open search on one connectome: which combinations show what, what the nearest predict, and what delays change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from resynapse.network import BrainState
from resynapse.zoom.findings import DEEPER, KETAMINE, WHEN, first
from resynapse.zoom.moment import BEFORE

if TYPE_CHECKING:
    from resynapse.network.brain import Brain, Floats
    from resynapse.network.rest import Ready
    from resynapse.network.routes import Routes
    from resynapse.network.search import Answer, Cell
    from resynapse.network.strengths import Strengths
    from resynapse.zoom.findings import States

HEALTHY = BrainState()
NEAR = 8  # combinations of each fit that are seen with delays
VELOCITIES = (1.0, 4.0, 20.0)  # m/s: the range of `Protocol.velocity` and its value
GBCR, BOTH = "both, and not with lanicemine", "prefrontal GBCr finding and default mode connectivity"


class Tried(NamedTuple):
    """The open search on one fit of the brain."""

    fit: str
    strengths: Strengths
    cells: list[Cell]
    answer: Answer


class Delayed(NamedTuple):
    """How far delays move the changes that decide, of the nearest combinations of one fit.

    Attributes:
        fit: its name.
        cells: combinations looked at.
        gbcr, default: largest move of a change of prefrontal GBCr and within the default mode (Fisher z).
        least: the smallest change that counts, of each.
    """

    fit: str
    cells: int
    gbcr: float
    default: float
    least: tuple[float, float]


def search(brain: Brain, fitted: Strengths, typical: States, tell: Callable[[float], None]) -> list[Tried]:
    """The grid of mechanisms on both fits, for the typical patient."""
    from resynapse.network import rest
    from resynapse.network.routes import Routes
    from resynapse.network.search import answers, cells
    from resynapse.network.strengths import shipped
    from resynapse.network.wong_wang import WongWang

    states = {("any", BEFORE): typical[KETAMINE][0]}
    states |= {(arm, when): typical[arm][k] for arm in typical for k, when in enumerate(WHEN) if k and arm != "saline"}
    now = typical[KETAMINE][1]
    states |= {("healthy", BEFORE): HEALTHY}
    states |= {("healthy", "40 min"): now._replace(prefrontal=np.ones(1), hippocampal=np.ones(1))}
    grid, found = cells(brain), []
    for name, strengths in (("global", shipped(len(brain.weights), brain.fitted)), ("regional", fitted)):
        healthy = rest.ready(brain, strengths, WongWang(), Routes())
        found.append(Tried(name, strengths, grid, answers(brain, healthy, states, grid)))
        tell(0.5 * len(found))
    return found


def counted(tried: Tried, between: dict[str, float]) -> dict[str, np.ndarray]:
    """Which cells show what, by words; [cells] each."""
    from resynapse.network.contested import FLOOR, SELECTIVE

    ok, of = tried.answer.valid > 0.5, tried.answer.changes
    floor = FLOOR * between["prefrontal_gbcr"]
    up = {key: of[key]["prefrontal_gbcr"] for key in of}
    acute = ok & (up[KETAMINE, "40 min"] > floor)
    late = ok & (up[KETAMINE, "24 h"] > floor)
    selective = np.ones_like(ok)
    for when in WHEN[1:]:
        selective &= up["lanicemine", when] <= SELECTIVE * up[KETAMINE, when]
    falls = ok & (of[KETAMINE, "40 min"]["within_default"] < -FLOOR * between["within_default"])
    quiet = of[KETAMINE, "40 min"]["default_rate"] <= 1e-6
    gbcr = acute & late & selective
    return {
        "stable in every arm": ok,
        "prefrontal GBCr up during ketamine": acute,
        "prefrontal GBCr up 24 h after ketamine": late,
        GBCR: gbcr,
        "connectivity within the default mode down": falls,
        "and its activity not up": falls & quiet,
        BOTH: gbcr & falls,
        "all": gbcr & falls & quiet,
    }


def nearest(tried: Tried, between: dict[str, float]) -> tuple[str, np.ndarray]:
    """The cells that come closest, [cells], and what they show."""
    counts = counted(tried, between)
    words = next((name for name in ("all", BOTH) if counts[name].any()), GBCR)
    return words, counts[words]


def untouched(tried: Tried, found: np.ndarray) -> dict[str, int]:
    """Of the cells found, how many also predict what they were not chosen for."""
    of = tried.answer.changes
    default = {key: it["within_default"] for key, it in of.items()}
    healthy = default["healthy", "40 min"] - default["healthy", BEFORE]
    return {
        "midazolam lowers connectivity within the default mode": int(
            (found & (default["midazolam", "40 min"] < 0)).sum()
        ),
        "ketamine lowers it in healthy people": int((found & (healthy < 0)).sum()),
        "1 mg/kg lowers it more than 0.5 mg/kg": int(
            (found & (default[DEEPER, "40 min"] < default[KETAMINE, "40 min"])).sum()
        ),
    }


def delayed(brain: Brain, tried: list[Tried], typical: States, between: dict[str, float]) -> list[Delayed]:
    """The nearest combinations of each fit again, with delays along fibres at `VELOCITIES`."""
    from resynapse.network import rest
    from resynapse.network.contested import FLOOR
    from resynapse.network.routes import Routes
    from resynapse.network.search import placed
    from resynapse.network.wong_wang import WongWang

    least = (FLOOR * between["prefrontal_gbcr"], FLOOR * between["within_default"])
    found = []
    for it in tried:
        near = [it.cells[k] for k in np.flatnonzero(nearest(it, between)[1])[:NEAR]]
        healthy = rest.ready(brain, it.strengths, WongWang(), Routes())
        moved = [_moved(brain, *placed(healthy, cell, brain), cell.outlasts, typical) for cell in near]
        gbcr, default = np.max(moved, axis=0) if moved else (0.0, 0.0)
        found.append(Delayed(it.fit, len(near), float(gbcr), float(default), least))
    return found


def _moved(brain: Brain, healthy: Ready, routes: Routes, outlasts: float, typical: States) -> Floats:
    """How far delays move the changes of one combination: prefrontal GBCr, within the default mode."""
    from resynapse.network import delayed as theory
    from resynapse.network import observables
    from resynapse.network.search import compiled
    from resynapse.network.wong_wang import WongWang

    before, now, later = (first(it) for it in typical[KETAMINE])
    asked = ((before, before, 0.0), (now, now, 0.0), (later, now, outlasts))
    rests = [compiled(state, infused, healthy, routes, left) for state, infused, left in asked]

    def shift(lengths: Floats, velocity: float) -> Floats:
        found = []
        for node, state in rests:
            x = theory.connectivity(healthy.coupling, node, state, WongWang(), lengths, velocity)
            seen = observables.observe(x, healthy.masks)
            found.append([float(seen.prefrontal_gbcr), float(seen.within_default)])
        return np.array(found[1:]) - found[0]

    plain = shift(0.0 * brain.lengths, 1.0)
    return np.max([np.abs(shift(brain.lengths, speed) - plain).max(axis=0) for speed in VELOCITIES], axis=0)
