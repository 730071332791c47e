"""The contested findings under every model and arm, the open search, and the page that says what came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from resynapse.errors import InputError
from resynapse.network import BrainState
from resynapse.network.routes import Routes
from resynapse.zoom.arms import INFUSED
from resynapse.zoom.brain import follow
from resynapse.zoom.moment import BEFORE

if TYPE_CHECKING:
    from resynapse.network.brain import Brain, Floats
    from resynapse.network.contested import Seen, Shown
    from resynapse.network.search import Answer, Cell
    from resynapse.network.strengths import Strengths
    from resynapse.network.variants import Values, Variant

ARMS = {"ketamine": "murrough_2013_ketamine"} | INFUSED
DEEP = "fava_2018_high_dose"
WHEN = (BEFORE, "40 min", "24 h")
HEALTHY = BrainState()
DEFICITS = 200  # random sets of regions
FEWEST = 100  # patients of an arm: a correlation of 0.3 then has an interval above 0 in six of seven draws

States = dict[str, list[BrainState]]  # arm -> state at each of `WHEN`
Told = Callable[[float], None]


class Tried(NamedTuple):
    """The open search on one fit of the brain."""

    fit: str
    cells: list[Cell]
    answer: Answer


class Findings(NamedTuple):
    """Everything the page says.

    Attributes:
        patients: in each arm.
        between: standard deviation of each reading between the measured persons.
        seen: of each model, changes by arm and moment.
        shown: of each finding, what each model shows.
        searched: the open search.
        deficit: of `deficits`.
    """

    patients: int
    between: dict[str, float]
    seen: dict[str, Seen]
    shown: dict[str, dict[str, Shown]]
    searched: list[Tried]
    deficit: dict[str, tuple[float, float, float]]


def collect(brain: Brain, patients: int = FEWEST, seed: int = 0, tell: Told = lambda share: None) -> Findings:
    """Every arm under every model, the search over mechanisms, and the consistency check.

    Args:
        brain: with measured connectivity.
        tell: called with the share that is done.
    Raises:
        InputError: a brain of which no single persons are measured.
    """
    from resynapse.network import contested, variants

    between = contested.between_persons(brain)
    if not between:
        raise InputError("connectome", brain.name, "aal2-94: what counts as a change is set by its measured persons")

    states, better = arms(patients, seed)
    tell(0.05)
    fitted = variants.regional(brain)
    uncoupled = variants.every(brain, fitted, replace(Routes(), transmission=0.0))
    seen: dict[str, Seen] = {}
    shown: dict[str, dict[str, Shown]] = {name: {} for name in contested.FINDINGS}
    models = variants.every(brain, fitted)
    for place, (one, without) in enumerate(zip(models, uncoupled, strict=True)):
        tell(0.1 + 0.4 * place / len(models))
        seen[one.name] = changes(one, states)
        cut = changes(without, {"ketamine": states["ketamine"]})
        here = seen[one.name]
        shown["gbcr"][one.name] = contested.gbcr(here, contested.FLOOR * between["prefrontal_gbcr"])
        shown["default"][one.name] = contested.default_mode(here, contested.FLOOR * between["within_default"])
        shown["proportion"][one.name] = contested.proportion(here, cut, better)
    return Findings(patients, between, seen, shown, search(brain, fitted, tell), deficits(brain, states))


def arms(patients: int, seed: int) -> tuple[States, Floats]:
    """States of each arm at `WHEN`, and how much better ketamine's patients are at 24 h [points]."""
    found: States = {}
    for arm, plan in (*ARMS.items(), ("ketamine 1 mg/kg", DEEP)):
        followed = follow(plan, WHEN, patients, seed)
        found[arm] = followed.states
        if arm == "ketamine":
            better = followed.scores[0] - followed.scores[-1]
    return found, better


def changes(model: Variant, states: States) -> Seen:
    """Changes of every reading against baseline, by arm and moment."""
    keys = [(arm, k) for arm in states for k in range(len(WHEN))]
    wide = [np.broadcast_arrays(*map(np.atleast_1d, states[arm][k])) for arm, k in keys]
    joined = BrainState(*(np.concatenate(column) for column in zip(*wide, strict=True)))
    found: Values = model.read(joined, None)
    size = len(wide[0][0])
    split = {name: dict(zip(keys, values.reshape(-1, size), strict=True)) for name, values in found.items()}
    return {
        (arm, WHEN[k]): {name: values[arm, k] - values[arm, 0] for name, values in split.items()}
        for arm, k in keys
        if k
    }


def search(brain: Brain, fitted: Strengths, tell: Told) -> list[Tried]:
    """The grid of mechanisms on both fits, for the typical patient."""
    from resynapse.network import rest
    from resynapse.network.search import answers, cells
    from resynapse.network.strengths import shipped
    from resynapse.network.wong_wang import WongWang

    alone = arms(1, 0)[0]
    typical = {("any", BEFORE): alone["ketamine"][0]}
    typical |= {(arm, when): alone[arm][k] for arm in alone for k, when in enumerate(WHEN) if k and arm != "saline"}
    typical |= {("healthy", BEFORE): HEALTHY}
    now = alone["ketamine"][1]
    typical |= {("healthy", "40 min"): now._replace(prefrontal=np.ones(1), hippocampal=np.ones(1))}
    grid, found = cells(brain), []
    tell(0.5)
    for name, strengths in (("global", shipped(len(brain.weights), brain.fitted)), ("regional", fitted)):
        healthy = rest.ready(brain, strengths, WongWang(), Routes())
        found.append(Tried(name, grid, answers(brain, healthy, typical, grid)))
        tell(0.5 + 0.25 * len(found))
    return found


def counted(tried: Tried, between: dict[str, float]) -> dict[str, np.ndarray]:
    """Which cells show what, by words; [cells] each."""
    from resynapse.network.contested import FLOOR, SELECTIVE

    ok, of = tried.answer.valid > 0.5, tried.answer.changes
    floor = FLOOR * between["prefrontal_gbcr"]
    up = {key: of[key]["prefrontal_gbcr"] for key in of}
    acute = ok & (up["ketamine", "40 min"] > floor)
    late = ok & (up["ketamine", "24 h"] > floor)
    selective = np.ones_like(ok)
    for when in WHEN[1:]:
        selective &= up["lanicemine", when] <= SELECTIVE * up["ketamine", when]
    falls = ok & (of["ketamine", "40 min"]["within_default"] < -FLOOR * between["within_default"])
    quiet = of["ketamine", "40 min"]["default_rate"] <= 1e-6
    gbcr = acute & late & selective
    return {
        "stable in every arm": ok,
        "prefrontal GBCr up during ketamine": acute,
        "prefrontal GBCr up 24 h after ketamine": late,
        "both, and not with lanicemine": gbcr,
        "connectivity within the default mode down": falls,
        "and its activity not up": falls & quiet,
        "prefrontal GBCr finding and default mode connectivity": gbcr & falls,
        "all": gbcr & falls & quiet,
    }


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
            (found & (default["ketamine 1 mg/kg", "40 min"] < default["ketamine", "40 min"])).sum()
        ),
    }


def deficits(brain: Brain, states: States, seed: int = 0) -> dict[str, tuple[float, float, float]]:
    """Prefrontal GBC and GBCr of the depressed and the treated brain against health, and the loss in random regions.

    Returns:
        by reading: change when depressed; change left at 24 h; share of random sets of as many regions whose own
        reading falls less.
    """
    from resynapse.network import contested, rest
    from resynapse.network.strengths import shipped
    from resynapse.network.wong_wang import WongWang

    model, routes = WongWang(), Routes()
    healthy = rest.ready(brain, shipped(len(brain.weights), brain.fitted), model, routes)
    size = int(brain.regions.prefrontal.sum())
    before, later = (_first(states["ketamine"][k])._replace(phasic=0.0, interneuron=0.0) for k in (0, 2))

    def loss(state: BrainState, members: Floats) -> tuple[float, float]:
        where = healthy.where._replace(prefrontal=members)
        one = healthy._replace(where=where, masks=healthy.masks._replace(prefrontal=members))
        well, ill = (rest.compiled(it, one, routes, model).observed for it in (HEALTHY, state))
        return float(ill.prefrontal_gbc - well.prefrontal_gbc), float(ill.prefrontal_gbcr - well.prefrontal_gbcr)

    true = brain.regions.prefrontal.astype(np.float64)
    first, left = loss(before, true), loss(later, true)
    sets = contested.random_deficits(DEFICITS, len(true), size, seed)
    elsewhere = np.array([loss(before, members) for members in sets])
    names = ("prefrontal_gbc", "prefrontal_gbcr")
    return {
        name: (first[k], left[k], 1.0 - contested.rank(first[k], elsewhere[:, k].tolist()))
        for k, name in enumerate(names)
    }


def _first(state: BrainState) -> BrainState:
    return BrainState(*(float(np.ravel(it)[0]) for it in state))
