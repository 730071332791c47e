"""The course solved a second time, by SciPy, plasma included, and the comparison of two solutions.

Nothing of `solve.py` is used: `course.story` gives the right-hand side, the compartments of plasma are integrated
along with it, and the integration starts afresh wherever an input jumps.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from scipy.integrate import solve_ivp

from resynapse import cohort, course, forecast, plasma
from resynapse import timeline as tl

STATES = tuple(sorted(course.rest(1.0, course.Patient())[0]))
TIGHT = {"method": "LSODA", "rtol": 1e-11, "atol": 1e-14}
Prepared = forecast.Prepared


@cache
def prepared(plan: str, patients: tuple[int, ...], seed: int = 0, **options: Any) -> Prepared:
    return forecast.prepare(plan, np.array(patients), seed, **options)


def hours_of(line: tl.Timeline, count: int = 150) -> np.ndarray:
    """Output times: some dense after every dose, some even."""
    near = [d.time + x for d in line.regimen.doses for x in (0.0, 0.1, 0.5, 0.9, 2.0, 5.0)]
    found = np.unique([*near, *np.linspace(line.start, line.stop, count)])
    return found[(found >= line.start) & (found <= line.stop)]


def ours(ready: Prepared, hours: np.ndarray, **options: Any) -> dict[str, np.ndarray]:
    return cohort.follow(ready.line, ready.people, hours, keep=STATES, **options)


def distance(found: dict[str, np.ndarray], truth: dict[str, np.ndarray]) -> dict[str, float]:
    """Largest deviation of each state over its peak of that patient; a state that never moves is held to 1."""
    worst = {}
    for name in STATES:
        peak = np.abs(truth[name]).max(axis=0)
        worst[name] = float((np.abs(found[name] - truth[name]).max(axis=0) / np.where(peak > 1e-12, peak, 1.0)).max())
    return worst


def scipy_solution(ready: Prepared, column: int, hours: np.ndarray) -> dict[str, np.ndarray]:
    """Every state of one patient at `hours`, [T, 1]."""
    line = ready.line
    subjects = cohort.take(ready.people.subjects, np.array([column]))
    patient = jax.tree.map(lambda leaf: jnp.asarray(leaf[column] if np.ndim(leaf) else leaf), ready.people.patient)
    start, reference = course.rest(line.background, patient)
    y = np.array([float(start[name]) for name in STATES])
    parts = plasma.parts(line.regimen, subjects, line.model)
    amounts = [np.zeros(part.stretches[0].system.rates.shape[1]) for part in parts]
    y = np.concatenate([y, *amounts])
    found = np.full((len(hours), y.size), np.nan)
    for left, right in _segments(line, parts):
        y = y + _boluses(parts, left)
        system = _linear(parts, 0.5 * (left + right))
        held = {name: value[0, 0] for name, value in tl.steps(line, np.array([0.5 * (left + right)])).items()}
        here = np.flatnonzero((hours >= left) & (hours < right) | ((hours == right) & (right == line.stop)))

        def slope(_: float, now: np.ndarray, system: Any = system, held: Any = held) -> np.ndarray:
            return np.asarray(_slope(now, system, held, patient, reference))

        path = solve_ivp(slope, (left, right), y, t_eval=np.unique([*hours[here], right]), **TIGHT)
        assert path.success, path.message
        found[here] = path.y.T[: len(here)]
        y = path.y[:, -1]
    return {name: found[:, k : k + 1] for k, name in enumerate(STATES)}


@jax.jit
def _slope(y: Any, system: Any, held: Any, patient: Any, reference: Any) -> Any:
    rates, inflow, readouts = system
    now = {name: y[k] for k, name in enumerate(STATES)}
    amounts = y[len(STATES) :]
    inputs = held | {name: readouts[name] @ amounts for name in tl.BRAIN}
    slopes: dict[str, Any] = {}

    def advance(name: str, rate: Any, forcing: Any) -> Any:
        slopes[name] = forcing - rate * now[name]
        return now[name]

    course.story(inputs, patient, reference, now, advance)
    return jnp.concatenate([jnp.stack([slopes[name] for name in STATES]), rates @ amounts + inflow])


def _segments(line: tl.Timeline, parts: Any) -> Iterator[tuple[float, float]]:
    regimen = line.regimen
    cuts = {t for d in regimen.doses for t in (d.time, d.time + tl.VISIT_HOURS)}
    cuts |= {t for one in (*regimen.stress, *regimen.comedication) for t in (one.start, one.stop)}
    cuts |= {t for part in parts for inflow in part.inflows for t in (inflow.start, inflow.stop)}
    cuts |= {stretch.start for part in parts for stretch in part.stretches}
    inner = sorted(t for t in cuts if line.start < t < line.stop)
    return zip([line.start, *inner], [*inner, line.stop], strict=True)


def _boluses(parts: Any, hour: float) -> np.ndarray:
    jumps = [np.zeros(len(STATES))]
    for part in parts:
        jump = np.zeros(part.stretches[0].system.rates.shape[1])
        for inflow in part.inflows:
            if inflow.start == inflow.stop == hour:
                jump[inflow.compartment] += inflow.amount[0]
        jumps.append(jump)
    return np.concatenate(jumps)


def _linear(parts: Any, hour: float) -> Any:
    """Rates, inflow and readouts of all moieties together, at one hour."""
    sizes = [part.stretches[0].system.rates.shape[1] for part in parts]
    total, first = sum(sizes), 0
    rates, inflow = np.zeros((total, total)), np.zeros(total)
    readouts = {name: np.zeros(total) for name in tl.BRAIN}
    for part, size in zip(parts, sizes, strict=True):
        here = slice(first, first + size)
        system = [stretch.system for stretch in part.stretches if stretch.start <= hour][-1]
        rates[here, here] = system.rates[0]
        for one in part.inflows:
            if one.start <= hour < one.stop:
                inflow[first + one.compartment] += one.amount[0] / (one.stop - one.start)
        for name, readout in tl.BRAIN.items():
            if readout in system.readouts:
                readouts[name][here] = system.readouts[readout][0]
        first += size
    return rates, inflow, readouts
