"""Pages of a session for clinicians."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care import clock
from resynapse_web.care.candidates.forms import AnswersForm
from resynapse_web.care.candidates.models import Answer
from resynapse_web.care.consents.signing import against as no_consent
from resynapse_web.care.doses.products import products
from resynapse_web.care.monitoring.checkins import ladder, missed_running
from resynapse_web.care.monitoring.ending import JUDGED
from resynapse_web.care.monitoring.events import words
from resynapse_web.care.monitoring.schedule import schedules
from resynapse_web.care.monitoring.thresholds import Level, Sign, after_dose
from resynapse_web.care.people import policy
from resynapse_web.care.people.guard import accepted, actor, guarded, seen_version
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.signing import active_plan
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Stale, keep, retracted, sign
from resynapse_web.care.rules.answers import CLINICIAN
from resynapse_web.care.rules.ruleset import shipped
from resynapse_web.care.treatments import correcting, flow, late, paging
from resynapse_web.care.treatments.forms import (
    BookForm,
    DoseForm,
    EmergencyForm,
    EndForm,
    EventForm,
    InErrorForm,
    LeaveForm,
    LessForm,
    ReleaseForm,
    RungForm,
    ThresholdsForm,
    VitalsForm,
)
from resynapse_web.care.treatments.models import State, ThresholdSet, Treatment
from resynapse_web.care.treatments.thresholds import SET, in_force, schedule_of

View = Callable[..., HttpResponse]


class WrongRecord(Stale):
    """A form of one patient arrived at the page of another."""

    def __init__(self) -> None:
        Refused.__init__(self, "This form belongs to another patient's session; nothing was recorded.")


def same_patient(view: View) -> View:
    """Refuse what was filled in for somebody else: every form carries the record number it was shown with."""

    @wraps(view)
    def checked(request: HttpRequest, treatment: Treatment) -> HttpResponse:
        if request.method == "POST" and request.POST.get("shown") != treatment.patient.number:
            raise WrongRecord
        return view(request, treatment)

    return checked


def _form(request: HttpRequest, treatment: Treatment, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"treatment": treatment, "form": form, "title": title, "submit": submit, "stage": treatment.stage}
    context["represented"] = flow.represented(treatment)
    return render(request, "care/treatment_form.html", context | more)


def _back(treatment: Treatment) -> HttpResponse:
    return redirect("care:treatment", treatment=treatment.pk)


@guarded("treatment.view", Patient)
def treatments(request: HttpRequest, patient: Patient) -> HttpResponse:
    """All sessions of a patient; a new one under the active plan."""
    form = BookForm(request.POST or None, initial={"planned_for": clock.today()})
    if form.is_valid():
        made: list[Treatment] = []
        if accepted(form, lambda: made.append(flow.book(actor(request), patient, form.cleaned_data["planned_for"]))):
            return _back(made[0])
    rows = [(it, it.stage, flow.dose_of(it)) for it in patient.treatments.order_by("-planned_for", "-at")]
    plan = active_plan(patient)
    context = {"rows": rows, "form": form, "today": clock.today()}
    context["no_consent"] = no_consent(patient, plan.product_id, plan.setting) if plan else ""
    return render(request, "care/treatments.html", context)


@guarded("treatment.view", Treatment)
def treatment_page(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """One session: where it stands, what is due, what can be done."""
    return render(request, "care/treatment.html", live(treatment))


@guarded("treatment.pulse", Treatment)
def pulse(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """The part of the page that changes by itself; asking also looks whether somebody must be told."""
    paging.sweep([treatment])
    return render(request, "care/treatment_live.html", live(treatment))


def live(treatment: Treatment) -> dict[str, Any]:
    """What is known of a session now."""
    stage, limits, taken = treatment.stage, flow.thresholds(treatment), list(treatment.vitals.standing())
    dose, since = flow.dose_of(treatment), flow.elapsed(treatment)
    checkins = paging.due_checkins(treatment)
    return {
        "treatment": treatment,
        "stage": stage,
        "State": State,
        "plan": treatment.plan,
        "no_consent": _no_consent(treatment, stage.state),
        "represented": flow.represented(treatment),
        "release": paging.release_of(treatment),
        "dose": dose,
        "errors": retracted(treatment.doses.order_by("version")),
        "limits": limits,
        "since": since and int(since.surely.total_seconds() // 60),
        "clock_moved": bool(since and since.moved),
        "left": limits and since and max(0, limits.floor_minutes - int(since.surely.total_seconds() // 60)),
        "flowsheet": [(it, taken[it.taken] if it.taken is not None else None) for it in paging.due_vitals(treatment)],
        "readings": taken,
        "signs": _signs(treatment),
        "events": treatment.adverse_events.standing(),
        "actions": treatment.emergency_actions.standing(),
        "checkins": checkins,
        "reports": treatment.checkins.standing().select_related("by"),
        "climb": missed_running(checkins) >= ladder().missed_to_start,
        "ladder": ladder().ladder,
        "rungs": treatment.rungs.standing().select_related("by"),
        "notices": treatment.notices.filter(seen=None).select_related("user"),
        "ending": treatment.endings.order_by("ended_at").first(),
        "now": clock.now(),
    }


def _no_consent(treatment: Treatment, state: str) -> str:
    """What is missing before the dose, and a withdrawal also after it; nothing is stopped by it then."""
    plan = treatment.plan
    if state == State.ENDED:
        return ""
    return no_consent(treatment.patient, plan.product_id, plan.setting, flow.began(treatment))


def _signs(treatment: Treatment) -> list[Sign]:
    limits, taken = flow.thresholds(treatment), flow.readings(treatment)
    if limits is None or not taken or treatment.stage.state == State.ENDED:
        return []
    if flow.dose_of(treatment):
        return after_dose(limits, taken)
    return flow.holds(limits, taken, treatment.at_home)


@guarded("treatment.release", Treatment)
@same_patient
def today(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """The questions of the day; with all others they are asked again at release and at the dose."""
    questions = [it for it in shipped().questions.values() if it.section == "Today" and it.ask == CLINICIAN]
    asked = [it for it in questions if it.id not in ("systolic", "diastolic")]  # these come from the flowsheet
    form = AnswersForm(request.POST or None, questions=asked)
    if form.is_valid():
        given = form.cleaned_data.items()
        rows = [Answer(patient=treatment.patient, question=key, value=it, source=CLINICIAN) for key, it in given]
        with transaction.atomic():
            keep(actor(request), "answers.give", *rows)
        return redirect("care:release", treatment=treatment.pk)
    return _form(request, treatment, form, "Questions of today", "Save answers", lead="Ask each one; empty stays open.")


@guarded("treatment.release", Treatment)
@same_patient
def release(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """A clinician lets the session begin."""
    before = paging.release_of(treatment)
    form = ReleaseForm(request.POST or None, user=request.user, treatment=treatment, instance=None)
    if request.method == "GET" and before is not None:
        form.initial = {key: getattr(before, key) for key in form.fields if key not in ("password", "line_tested")}
    if form.is_valid() and accepted(
        form, lambda: flow.release(actor(request), treatment, seen_version(request), form.values)
    ):
        messages.success(request, "Released. Record the dose when it is given.")
        return redirect("care:sheet" if treatment.at_home else "care:treatment", treatment=treatment.pk)
    gate, obstacles = flow.day_gate(treatment), flow.obstacles(treatment)
    more = {"gate": gate, "obstacles": obstacles, "sources": shipped().sources}
    return _form(request, treatment, form, "Release", "Sign the release", **more)


@guarded("treatment.dose", Treatment)
@same_patient
def dose(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """Record the dose; once. Less than recorded can be said later."""
    if flow.dose_of(treatment) is not None:
        return _less(request, treatment)
    form = DoseForm(request.POST or None, treatment=treatment)
    if form.is_valid():
        it = form.cleaned_data
        what = (treatment, seen_version(request), it["product"], it["lot"], it["amount"], form.moment)
        if not it["paper"] and accepted(form, lambda: flow.give(actor(request), *what)):
            return _back(treatment)
        if it["paper"] and accepted(form, lambda: late.record(actor(request), *what, it["paper"])):
            text = "A dose was recorded afterwards, without its release."
            paging.tell(treatment, paging.clinicians(treatment), "late-dose", text)
            return _back(treatment)
    lead = f"Plan: {treatment.plan.product.name}, {treatment.plan.regimen.dose_mg:.1f} mg."
    found = flow.obstacles(treatment, began=flow.began(treatment))
    return _form(request, treatment, form, "Dose", "Record the dose", lead=lead, obstacles=found)


def _less(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    form, made = LessForm(request.POST if "reason" in request.POST else None), flow.dose_of(treatment)
    if request.method == "POST" and not form.is_bound:
        raise Stale  # the form of a second tab: a dose is recorded already
    if form.is_valid():
        it, seen = form.cleaned_data, seen_version(request)
        if accepted(form, lambda: flow.less(actor(request), treatment, seen, it["amount"], it["reason"])):
            return _back(treatment)
    return _form(request, treatment, form, "The dose was stopped", "Save", version=made.version if made else 0)


@guarded("treatment.dose", Treatment)
@same_patient
def dose_in_error(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """The dose was entered in error; everybody on the team is told."""
    form = InErrorForm(request.POST or None, user=request.user)
    if form.is_valid():
        what = (treatment, seen_version(request), form.cleaned_data["reason"])
        if accepted(form, lambda: correcting.dose_in_error(actor(request), *what)):
            key = f"error-{clock.now():%d%H%M%S}"
            paging.tell(treatment, paging.clinicians(treatment), key, "The dose was marked as entered in error.")
            return _back(treatment)
    lead = "Only for a dose that was never given like this. What went in is not undone here: record it as it was."
    return _form(request, treatment, form, "The dose was entered in error", "Mark it", lead=lead)


@guarded("treatment.observe", Treatment)
@same_patient
def vitals(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """A line of the flowsheet. Before the dose its pressure is also the answer of the day for the rules."""
    form = VitalsForm(request.POST or None)
    if not form.is_valid():
        return _form(request, treatment, form, "Vital signs", "Save")
    line = form.save(commit=False)
    line.treatment, line.patient, line.taken_at = treatment, treatment.patient, form.moment
    with transaction.atomic():
        keep(actor(request), "treatment.vitals", line)
        fresh = form.cleaned_data["ago"] <= schedules().baseline_minutes
        latest = not treatment.vitals.standing().filter(taken_at__gt=line.taken_at, systolic__isnull=False).exists()
        if flow.dose_of(treatment) is None and line.systolic is not None and fresh and latest:
            given = {"systolic": float(line.systolic), "diastolic": float(line.diastolic)}
            rows = [Answer(patient=treatment.patient, question=k, value=v, source=CLINICIAN) for k, v in given.items()]
            keep(actor(request), "answers.give", *rows)
    for it in _signs(treatment):
        level = messages.ERROR if it.level == Level.EMERGENCY else messages.WARNING
        messages.add_message(request, level, f"{it.level.name.capitalize()}: {it.text}")
        if it.level >= Level.ALERT:
            told = f"{it.level.name}: {it.text}"
            paging.tell(treatment, paging.clinicians(treatment), f"sign-{line.pk.hex[:8]}", told)
    return _back(treatment)


@guarded("treatment.observe", Treatment)
@same_patient
def event(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """An adverse event."""
    form = EventForm(request.POST or None)
    if not form.is_valid():
        expected = ", ".join(words().expected[treatment.plan.product.drug])
        return _form(request, treatment, form, "Adverse event", "Save", lead=f"Expected with this drug: {expected}.")
    made = form.save(commit=False)
    made.treatment, made.patient, made.began_at = treatment, treatment.patient, form.moment
    keep(actor(request), "treatment.event", made)
    return _back(treatment)


@guarded("treatment.observe", Treatment)
def emergency(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """What was done, recorded afterwards; nothing stands before it, and everybody on the team is told."""
    if request.POST.get("shown", treatment.patient.number) != treatment.patient.number:
        raise WrongRecord
    form = EmergencyForm(request.POST or None)
    if not form.is_valid():
        lead = "Act first. This page only records, and refuses nothing."
        return _form(request, treatment, form, "Emergency", "Record", lead=lead)
    made = form.save(commit=False)
    made.treatment, made.patient, made.done_at = treatment, treatment.patient, form.moment
    keep(actor(request), "treatment.emergency", made)
    paging.tell(treatment, paging.clinicians(treatment), f"emergency-{made.pk.hex[:8]}", "An emergency was recorded.")
    return _back(treatment)


@guarded("treatment.end", Treatment)
@same_patient
def end(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """The routine end: all criteria, signed."""
    form = EndForm(request.POST or None, user=request.user)
    if form.is_valid():
        reviewed, seen = form.cleaned_data["pressure_reviewed"], seen_version(request)
        if accepted(form, lambda: flow.discharge(actor(request), treatment, seen, form.judged, reviewed)):
            messages.success(request, "Ended. The contact within 24 hours is due tomorrow.")
            return _back(treatment)
    found = flow.against_end(treatment, set(JUDGED), pressure_reviewed=False)
    return _form(request, treatment, form, "Routine end", "Sign the discharge", obstacles=found)


@guarded("treatment.end", Treatment)
def leave(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """Any other end, at once: reason and who was told, nothing else."""
    if request.POST.get("shown", treatment.patient.number) != treatment.patient.number:
        raise WrongRecord
    form = LeaveForm(request.POST or None, given=flow.something_given(treatment))
    if form.is_valid() and accepted(form, lambda: flow.leave(actor(request), treatment, **form.cleaned_data)):
        paging.tell(treatment, paging.clinicians(treatment), "left", "A session ended out of routine.")
        return _back(treatment)
    lead = "Possible at any time. The record names the criteria that were not met."
    return _form(request, treatment, form, "Ends another way", "End now", lead=lead, danger=True)


@guarded("treatment.observe", Treatment)
@same_patient
def climb(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """A step of the ladder was taken."""
    form = RungForm(request.POST or None)
    if not form.is_valid():
        made = paging.release_of(treatment)
        return _form(request, treatment, form, "Ladder", "Record", release=made)
    made = form.save(commit=False)
    made.treatment, made.patient = treatment, treatment.patient
    keep(actor(request), "treatment.ladder", made)
    return _back(treatment)


@guarded("thresholds.view")
def thresholds(request: HttpRequest) -> HttpResponse:
    """The thresholds in force, and where none are set."""
    rows = [
        (it, setting, in_force(it.id, setting), schedule_of(it.id))
        for it in products().values()
        for setting in it.settings
    ]
    may = policy.may(request.user, "thresholds.sign")
    return render(request, "care/thresholds.html", {"rows": rows, "may_sign": may})


@guarded("thresholds.sign")
def set_thresholds(request: HttpRequest, product: str, setting: str) -> HttpResponse:
    """The medical director sets and signs the thresholds and the schedule of a product in a setting."""
    found = products().get(product)
    if found is None or setting not in found.settings:
        raise Http404
    place = f"{product}:{setting}"
    current = ThresholdSet.objects.filter(place=place).order_by("-version").first()
    before = current.version if current else 0
    shown = current if request.method == "GET" else None
    form = ThresholdsForm(request.POST or None, instance=shown, user=request.user, product=found)
    plan = schedule_of(product)
    if form.is_valid():
        if seen_version(request) != before:
            raise Stale
        values = {key: value for key, value in form.cleaned_data.items() if key != "password"}
        made = ThresholdSet(place=place, schedule=plan.digest, version=before + 1, **values)
        with transaction.atomic():
            keep(actor(request), "thresholds.sign", made)
            sign(actor(request), made, SET)
        return redirect("care:thresholds")
    context = {"form": form, "product": found, "setting": setting, "it": plan, "version": before}
    context |= {"shared": schedules(), "rules": ladder()}
    return render(request, "care/thresholds_form.html", context)
