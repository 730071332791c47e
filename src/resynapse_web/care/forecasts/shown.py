"""Whether a forecast may be shown to this clinician now, and what is on the page."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.safestring import mark_safe

from resynapse_web.care.forecasts import calibration, history, question, queue
from resynapse_web.care.forecasts.calibration import Trust
from resynapse_web.care.forecasts.models import Forecast, ForecastAsked, Judgement
from resynapse_web.care.outcomes.drawing import Band, Line, chart
from resynapse_web.care.outcomes.models import Response
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.signing import active_plan

DAYS = (1, 7, 14, 28)
SHAM = "same visits without drug"


class State(StrEnum):
    """Why there is a forecast or none."""

    OFF = "off"
    NO_PLAN = "no plan"
    UNKNOWN = "unknown indication"
    HIDDEN = "hidden"
    JUDGE = "judge first"
    WAITING = "waiting"
    SHOWN = "shown"


class Shown(NamedTuple):
    """The state, and what belongs to it."""

    state: State
    plan: Plan | None = None
    forecast: Forecast | None = None
    label: str = ""


def shown(patient: Patient, user: User) -> Shown:
    """What this clinician may see of this patient's forecast."""
    switch, plan = queue.switch(), active_plan(patient)
    if switch is None or not switch.on:
        return Shown(State.OFF)
    if plan is None:
        return Shown(State.NO_PLAN)
    if question.asking(patient, plan) is None:
        return Shown(State.UNKNOWN, plan)
    trust = calibration.trust(history.all_pairs(), switch.needed)
    if trust == Trust.FAILS:
        return Shown(State.HIDDEN, plan)
    if not judged(patient, plan, user):
        return Shown(State.JUDGE, plan)
    asked = ForecastAsked.objects.standing().filter(patient=patient).order_by("-at").first()
    forecast = Forecast.objects.filter(asked=asked).first() if asked else None
    if forecast is None:
        return Shown(State.WAITING, plan)
    return Shown(State.SHOWN, plan, forecast, label(trust))


def label(trust: Trust) -> str:
    """What stands above every forecast."""
    if trust == Trust.HOLDS:
        return "Better here than base rate and last score, over the number of forecasts fixed beforehand."
    return "Not validated on individual patients."


def judged(patient: Patient, plan: Plan, user: User) -> bool:
    """Whether this clinician has written down an expectation since the last score."""
    mine = Judgement.objects.standing().filter(patient=patient, plan=plan, by=user).order_by("-at").first()
    return mine is not None and mine.at >= (_last_score(patient) or mine.at)


def _last_score(patient: Patient) -> datetime | None:
    rows = Response.objects.standing().filter(patient=patient, instrument_id__in=question.SCALES, total__isnull=False)
    return rows.order_by("-at").values_list("at", flat=True).first()


def rows(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Base rate first, then this patient, for some days; each with the 80 % range of the score."""
    arms = {arm["arm"]: arm for arm in result["arms"]}
    found = []
    for day in DAYS:
        if 24 * day <= result["time_h"][-1]:
            k = min(range(len(result["time_h"])), key=lambda j: abs(result["time_h"][j] - 24 * day))
            found.append({"day": day, "base": _cell(arms[history.BASE], k), "own": _cell(arms[history.OWN], k),
                          "sham": _cell(arms[SHAM], k)})  # fmt: skip
    return found


def _cell(arm: dict[str, Any], k: int) -> dict[str, Any]:
    low, middle, high = (round(arm["madrs"][level][k]) for level in ("0.1", "0.5", "0.9"))
    shares = {name: round(100 * arm[name][k]) for name in ("response", "remission")}
    return {"low": low, "middle": middle, "high": high, **shares}


def picture(result: dict[str, Any]) -> str:
    """The range of this patient over the base rate, with the MADRS scores that went in."""
    arms = {arm["arm"]: arm for arm in result["arms"]}
    days = [hour / 24 for hour in result["time_h"]]
    named = ((arms[history.BASE], "base rate", "base"), (arms[history.OWN], "this patient", "own"))
    bands = [_band(days, arm, f"{name}, 80 %", kind) for arm, name, kind in named]
    lines = [Line(days, arm["madrs"]["0.5"], name, kind) for arm, name, kind in named]
    seen = [(it["at_h"] / 24, it["score"]) for it in result.get("scores", ()) if it["scale"] == "MADRS"]
    if seen:
        lines.append(Line([d for d, _ in seen], [p for _, p in seen], "rated", "seen", marks=True))
    return mark_safe(chart(lines, bands, 60.0, "MADRS as it would be rated, over days since the first dose"))


def _band(days: list[float], arm: dict[str, Any], name: str, kind: str) -> Band:
    return Band(days, arm["madrs"]["0.1"], arm["madrs"]["0.9"], name, kind)
