"""Stop a course at a time: the state a microscope looks at."""

from __future__ import annotations

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from resynapse import cohort, course, forecast
from resynapse import timeline as tl
from resynapse.dose import Plan, quantity
from resynapse.errors import InputError

BEFORE = "baseline"


def moment(plan: Plan | str | Path | None, at: str, patients: int = 1, seed: int = 0) -> course.Moment:
    """The course of a plan at one time.

    Args:
        plan: as in `forecast.run`.
        at: "40 min", "24 h", "7 d" after the start of the first dose, or "baseline", the state before it.
        patients: 1 is the typical patient; more are sampled, numbered from 0, the same as in `forecast.run`.
    Returns:
        inputs and values [P].
    Raises:
        InputError: a time that cannot be read or lies outside the course.
    """
    if not isinstance(at, str):
        raise InputError("at", at, f"a time such as '40 min', or {BEFORE!r}")
    forecast.whole("patients", patients, 1, forecast.MOST)
    forecast.whole("seed", seed, 0, 2**32 - 1)
    numbers = np.arange(patients) if patients > 1 else np.array([-1])
    prepared = forecast.prepare(plan, numbers, seed)
    line, people = prepared.line, prepared.people
    hours = _hours(at, line)
    values = cohort.follow(line, people, np.array([hours]))
    inputs = tl.levels(line, people.subjects, np.array([hours])) | tl.steps(line, np.array([hours]))
    if at.strip() == BEFORE:
        inputs = {name: value * (name == "stress") for name, value in inputs.items()}
    u = {name: jnp.broadcast_to(inputs[name][0], (len(numbers),)) for name in course.INPUTS}
    return course.Moment(hours, u, {name: jnp.asarray(value[0]) for name, value in values.items()}, people.patient)


def first(state: tuple[object, ...]) -> dict[str, float]:
    """A state of the first patient, as plain numbers by name."""
    named = state._asdict()  # type: ignore[attr-defined]
    return {name: float(np.ravel(np.asarray(value))[0]) for name, value in jax.device_get(named).items()}


def _hours(at: str, line: tl.Timeline) -> float:
    if at.strip() == BEFORE:
        return 0.0
    hours = quantity.hours(at, "at")
    if not line.start <= hours <= line.stop:
        raise InputError("at", at, f"a time within this course, {line.start:g} h to {line.stop:g} h, or {BEFORE!r}")
    return hours
