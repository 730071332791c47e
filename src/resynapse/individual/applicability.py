"""Whether trials carry a forecast for this patient and this plan; if not, why, and no probability is printed.

Inside means: depression, one drug and route that was compared with a control arm, each dose, its length, the time
between doses and the age inside what was studied, and an intact liver. A forecast ends where controlled observation
ended, whatever the plan says. What is not known (no age in the plan) is said, not assumed away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from resynapse.dose import Plan, Regimen
from resynapse.symptoms import conditions, studied

NEAR = 1.001  # rounding of a dose


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
    found = [conditions.evidence_for("depression", d, r) for d, r in studied.products(regimen)]
    missing = tuple(str(one) for one in found if isinstance(one, conditions.NoForecast))
    known = [one for one in found if isinstance(one, conditions.Evidence)]
    until = max((one.hours for one in known), default=0.0)
    reasons = [*missing, *_uncontrolled(known), *studied.unranged(regimen), *studied.outside(regimen, plan.weight_kg)]
    reasons += _person(plan, regimen, baseline)
    if not regimen.doses:
        reasons.append("no dose is planned")
    elif not reasons and latest > until:
        reasons.append(f"a score on day {latest / 24:g} lies after day {until / 24:g}, where controlled trials end")
    return Verdict(not reasons, tuple(reasons), tuple(_cautions(plan, stop, until)), until)


def _uncontrolled(known: list[conditions.Evidence]) -> Iterator[str]:
    for one in known:
        if one.design == "uncontrolled":
            yield f"{one.drug} {one.route}: studied without a control arm only ({', '.join(one.citations)})"


def _person(plan: Plan, regimen: Regimen, baseline: float | None) -> Iterator[str]:
    patient = plan.patient
    for drug, route in studied.products(regimen):
        span = studied.studied("age", drug, route)
        if patient.age is not None and span and not span.low <= plan.age_years <= span.high:
            yield f"age {plan.age_years:g} lies outside {span.low:g} to {span.high:g} years ({span.study})"
    if patient.age is not None and plan.age_years < 18:
        yield "no trial in people under 18 years is on file"
    if patient.liver in ("moderate", "severe"):
        yield f"{patient.liver} liver disease was excluded from the trials"
    span = studied.studied("MADRS before treatment")
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
