"""Whether trials carry a forecast for this patient and this plan; if not, why, and no probability is printed.

Inside means: depression, one drug and route that was compared with a control arm, each dose, its length, the time
between doses and the age inside what was studied, and an intact liver. A forecast ends where controlled observation
ended, whatever the plan says. What is not known (no age in the plan) is said, not assumed away.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from resynapse.dose import Dose, Plan, Regimen
from resynapse.symptoms import conditions

CONTROLS = ("saline", "midazolam")
SESSION = 4.0  # h; sprays within it are one dose
NEAR = 1.001  # rounding of a dose
EARLY = 12.0  # h; a visit that much sooner than in the trials, on the same day, is the same schedule (assumed)
ABOUT = 1.5  # an infusion that many times as long or as short is the same treatment (assumed)


class Verdict(NamedTuple):
    """Inside or outside of what was studied.

    Attributes:
        inside: whether probabilities may be shown.
        reasons: why not; empty inside.
        cautions: what was not told or weakens the forecast, inside as well.
        until: last hour that controlled trials observed.
    """

    inside: bool
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    until: float


class Studied(NamedTuple):
    """A published range."""

    low: float
    high: float
    unit: str
    study: str


@cache
def studied(quantity: str, drug: str = "", route: str = "") -> Studied | None:
    """The range of a quantity ('dose' or 'age' or 'MADRS ...') that was studied; None where none was found."""
    text = resources.files("resynapse.individual").joinpath("data", "studied.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["quantity"].startswith(quantity) and (row["drug"], row["route"]) == (drug, route):
            return Studied(float(row["low"]), float(row["high"]), row["unit"], f"{row['study']} [{row['id']}]")
    return None


def applicability(plan: Plan, regimen: Regimen, stop: float, baseline: float | None, latest: float = 0.0) -> Verdict:
    """Hold a plan against what was studied.

    Args:
        regimen: the plan's doses, unrolled.
        stop: last hour to be forecast.
        baseline: MADRS before treatment, or what another scale is on it, if one is known.
        latest: hour of the last score; what comes after the studied duration is not forecast from it.
    """
    if plan.species != "human" or plan.condition != "depression":
        what = plan.species if plan.species != "human" else plan.condition
        return Verdict(False, (f"individual forecasts are for depression in people, not for {what}",), (), 0.0)
    found = [conditions.evidence_for("depression", d, r) for d, r in _products(regimen)]
    missing = tuple(str(one) for one in found if isinstance(one, conditions.NoForecast))
    known = [one for one in found if isinstance(one, conditions.Evidence)]
    until = max((one.hours for one in known), default=0.0)
    reasons = [*missing, *_uncontrolled(known), *_doses(plan, regimen), *_schedule(regimen)]
    reasons += _person(plan, regimen, baseline)
    if not regimen.doses:
        reasons.append("no dose is planned")
    elif not reasons and latest > until:
        reasons.append(f"a score on day {latest / 24:g} lies after day {until / 24:g}, where controlled trials end")
    return Verdict(not reasons, tuple(reasons), tuple(_cautions(plan, stop, until)), until)


def _products(regimen: Regimen) -> dict[tuple[str, str], None]:
    return dict.fromkeys((dose.drug, dose.route) for dose in regimen.doses)


def _uncontrolled(known: list[conditions.Evidence]) -> Iterator[str]:
    for one in known:
        if one.design == "uncontrolled":
            yield f"{one.drug} {one.route}: studied without a control arm only ({', '.join(one.citations)})"


def _doses(plan: Plan, regimen: Regimen) -> Iterator[str]:
    for drug, route in _products(regimen):
        if drug in CONTROLS:
            continue
        span = studied("dose", drug, route)
        if span is None:
            yield f"{drug} {route}: no studied range of doses is on file"
            continue
        amounts = _sessions(plan, regimen, drug, route, span.unit)
        for value in (min(amounts), max(amounts)):
            if not span.low / NEAR <= value <= span.high * NEAR:
                yield (
                    f"{drug} {route}: {value:g} {span.unit} lies outside {span.low:g} to {span.high:g} {span.unit}"
                    f" ({span.study})"
                )
                break


def _schedule(regimen: Regimen) -> Iterator[str]:
    """How often, how fast, and what together."""
    active = [(drug, route) for drug, route in _products(regimen) if drug not in CONTROLS]
    if len(active) > 1:
        yield f"{' and '.join(f'{drug} {route}' for drug, route in active)} in one plan: no trial of both is on file"
    for drug, route in active:
        given = [it for it in regimen.doses if (it.drug, it.route) == (drug, route)]
        span = studied("hours between", drug, route)
        shortest = min(np.diff(_starts(given)), default=np.inf)
        if span and shortest < span.low - EARLY:
            yield f"{drug} {route}: {shortest:g} h between two doses; trials kept {span.low:g} h or more ({span.study})"
        span = studied("minutes of an infusion", drug, route)
        for minutes in sorted({60.0 * it.duration for it in given}):
            if span and not span.low / ABOUT <= minutes <= span.high * ABOUT:
                yield f"{drug} {route} over {minutes:g} min; in trials it lasts {span.low:g} min ({span.study})"
                break


def _starts(doses: list[Dose]) -> list[float]:
    """When each session starts [h]."""
    found: list[float] = []
    for one in doses:
        if not found or one.time - found[-1] > SESSION:
            found.append(one.time)
    return found


def _sessions(plan: Plan, regimen: Regimen, drug: str, route: str, unit: str) -> list[float]:
    """Dose of each session in `unit`."""
    found: list[float] = []
    start = float("-inf")
    for dose in regimen.doses:
        if (dose.drug, dose.route) != (drug, route):
            continue
        amount = dose.milligrams(plan.weight_kg) / (plan.weight_kg if unit == "mg/kg" else 1.0)
        if dose.time - start > SESSION:
            start = dose.time
            found.append(0.0)
        found[-1] += amount
    return found


def _person(plan: Plan, regimen: Regimen, baseline: float | None) -> Iterator[str]:
    patient = plan.patient
    for drug, route in _products(regimen):
        span = studied("age", drug, route)
        if patient.age is not None and span and not span.low <= plan.age_years <= span.high:
            yield f"age {plan.age_years:g} lies outside {span.low:g} to {span.high:g} years ({span.study})"
    if patient.age is not None and plan.age_years < 18:
        yield "no trial in people under 18 years is on file"
    if patient.liver in ("moderate", "severe"):
        yield f"{patient.liver} liver disease was excluded from the trials"
    span = studied("MADRS before treatment")
    if baseline is not None and span and baseline < span.low:
        yield f"MADRS of {round(baseline, 1):g} before treatment; trials asked for {span.low:g} or more ({span.study})"


def _cautions(plan: Plan, stop: float, until: float) -> Iterator[str]:
    if stop > until * NEAR:
        end = f"day {until / 24:g}, where controlled trials end"
        yield f"the plan runs to day {stop / 24:g}; nothing is forecast after {end}"
    if plan.patient.age is None:
        yield "no age is given: whether this patient is inside the studied ages is not known"
    for one in dict.fromkeys(it.drug for it in plan.comedication):
        yield f"{one}: its effect on the outcome of one patient rests on few data"
