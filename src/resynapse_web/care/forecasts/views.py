"""The forecast beside the chart, for clinicians; how good the clinic's own forecasts were. Nothing is computed here."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care.forecasts import calibration, history, queue
from resynapse_web.care.forecasts.forms import JudgementForm, SwitchForm
from resynapse_web.care.forecasts.models import ForecastSwitch
from resynapse_web.care.forecasts.shown import State, picture, rows, shown
from resynapse_web.care.outcomes import views as outcomes
from resynapse_web.care.outcomes.series import series
from resynapse_web.care.people import policy
from resynapse_web.care.people.guard import actor, guarded, seen_version
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.keeping import keep, revise, sign


@guarded("forecast.view", Patient)
def forecast(request: HttpRequest, patient: Patient) -> HttpResponse:
    """One patient: own judgement first, then base rate, range, applicability, what moved it."""
    now = shown(patient, request.user)
    form = JudgementForm(request.POST or None)
    if now.state == State.JUDGE and form.is_valid():
        mine = form.save(commit=False)
        mine.patient, mine.plan = patient, now.plan
        keep(actor(request), "forecast.judge", mine)
        return redirect("care:forecast", patient=patient.pk)
    context: dict[str, Any] = {"now": now, "form": form}
    if now.state == State.SHOWN and now.forecast is not None:
        context["told"] = history.told(patient)
        if now.forecast.inside:
            context |= {"rows": rows(now.forecast.result), "picture": picture(now.forecast.result)}
            seen = sorted(series(patient), key=lambda it: it.instrument.name != "MADRS")
            context["charts"] = [(it, outcomes.picture(it)) for it in seen if len(it.points) > 1]
    return render(request, "care/forecast.html", context)


@guarded("forecast.calibration")
def clinic_calibration(request: HttpRequest) -> HttpResponse:
    """What this clinic's forecasts were worth so far."""
    pairs, switch = history.all_pairs(), queue.switch()
    needed = switch.needed if switch else ForecastSwitch._meta.get_field("needed").default
    products = sorted({it.product for it in pairs})
    by_product = [(it, calibration.scores([p for p in pairs if p.product == it])) for it in products]
    context = {"pairs": pairs, "switch": switch, "needed": needed, "scores": calibration.scores(pairs)}
    context |= {"coverage": calibration.coverage(pairs), "bins": calibration.bins(pairs), "by_product": by_product}
    context |= {"trust": calibration.trust(pairs, needed), "may_switch": policy.may(request.user, "forecast.switch")}
    return render(request, "care/calibration.html", context)


@guarded("forecast.switch")
def set_switch(request: HttpRequest) -> HttpResponse:
    """The medical director switches forecasts on or off, and fixes the number beforehand."""
    latest = ForecastSwitch.objects.order_by("-version").first()
    first = latest if request.method == "GET" else None
    form = SwitchForm(request.POST or None, user=request.user, before=latest, instance=first)
    if not form.is_valid():
        lead = (
            "Forecasts are not validated on individual patients. "
            "They are shown to clinicians alone, after their own judgement."
        )
        context = {"form": form, "title": "Forecasts", "submit": "Sign", "lead": lead}
        return render(request, "care/form.html", context | {"version": latest.version if latest else 0})
    data = {key: form.cleaned_data[key] for key in ("on", "needed", "reason")}
    with transaction.atomic():
        if latest is None:
            kept = ForecastSwitch(**data)
            keep(actor(request), "forecast.switch", kept)
        else:
            kept = revise(actor(request), "forecast.switch", latest, seen_version(request), **data)
        sign(actor(request), kept, queue.SWITCHED)
    return redirect("care:calibration")
