"""Wind-up in the dorsal horn, and pain after one short infusion, from words and from counts.

Limits were set before any of these runs: each of the first five C responses larger than the one before; half of the
wind-up gone and the input down by at most 20 %; growth below 1.1 is none; a change counts from 10 %, single stimuli
hold within 5 %; shares of patients lie in the exact binomial interval; an area within half a standard deviation.
"""

from __future__ import annotations

import dataclasses
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from resynapse import cohort, course, treatment
from resynapse import timeline as tl
from resynapse.circuit.dorsal_horn import DorsalHornState, Stimuli, responses
from resynapse.dose import Plan
from resynapse.solve import Floats
from resynapse.symptoms import pain, scales
from resynapse.trial import interval
from resynapse.trial.interval import Published
from resynapse.validation.check import Check, around, at_least, at_most
from resynapse.validation.mechanism import TYPICAL

TRAIN = Stimuli(16, 0.5)
PATIENTS, SEED = 512, 4
QUARTER, WEEK = 0.75, 168.0  # h: 15 min after half an hour, week 1


def grows() -> float:
    """Smallest step between the first five C responses [spikes]."""
    return float(np.diff(np.asarray(responses(TRAIN).c)[:5]).min())


@cache
def spared() -> float:
    """Smaller of A-beta and first C response left by the block that takes half of the wind-up [share]."""
    found = responses(TRAIN, DorsalHornState(blocked=np.linspace(0.0, 1.0, 11)))
    half = int(np.argmax(found.excess <= 0.5 * found.excess[0]))
    if half == 0:
        return 0.0
    return float(min(found.c[0, half] / found.c[0, 0], found.a_beta[0, half] / found.a_beta[0, 0]))


@cache
def injected() -> DorsalHornState:
    """A person ten minutes after 0.15 mg/kg into the vein (the time is not printed: assumed)."""
    dose = {"drug": "ketamine", "route": "iv", "amount": "0.15 mg/kg", "duration": "1 min", "at": "0 h"}
    plan = Plan.model_validate(
        {"name": "reflex", "condition": "healthy", "patient": {"weight": "70 kg"}, "doses": [dose]}
    )
    ready, hours = treatment.prepare(plan, TYPICAL), np.array([1.0 / 6.0])
    values = cohort.follow(ready.line._replace(stop=1.0), ready.people, hours, workers=1)
    inputs = tl.levels(ready.line, ready.people.subjects, hours) | tl.steps(ready.line, hours)
    u = {name: jnp.broadcast_to(inputs[name][0], (1,)) for name in course.INPUTS}
    moment = course.Moment(
        float(hours[0]), u, {name: jnp.asarray(it[0]) for name, it in values.items()}, ready.people.patient
    )
    return DorsalHornState(*(float(np.ravel(it)[0]) for it in jax.device_get(course.dorsal_horn_state(moment))))


def reflex(stimuli: Stimuli, what: str) -> float:
    """A response after the injection over that before [share]."""
    after, before = responses(stimuli, injected()), responses(stimuli)
    found = (after.excess / before.excess) if what == "wind-up" else (after.c[0] / before.c[0])
    return float(np.ravel(found)[0])


def infused(drug: str, duration: str) -> Plan:
    """0.5 mg/kg for pain, followed for 35 days."""
    dose = {"drug": drug, "route": "iv", "amount": "0.5 mg/kg", "duration": duration, "at": "0 h"}
    who, observe = {"weight": "70 kg", "age": "45 y"}, {"until": "35 d"}
    said = {"name": "pain", "condition": "pain", "patient": who, "blinding": "blind", "observe": observe}
    return Plan.model_validate(said | {"doses": [dose]})


@cache
def scored(drug: str, duration: str, hours: tuple[float, ...]) -> tuple[Floats, Floats]:
    """NRS pain of virtual patients with the drug and with the same visits without it, [T, P]."""
    ready = treatment.prepare(infused(drug, duration), np.arange(PATIENTS), SEED)
    none = tuple(dataclasses.replace(one, drug="saline", amount=0.0) for one in ready.line.regimen.doses)
    without = ready.line._replace(regimen=dataclasses.replace(ready.line.regimen, doses=none))
    return _scores(ready.line, ready.people, hours), _scores(without, ready.people, hours)


def _scores(line: tl.Timeline, people: cohort.Cohort, hours: tuple[float, ...]) -> Floats:
    found = cohort.follow(line, people, np.array(hours), keep=("pain_memory", "pain_signal", "expectation"))
    first, second = (cohort.draw(SEED, f"pain {what}", people.numbers) for what in ("baseline", "relief"))
    p: Any = people.patient.pain
    baseline, responds = pain.patients(first, second, people.numbers < 0, float(np.mean(p.baseline)), p)
    parts = found["pain_signal"], found["pain_memory"], responds, found["expectation"]
    return np.asarray(pain.score(baseline, *parts, p))


def halved(hour: float) -> float:
    """Share of patients with half of the pain, 0.5 mg/kg S-ketamine over 30 min."""
    drug, _ = scored("esketamine", "30 min", (0.0, hour))
    return float((drug[1] <= 0.5 * drug[0]).mean())


def area() -> float:
    """Area of daily pain over 35 days that racemate over 2 h wins against the same visits without it [score-days]."""
    drug, control = scored("ketamine", "120 min", tuple(24.0 * np.arange(36)))
    return float(np.trapezoid(control - drug, np.arange(36), axis=0).mean())


def phq() -> float:
    """Change of PHQ-9 when MADRS falls by 23, from a baseline of 25 [points]."""
    low, high = (scales.crosswalk(np.array([score]), "PHQ-9")[0] for score in (2.0, 25.0))
    return float(low - high)


def checks() -> tuple[Check, ...]:
    """All of them."""
    words, share = "published in words", "share of patients with half of the pain"
    single, train = Stimuli(3, 1.0 / 6.0), Stimuli(15, 1.0)
    rates = {row: interval.of_share(count / 12, 12) for row, count in (("W018", 8), ("W019", 2))}
    return (
        Check("W001", "dorsal horn: C response to 16 stimuli at 0.5 Hz", "smallest of the first steps [spikes]",
              at_least(1e-9), grows, words),
        Check("W002", "dorsal horn: A and C input when a block takes half of the wind-up", "share left",
              at_least(0.8), spared, words),
        Check("W003", "dorsal horn: stimuli every 6.7 s", "growth", at_most(1.1),
              lambda: float(responses(Stimuli(6, 0.15)).growth), "printed limit 0.2 Hz; stimuli at 0.15 Hz"),
        Check("W005", "flexion reflex after 0.15 mg/kg: wind-up", "share left", at_most(0.9),
              partial(reflex, train, "wind-up"), words),
        Check("W005.single", "flexion reflex after 0.15 mg/kg: single stimuli", "share left", at_least(0.95),
              partial(reflex, single, "single"), words),
        Check("W018", "fibromyalgia, 15 min after 0.5 mg/kg S-ketamine", share, rates["W018"],
              partial(halved, QUARTER)),
        Check("W019", "fibromyalgia, a week after 0.5 mg/kg S-ketamine", share, rates["W019"], partial(halved, WEEK)),
        Check("W020", "neuropathic pain: area won in 35 days by 0.5 mg/kg", "[score-days]",
              Published(0.0, -45.0, 45.0), area, "a null; half of the printed standard deviation of 90"),
        Check("X012", "PHQ-9 when MADRS falls by 23", "change [points]", around("X012", 2.0), phq,
              "from baselines near 25"),
    )  # fmt: skip
