"""Regimens side by side: exposure, effect, acute safety and long-term flags, with their spread. It picks none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from resynapse import dose, forecast, treatment
from resynapse.dose import Plan
from resynapse.individual.applicability import applicability
from resynapse.report.layout import sig
from resynapse.solve import Floats

if TYPE_CHECKING:
    import xarray

PATIENTS = 256
LEVELS = (0.05, 0.5, 0.95)
DAYS = (1, 7, 14, 28)


class Measure(NamedTuple):
    """One line of the comparison: 5, 50 and 95 % over patients, or why there is none."""

    plan: str
    quantity: str
    unit: str
    low: float
    middle: float
    high: float
    note: str = ""


def compare(plans: Sequence[Plan | str], patients: int = PATIENTS, seed: int = 0) -> list[Measure]:
    """Every plan on the same virtual patients.

    Args:
        plans: in the order they are shown.
        patients: how many virtual patients each plan is given to; the same people for all.
    Raises:
        InputError: a plan that cannot be used.
    """
    checked = _told_apart([plan if isinstance(plan, Plan) else dose.load_plan(plan) for plan in plans])
    return [line for plan in checked for line in _measures(plan, forecast.run(plan, patients, seed))]


def _told_apart(plans: list[Plan]) -> list[Plan]:
    """Plans of one name are numbered in the order given, so that none stands for another."""
    names = [plan.name for plan in plans]
    return [
        plan if names.count(plan.name) == 1 else plan.model_copy(update={"name": f"{plan.name} ({place})"})
        for place, plan in enumerate(plans, 1)
    ]


def _measures(plan: Plan, course: xarray.Dataset) -> list[Measure]:
    found = [*_exposure(plan, course), *_effect(plan, course), *_acute(plan, course)]
    flags = json.loads(course.attrs["harm_flags"])
    return [*found, *(_words(plan, "long-term flag", f"{flag['why']} {flag['source']}") for flag in flags)]


def total_ketamine(course: xarray.Dataset) -> Floats:
    """Both enantiomers in plasma [mg/L], [P, T]."""
    if "plasma_total_ketamine" in course:
        return np.asarray(course["plasma_total_ketamine"].values)
    return np.asarray(course["plasma_ketamine"].sum("enantiomer").values)


def side_by_side(found: Sequence[Measure]) -> tuple[list[str], list[tuple[str, ...]], list[tuple[str, str, str]]]:
    """The plans; a row per number with a cell for each plan; then quantity, plan and text of what is told in words."""
    plans = list(dict.fromkeys(it.plan for it in found))
    cells = {(it.quantity, it.plan): it for it in found if not it.note}
    numbers = [
        (f"{name} [{unit}]", *(_cell(cells.get((name, plan))) for plan in plans))
        for name, unit in dict.fromkeys((it.quantity, it.unit) for it in cells.values())
    ]
    words = [it for it in found if it.note]
    order = list(dict.fromkeys(it.quantity for it in words))
    words.sort(key=lambda it: order.index(it.quantity))
    return plans, numbers, [(it.quantity, it.plan, it.note) for it in words]


def _cell(one: Measure | None) -> str:
    return "not told" if one is None else f"{sig(one.middle)} ({sig(one.low)} to {sig(one.high)})"


def _exposure(plan: Plan, course: xarray.Dataset) -> list[Measure]:
    if "plasma_ketamine" not in course and "plasma_total_ketamine" not in course:
        return [_words(plan, "ketamine in plasma", "not given")]
    level = 1000.0 * total_ketamine(course)
    area = np.trapezoid(level, course["time"].values, axis=1)
    return [
        _spread(plan, "highest plasma level", "ng/mL", level.max(axis=1)),
        _spread(plan, "area under the plasma level", "ng h/mL", area),
    ]


def _effect(plan: Plan, course: xarray.Dataset) -> list[Measure]:
    regimen = dose.expand(plan)
    last = float(course["time"][-1])
    verdict = applicability(plan, regimen, last, treatment.starting(plan).madrs)
    if "symptoms_madrs_latent" not in course or not verdict.inside:
        why = str(course.attrs.get("no_forecast") or "; ".join(verdict.reasons))
        return [_words(plan, "effect", f"outside of what was studied: {why}")]
    score = course["symptoms_madrs_latent"]
    days = [day for day in DAYS if 24 * day <= min(last, verdict.until)]
    changes = [score.sel(time=24.0 * day, method="nearest").values - score.isel(time=0).values for day in days]
    return [_spread(plan, f"MADRS change, day {d}", "points", c) for d, c in zip(days, changes, strict=True)]


def _acute(plan: Plan, course: xarray.Dataset) -> list[Measure]:
    peaks = {"symptoms_cadss": ("highest CADSS", "points"), "symptoms_systolic": ("highest systolic rise", "mmHg")}
    found = [
        _spread(plan, words, unit, course[name].values.max(axis=1))
        for name, (words, unit) in peaks.items()
        if name in course
    ]
    warning = str(course.attrs.get("breathing_warning", ""))
    return [*found, _words(plan, "breathing", warning)] if warning else found


def _spread(plan: Plan, quantity: str, unit: str, values: Floats) -> Measure:
    low, middle, high = (float(x) for x in np.quantile(values, LEVELS))
    return Measure(plan.name, quantity, unit, low, middle, high)


def _words(plan: Plan, quantity: str, note: str) -> Measure:
    return Measure(plan.name, quantity, "", np.nan, np.nan, np.nan, note)
