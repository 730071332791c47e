"""The contested findings on each connectome: every arm under every model, the open search, the consistency check."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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
    from resynapse.network.ground import Ground
    from resynapse.network.variants import Values, Variant
    from resynapse.zoom.findings_search import Delayed, Tried

KETAMINE, DEEPER = "ketamine", "ketamine 1 mg/kg"
ARMS = {KETAMINE: "murrough_2013_ketamine"} | INFUSED
DEEP = "fava_2018_high_dose"
WHEN = (BEFORE, "40 min", "24 h")
FEWEST = 100  # patients of an arm: a correlation of 0.3 then has an interval above 0 in six of seven draws

States = dict[str, list[BrainState]]  # arm -> state at each of `WHEN`
Told = Callable[[float], None]


class People(NamedTuple):
    """Patients of every arm at `WHEN`, and how much better they are at 24 h [points], by arm."""

    states: States
    better: dict[str, Floats]


class Findings(NamedTuple):
    """What one connectome says.

    Attributes:
        connectome, notice: its name, and whose data it is.
        ground: the brain fit it uses.
        patients, seed: in each arm, and of their key.
        between, judge: standard deviation of each reading between measured persons, and the connectome they are of.
        seen: of each model, changes by arm and moment.
        cut: the same with no synapse reaching the coupling of regions, ketamine at 24 h alone.
        better: improvement at 24 h [points], by arm.
        shown: of each finding, what each model shows.
        searched: the open search.
        delayed: the nearest of its combinations with delays along fibres.
        deficit: of `findings_deficit.deficits`.
        spent: processor time [s].
    """

    connectome: str
    notice: str
    ground: Ground
    patients: int
    seed: int
    between: dict[str, float]
    judge: str
    seen: dict[str, Seen]
    cut: dict[str, Seen]
    better: dict[str, Floats]
    shown: dict[str, dict[str, Shown]]
    searched: list[Tried]
    delayed: list[Delayed]
    deficit: dict[str, tuple[float, float, float]]
    spent: float


def brains(connectome: str) -> list[Brain]:
    """What is looked at: the primary set, and beside it the second one if that is asked for.

    Raises:
        InputError: a folder of one's own, which has no measured connectivity, or a set that is not to be had.
    """
    from resynapse.network import connectome as sets

    asked = sets.named(connectome)
    if not len(asked.connectivity):
        allowed = "aal2-94, or schaefer-100 to see both: what counts as a change is set by measured persons"
        raise InputError("connectome", asked.name, f"{allowed}, and a folder of your own has none")
    return [sets.named("aal2-94"), asked] if asked.groups else [asked]


def collect(
    looked: Sequence[Brain], patients: int = FEWEST, seed: int = 0, tell: Told = lambda share: None
) -> list[Findings]:
    """The findings on each connectome.

    Args:
        looked: of `brains`; the first has measured persons, who set for all what counts as a change.
        tell: called with the share that is done.
    """
    from resynapse.network import contested

    between = contested.between_persons(looked[0])
    everyone, typical = people(patients, seed), people(1, 0)
    found = []
    for place, brain in enumerate(looked):

        def moved(share: float, place: int = place) -> None:
            tell((place + share) / len(looked))

        found.append(_on(brain, between, looked[0].name, everyone, typical, (patients, seed), moved))
    return found


def _on(
    brain: Brain, between: dict[str, float], judge: str, everyone: People, typical: People, drawn: tuple[int, int],
    tell: Told,
) -> Findings:  # fmt: skip
    from resynapse.network import contested, variants
    from resynapse.network.ground import ground
    from resynapse.zoom.findings_deficit import deficits
    from resynapse.zoom.findings_search import delayed, search

    begin = time.process_time()
    fitted = variants.regional(brain)
    without = {it.name: it for it in variants.every(brain, fitted, replace(Routes(), transmission=0.0))}
    models = variants.every(brain, fitted)
    seen: dict[str, Seen] = {}
    cut: dict[str, Seen] = {}
    shown: dict[str, dict[str, Shown]] = {name: {} for name in contested.FINDINGS}
    late = {KETAMINE: [everyone.states[KETAMINE][k] for k in (0, 2)]}
    for place, one in enumerate(models):
        tell(0.1 + 0.5 * place / len(models))
        here = seen[one.name] = changes(one, everyone.states)
        cut[one.name] = changes(without[one.name], late, WHEN[::2])
        better = everyone.better[KETAMINE]
        shown["gbcr"][one.name] = contested.gbcr(here, contested.FLOOR * between["prefrontal_gbcr"])
        shown["default"][one.name] = contested.default_mode(here, contested.FLOOR * between["within_default"])
        shown["proportion"][one.name] = contested.proportion(here, cut[one.name], better)
    tried = search(brain, fitted, typical.states, lambda share: tell(0.6 + 0.4 * share))
    slow = delayed(brain, tried, typical.states, between)
    deficit = deficits(brain, everyone.states[KETAMINE])
    spent = time.process_time() - begin
    return Findings(
        brain.name, brain.notice, ground(brain), *drawn, between, judge, seen, cut, everyone.better, shown, tried, slow,
        deficit, spent,
    )  # fmt: skip


def people(patients: int, seed: int) -> People:
    """The same patients in every arm."""
    followed = {arm: follow(plan, WHEN, patients, seed) for arm, plan in (*ARMS.items(), (DEEPER, DEEP))}
    return People(
        {arm: one.states for arm, one in followed.items()},
        {arm: one.scores[0] - one.scores[-1] for arm, one in followed.items()},
    )


def changes(model: Variant, states: States, when: Sequence[str] = WHEN) -> Seen:
    """Changes of every reading against the first moment, by arm and moment."""
    keys = [(arm, k) for arm in states for k in range(len(when))]
    wide = [np.broadcast_arrays(*map(np.atleast_1d, states[arm][k])) for arm, k in keys]
    joined = BrainState(*(np.concatenate(column) for column in zip(*wide, strict=True)))
    found: Values = model.read(joined, None)
    size = len(wide[0][0])
    split = {name: dict(zip(keys, values.reshape(-1, size), strict=True)) for name, values in found.items()}
    return {
        (arm, when[k]): {name: values[arm, k] - values[arm, 0] for name, values in split.items()}
        for arm, k in keys
        if k
    }


def first(state: BrainState) -> BrainState:
    """The first patient's."""
    return BrainState(*(float(np.ravel(it)[0]) for it in state))
