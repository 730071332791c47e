"""The brain at moments of a course: connectivity, default mode, prefrontal and hippocampal coupling, and what moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from resynapse import __version__, course, dose, forecast, treatment
from resynapse.dose import Plan, quantity
from resynapse.errors import InputError
from resynapse.network import BrainState
from resynapse.provenance import digest
from resynapse.zoom import arms
from resynapse.zoom.moment import BEFORE, moment
from resynapse.zoom.typical import pictured

if TYPE_CHECKING:
    import xarray

    from resynapse.network.brain import Brain, Floats

MOMENTS = (BEFORE, "40 min", "24 h", "7 d")


class Followed(NamedTuple):
    """Virtual patients at the moments asked for.

    Attributes:
        plan: as it was understood.
        states: of the brain, one per moment, [P].
        scores: latent score, [moment, P].
    """

    plan: Plan
    states: list[BrainState]
    scores: Floats


def follow(plan: Plan | str | Path | None, at: Sequence[str], patients: int = 1, seed: int = 0) -> Followed:
    """The course of a plan, stopped at each moment; arguments as in `moment`."""
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    stops = [moment(checked, one, patients, seed) for one in at]
    return Followed(
        checked,
        [
            arms.sedated(BrainState(*map(np.asarray, course.brain_state(stop))), checked, one)
            for stop, one in zip(stops, at, strict=True)
        ],
        np.stack([np.broadcast_to(np.asarray(stop.values["score"]), (patients,)) for stop in stops]),
    )


def look(
    plan: Plan | str | Path | None = None,
    at: Sequence[str] | None = None,
    patients: int = 1,
    seed: int = 0,
    connectome: str | Path | None = None,
    coupling: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> xarray.Dataset:
    """The brain of the typical patient at each moment, and readings of many patients under several models and arms.

    Args:
        plan, patients, seed: as in `moment`.
        at: moments; the baseline is put first if it is not among them, because changes are against it. If absent,
            those of `MOMENTS` that lie in the course.
        connectome: "aal2-94", "schaefer-100" or a folder of your own (see `connectome.named`); AAL2-94 if absent.
        coupling: G in place of the fitted one.
        progress: called with the number of brains done, of `steps`.
    Returns:
        matrices and maps of the typical patient by `moment`, what `typical.Shown` holds by `arm` as well; readings by
        `arm` (the plan, then those of `arms`), `variant`, `moment` and `patient`.
    Raises:
        InputError: a plan, moment, number, folder or state that cannot be used, or no connectome.
    """
    from resynapse.network import connectome as sets
    from resynapse.network import contested, variants
    from resynapse.network.ground import ground

    plan = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    if plan.species != "human":
        raise InputError("plan, species", plan.species, "human: the connectome is")
    brain, when = _coupled(sets.named(connectome), coupling), ordered(usual(plan) if at is None else at)
    followed = {arm: follow(one, when, patients, seed) for arm, one in arms.of(plan).items()}
    typical = {arm: follow(one.plan, when, 1, seed) for arm, one in followed.items()} if patients > 1 else followed
    try:
        found = pictured([_joined(one.states) for one in typical.values()], brain)
    except InputError as error:
        if coupling is None:
            raise
        raise InputError("coupling", coupling, f"a G at which the brain stays stable ({error.value})") from error
    found = found.drop_vars([name for name in variants.READINGS if name in found])
    found = found.rename(patient="moment").assign_coords(moment=list(when))
    models, everyone = variants.quick(brain), _joined([_joined(one.states) for one in followed.values()])
    read, done = [], 0
    for one in models:
        read.append(one.read(everyone, _after(done, progress)))
        done += len(followed) * len(when) * patients
    dims, shape = ("arm", "variant", "moment", "patient"), (len(followed), len(when), patients)
    between = contested.between_persons(brain)
    for name, (units, meaning) in variants.READINGS.items():
        values = np.stack([one[name].reshape(shape) for one in read], axis=1)
        found[name] = (dims, values, {"units": units, "long_name": meaning, "kind": "simulated"})
        if name in between:
            found[name].attrs["between_persons"] = between[name]  # standard deviation, measured
    scores = np.stack([one.scores for one in followed.values()])
    for name, values, meaning in (
        ("score", scores, "latent score of the condition"),
        ("synapses", np.reshape(everyone.prefrontal, shape), "prefrontal synapses, multiple of the unstressed brain"),
    ):
        found[name] = (
            ("arm", "moment", "patient"), values, {"units": "1", "long_name": meaning, "kind": "simulated"}
        )  # fmt: skip
    numbers = np.arange(patients) if patients > 1 else np.array([-1])
    return found.assign_coords(arm=list(followed), variant=[one.name for one in models], patient=numbers).assign_attrs(
        version=__version__,
        parameter_hash=digest(forecast.parameters()),
        plan=dose.to_yaml(plan),
        at=", ".join(when),
        seed=seed,
        patients=patients,
        **ground(brain).attributes(),
    )


def _coupled(brain: Brain, coupling: float | None) -> Brain:
    """The same brain with another global coupling G."""
    from resynapse.network.strengths import Common

    if coupling is None:
        return brain
    if not 0.0 < coupling < np.inf:
        raise InputError("coupling", coupling, "a number above 0, such as 0.5")
    return brain._replace(fitted=replace(brain.fitted or Common(), g=coupling))


def usual(plan: Plan) -> tuple[str, ...]:
    """`MOMENTS` as far as the course of a plan goes."""
    until = treatment.until(plan, dose.expand(plan))
    return tuple(one for one in MOMENTS if one == BEFORE or quantity.hours(one, "at") <= until)


def ordered(at: Sequence[str]) -> tuple[str, ...]:
    """The moments without repetition, the baseline first."""
    return tuple(dict.fromkeys((BEFORE, *(one.strip() for one in at))))


def steps(at: Sequence[str] | None, patients: int) -> int:
    """Brains that `look` reads, at most."""
    from resynapse.network import variants

    return len(variants.QUICK) * (1 + len(arms.INFUSED)) * len(ordered(MOMENTS if at is None else at)) * patients


def _after(done: int, progress: Callable[[int], None] | None) -> Callable[[int], None] | None:
    """Tells how many are done when so many were done before."""
    return (lambda more: progress(done + more)) if progress else None


def _joined(states: Sequence[BrainState]) -> BrainState:
    """One state of all moments one after the other, [moments P]."""
    return BrainState(*(np.concatenate([np.atleast_1d(one) for one in column]) for column in _columns(states)))


def _columns(states: Sequence[BrainState]) -> list[tuple[Floats, ...]]:
    wide = [np.broadcast_arrays(*map(np.atleast_1d, state)) for state in states]
    return list(zip(*wide, strict=True))
