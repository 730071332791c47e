"""Pages of the plan and its limits."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care.consents.signing import against as no_consent
from resynapse_web.care.consents.signing import represented
from resynapse_web.care.doses.limits import QUANTITIES, UNITS
from resynapse_web.care.doses.products import Product, products
from resynapse_web.care.doses.regimen import Regimen
from resynapse_web.care.people import policy
from resynapse_web.care.people.forms import PasswordForm, ReasonForm
from resynapse_web.care.people.guard import accepted, actor, guarded, seen_version
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.forms import CountersignForm, LimitsForm, PlanForm
from resynapse_web.care.plans.models import LimitSet, Plan, PlanStopped
from resynapse_web.care.plans.programme import texts
from resynapse_web.care.plans.signing import (
    LIMITED,
    State,
    countersign,
    limits_for,
    plan_gate,
    prescribe,
    prescribed,
    standing,
)
from resynapse_web.care.records.keeping import Stale, keep, revise, sign
from resynapse_web.care.rules.ruleset import OFFICE


@guarded("plan.view", Patient)
def plans(request: HttpRequest, patient: Patient) -> HttpResponse:
    """All plans of a patient, the latest first."""
    found = [standing(plan) for plan in Plan.objects.current().filter(patient=patient).order_by("-at")]
    context = {"plans": found, "may_draft": policy.may(request.user, "plan.draft", patient)}
    return render(request, "care/plans.html", context)


@guarded("plan.draft", Patient)
def draft(request: HttpRequest, patient: Patient) -> HttpResponse:
    """A new plan."""
    form = PlanForm(request.POST or None)
    if form.is_valid():
        plan = Plan(patient=patient, **form.values)
        keep(actor(request), "plan.draft", plan)
        return redirect("care:plan", plan=plan.pk)
    return render(request, "care/plan_form.html", {"form": form, "title": "New plan", "products": products()})


@guarded("plan.draft", Plan)
def change(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The next version of a plan; it has to be signed again."""
    form = PlanForm(request.POST or None, instance=plan if request.method == "GET" else None)
    if form.is_valid():
        latest = Plan.objects.filter(thread=plan.thread).order_by("-version").first()
        following = revise(actor(request), "plan.draft", latest, seen_version(request), **form.values)
        return redirect("care:plan", plan=following.pk)
    context = {"form": form, "title": "Change the plan", "version": plan.version, "products": products()}
    return render(request, "care/plan_form.html", context)


@guarded("plan.view", Plan)
def plan_page(request: HttpRequest, plan: Plan) -> HttpResponse:
    """One version of a plan: what it says, what stands against it, who has signed."""
    return render(request, "care/plan.html", _context(request, plan))


def _context(request: HttpRequest, plan: Plan, **more: Any) -> dict[str, Any]:
    regimen: Regimen = plan.regimen
    return {
        "now": standing(plan),
        "gate": plan_gate(plan),
        "represented": represented(plan.patient, plan.product_id, plan.setting),
        "no_consent": no_consent(plan.patient, plan.product_id, plan.setting),
        "regimen": regimen,
        "days": [day + 1 for day in regimen.days],
        "limits": limits_for(plan.product, plan.setting),
        "programme": texts(plan.programme),
        "may_sign": policy.may(request.user, "plan.sign", plan.patient),
        "may_draft": policy.may(request.user, "plan.draft", plan.patient),
        "State": State,
        **more,
    }


@guarded("plan.sign", Plan)
def sign_plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The prescriber's signature."""
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid() and accepted(form, lambda: prescribe(actor(request), plan)):
        return redirect("care:plan", plan=plan.pk)
    context = _context(request, plan, form=form, title="Sign the plan", submit="Prescribe and sign")
    return render(request, "care/plan_sign.html", context)


@guarded("plan.countersign", Plan)
def countersign_plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The second person's signature."""
    form = CountersignForm(request.POST or None, user=request.user)
    if form.is_valid() and accepted(form, lambda: countersign(actor(request), plan, form.cleaned_data["dose_mg"])):
        return redirect("care:home")
    context = _context(request, plan, form=form, title="Check independently", submit="Sign as second person")
    return render(request, "care/plan_sign.html", context | {"hide_dose": True})


@guarded("plan.draft", Plan)
def stop(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Stop following a plan."""
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        keep(
            actor(request),
            "plan.stop",
            PlanStopped(patient=plan.patient, thread=plan.thread, **form.cleaned_data),
        )
        return redirect("care:plans", patient=plan.patient_id)
    return render(request, "care/form.html", {"form": form, "title": "Stop the plan", "submit": "Stop"})


@guarded("plans.waiting")
def waiting(request: HttpRequest) -> HttpResponse:
    """Plans of one's patients that wait for a second person."""
    mine = prescribed().filter(patient__in=policy.visible(request.user)).order_by("at")
    found = [plan for plan in mine if standing(plan).state == State.WAITING]
    return render(request, "care/waiting.html", {"plans": found})


@guarded("limits.view")
def limits(request: HttpRequest) -> HttpResponse:
    """The limits in force, and where none are set."""
    rows = [(it, setting, limits_for(it, setting)) for it in products().values() for setting in it.settings]
    context = {"rows": rows, "quantities": UNITS, "may_sign": policy.may(request.user, "limits.sign")}
    return render(request, "care/limits.html", context)


@guarded("limits.sign")
def set_limits(request: HttpRequest, product: str, setting: str) -> HttpResponse:
    """The medical director sets and signs the limits of a product in a setting."""
    found: Product | None = products().get(product)
    if found is None or setting not in found.settings:
        raise Http404
    office = None if setting == OFFICE else limits_for(found, OFFICE)
    current = LimitSet.objects.filter(place=f"{product}:{setting}").order_by("-version").first()
    before = current.version if current else 0
    shown = current if request.method == "GET" else None
    form = LimitsForm(
        request.POST or None, instance=shown, user=request.user, product=found, setting=setting, office=office
    )
    if form.is_valid():
        if seen_version(request) != before:
            raise Stale
        values = {key: value for key, value in form.cleaned_data.items() if key != "password"}
        following = LimitSet(place=f"{product}:{setting}", version=before + 1, **values)
        with transaction.atomic():
            keep(actor(request), "limits.sign", following)
            sign(actor(request), following, LIMITED)
        return redirect("care:limits")
    context = {"form": form, "product": found, "setting": setting, "quantities": QUANTITIES, "version": before}
    return render(request, "care/limits_form.html", context)
