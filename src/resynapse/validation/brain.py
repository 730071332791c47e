"""Connectivity of the whole brain under a trial's arms, for endpoints that were published in words.

A change is the median over virtual patients, in standard deviations between the seven measured persons. The limits are
those of `network.contested`, set before any result was seen: a rise or a fall counts from a tenth of that deviation.
Without the connectome nothing is simulated, and the reason is said.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from resynapse import cohort, course, treatment
from resynapse import timeline as tl
from resynapse.errors import InputError
from resynapse.network import BrainState
from resynapse.network.brain import Brain
from resynapse.network.contested import FLOOR
from resynapse.solve import Floats
from resynapse.trial.compare import Comparison, verdict
from resynapse.trial.file import Arm, Endpoint, Trial, plan_of
from resynapse.trial.interval import Published

PATIENTS = 16
UP, DOWN, LEVEL = Published(None, FLOOR, None), Published(None, None, -FLOOR), Published(None, -FLOOR, FLOOR)
HALF = Published(None, None, 0.5)
WORDS = "median change [SD between persons]"
LEFT = "what is left of the distance from health, share"
MODEL = "one model of the brain, Wong-Wang with four fitted numbers; `resynapse zoom brain --contested` shows five"


class Said(NamedTuple):
    """What a row says of the brain, and which reading answers it."""

    reading: str
    observed: Published
    statistic: str = WORDS
    condition: str = ""  # where it is not that of the file


SAID = {
    "E031": Said("prefrontal_gbcr", UP),
    "E032": Said("prefrontal_gbcr", UP),
    "E033": Said("prefrontal_gbcr", LEVEL),
    "E037": Said("prefrontal_gbcr", UP),
    "E555": Said("within_default", DOWN),
    "E557": Said("within_default", DOWN),
    "E558": Said("within_salience", DOWN),
    "E560": Said("within_default", DOWN),
    "E561": Said("insula_default", HALF, LEFT, "depression"),
}


def answered(trial: Trial, endpoint: Endpoint, found: Comparison, seed: int) -> Comparison:
    """The comparison of an endpoint, answered by the brain where it is one of `SAID`."""
    said = SAID.get(endpoint.id or "")
    if said is None:
        return found
    try:
        brain = measured()
    except InputError:
        return dataclasses.replace(found, note=f"{found.note}; the connectome is not on this machine")
    value = _value(said, brain, trial, trial.arm(endpoint.arm), endpoint.hours[0], seed)
    return dataclasses.replace(
        found,
        statistic=said.statistic,
        observed_lo=said.observed.lo,
        observed_hi=said.observed.hi,
        simulated=value,
        verdict=verdict(said.observed, Published(value)),
        why=MODEL,
    )


@cache
def measured() -> Brain:
    """The connectome of seven persons (InputError where it cannot be had)."""
    from resynapse.network import connectome

    return connectome.aal2_94()


def _value(said: Said, brain: Brain, trial: Trial, arm: Arm, hour: float, seed: int) -> float | None:
    states = _states(trial, arm, hour, seed, said.condition)
    before, after = (_read(state, said.reading) for state in states)
    if said.statistic == LEFT:
        health = float(_read(BrainState(), said.reading)[0])
        away = np.abs(before - health)
        found = np.abs(after - health) / np.where(away > 0.0, away, np.nan)
    else:
        persons = [float(_readings(jnp.asarray(one))[said.reading]) for one in brain.connectivity]
        found = (after - before) / float(np.std(persons, ddof=1))
    kept = found[np.isfinite(found)]
    return float(np.median(kept)) if len(kept) else None


def _states(trial: Trial, arm: Arm, hour: float, seed: int, condition: str) -> tuple[BrainState, BrainState]:
    """Virtual patients of an arm before treatment and at an hour."""
    plan = plan_of(trial, arm)
    plan = plan.model_copy(update={"condition": condition}) if condition else plan
    ready = treatment.prepare(plan, np.arange(PATIENTS), seed)
    hours = np.array([0.0, hour])
    line = ready.line._replace(stop=hour + 1.0)
    values = cohort.follow(line, ready.people, hours)
    inputs = tl.levels(line, ready.people.subjects, hours) | tl.steps(line, hours)
    before, after = (_state(k, hours, inputs, values, ready.people) for k in (0, 1))
    last = max(dose.time + dose.duration for dose in line.regimen.doses)
    if hour <= last + 1e-6 and line.regimen.doses[0].drug == "midazolam":
        louder = 1.0 + course.Patient().release.benzodiazepine  # as in `zoom brain --contested`
        after = after._replace(gaba=np.full(PATIENTS, louder))
    return before, after


def _state(k: int, hours: Floats, inputs: course.States, values: dict[str, Floats], who: cohort.Cohort) -> BrainState:
    """One moment; the first is before the drug."""
    now = {name: inputs[name][k] * (k > 0 or name == "stress") for name in course.INPUTS}
    u = {name: jnp.broadcast_to(value, (PATIENTS,)) for name, value in now.items()}
    moment = course.Moment(hours[k], u, {name: jnp.asarray(it[k]) for name, it in values.items()}, who.patient)
    return BrainState(*map(np.asarray, course.brain_state(moment)))


@cache
def _healthy() -> tuple[object, object, object]:
    from resynapse.network import rest
    from resynapse.network.routes import Routes
    from resynapse.network.strengths import shipped
    from resynapse.network.wong_wang import WongWang

    routes, model, brain = Routes(), WongWang(), measured()
    return rest.ready(brain, shipped(len(brain.weights)), model, routes), routes, model


def _read(state: BrainState, reading: str) -> Floats:
    """One reading of every patient; NaN where the linear answer does not hold."""
    from resynapse.network import rest

    found = []
    columns = np.broadcast_arrays(*map(np.atleast_1d, state))
    for row in zip(*columns, strict=True):
        one = jax.device_get(rest.compiled(BrainState(*map(float, row)), *_healthy()))
        value = float(_readings(one.connectivity)[reading])
        found.append(value if bool(rest.valid(one)) else np.nan)
    return np.array(found)


def _readings(connectivity: Floats) -> dict[str, Floats]:
    """What the rows are about, of one matrix [N, N]; Fisher z."""
    from resynapse.network import observables
    from resynapse.network.regions import inside

    regions = measured().regions
    salience, default = (np.asarray(inside(regions, name), np.float64) for name in ("salience", "default"))
    insula = np.array([label.startswith("Insula") for label in regions.labels], np.float64)
    seen = observables.observe(connectivity, observables.masks(regions))
    z = observables.fisher(connectivity)
    return {
        "prefrontal_gbcr": seen.prefrontal_gbcr,
        "within_default": seen.within_default,
        "within_salience": observables.between(z, salience, salience),
        "insula_default": observables.between(z, insula, default),
    }
