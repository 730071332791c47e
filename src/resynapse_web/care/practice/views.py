"""Pages of preparation, breathwork and integration."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from resynapse_web.care import clock
from resynapse_web.care.people import policy
from resynapse_web.care.people.guard import actor, guarded
from resynapse_web.care.people.models import Patient
from resynapse_web.care.people.roles import Role
from resynapse_web.care.practice.content import SELF, Breath, Module, shipped
from resynapse_web.care.practice.forms import CoachedForm, ModuleForm, ReadyForm
from resynapse_web.care.practice.models import Breathing, Completion, HandOff
from resynapse_web.care.records.keeping import Actor, keep
from resynapse_web.care.safety import paging
from resynapse_web.care.safety.models import PAGE, SAME_DAY, Concern

STARTED = "breath_started"


@guarded("practice.view", Patient)
def practice(request: HttpRequest, patient: Patient) -> HttpResponse:
    """All modules and patterns, and what was done of them."""
    content, rows = shipped(), Completion.objects.standing().filter(patient=patient)
    done = dict(rows.filter(complete=True).order_by("at").values_list("module", "at"))
    phases: dict[str, list[tuple[Module, Any]]] = {}
    for it in content.modules.values():
        phases.setdefault(it.phase, []).append((it, done.get(it.id)))
    context = {
        "phases": phases,
        "breaths": content.breaths.values(),
        "evidence": content.breath_evidence,
        "coached": coached(patient),
        "streak": streak(patient),
    }
    return render(request, "care/practice.html", context)


@guarded("practice.work", Patient)
def module(request: HttpRequest, patient: Patient, module: str) -> HttpResponse:
    """One module: its steps, and the words a person writes."""
    found = shipped().modules.get(module)
    if found is None:
        raise Http404
    mine = (request.user.role == Role.PATIENT) == (found.role == SELF)
    form = ModuleForm(request.POST or None, module=found) if mine else None
    if form is not None and form.is_valid():
        return _worked(request, patient, found, form.cleaned_data)
    return render(request, "care/module.html", {"module": found, "form": form})


def _worked(request: HttpRequest, patient: Patient, module: Module, said: dict[str, Any]) -> HttpResponse:
    """Keep what was done; a red flag goes to the clinicians, and the person sees at once whom to call."""
    content = shipped()
    steps, text = sorted({int(it) for it in said["steps"]}), said["text"]
    complete = module.complete(len(steps), text)
    row = Completion(
        patient=patient, module=module.id, content_version=content.version, steps=steps, text=text, complete=complete
    )
    flags = content.flags(text)
    with transaction.atomic():
        keep(actor(request), "practice.work", row)
        concern = hand_on(actor(request), handed_on(patient, text, flags)) if flags else None
    if concern is not None:
        paging.call_now(concern)
        return redirect("care:contact")
    messages.success(request, "Kept; the module is complete." if complete else "Kept; not complete yet.")
    return redirect("care:practice", patient=patient.pk)


def hand_on(who: Actor, handed: HandOff) -> Concern:
    """Keep it, and put it into the queue of whoever is on duty: the team may be asleep."""
    keep(who, "handoff.make", handed)
    urgency = PAGE if handed.contact == "now" else SAME_DAY
    return paging.raised(who, handed.patient, "A red flag in words of the programme", urgency, handed.pk)


def handed_on(patient: Patient, text: str, flags: list[Any], to: Any = None, told: str = "") -> HandOff:
    """What goes to the clinicians; not kept yet."""
    contact = "now" if any(it.contact == "now" for it in flags) else "today"
    return HandOff(patient=patient, to=to, contact=contact, flags=[it.id for it in flags], text=text, told=told)


@guarded("practice.breathe", Patient)
def breathe(request: HttpRequest, patient: Patient, pattern: str) -> HttpResponse:
    """The pacer, behind the questions that may close it; five minutes at least, and the server's clock counts them."""
    found = _pattern(pattern)
    if not coached(patient):
        return render(request, "care/breathe.html", {"breath": found, "coached": False})
    if "finished" in request.POST:
        return _breathed(request, patient, found)
    form = ReadyForm(request.POST or None, content=shipped())
    if not form.is_valid():
        return render(request, "care/breathe.html", {"breath": found, "coached": True, "form": form})
    if form.against:
        context = {"breath": found, "coached": True, "against": form.against}
        return render(request, "care/breathe.html", context)
    request.session[STARTED] = clock.now().timestamp()
    cycle = [{"do": what, "s": seconds} for what, seconds in found.cycle]
    return render(request, "care/breathe.html", {"breath": found, "coached": True, "pacing": True, "cycle": cycle})


def _breathed(request: HttpRequest, patient: Patient, breath: Breath) -> HttpResponse:
    began = request.session.pop(STARTED, None)
    seconds = int(min(clock.now().timestamp() - began, 60 * breath.most)) if began else 0
    if seconds < 60 * breath.least:
        messages.info(
            request, f"That was shorter than {breath.least} minutes; nothing was kept. Come back when you like."
        )
    else:
        keep(actor(request), "practice.breathe", Breathing(patient=patient, pattern=breath.id, seconds=seconds))
        messages.success(request, f"{seconds // 60} minutes kept.")
    return redirect("care:practice", patient=patient.pk)


@guarded("practice.coach", Patient)
def coach(request: HttpRequest, patient: Patient, pattern: str) -> HttpResponse:
    """A guide records a practice done together; after the first the patient may go on alone."""
    found, form = _pattern(pattern), CoachedForm(request.POST or None)
    if form.is_valid():
        seconds = 60 * form.cleaned_data["minutes"]
        row = Breathing(patient=patient, pattern=found.id, seconds=seconds, coached=True)
        keep(actor(request), "practice.coach", row)
        return redirect("care:practice", patient=patient.pk)
    lead = "Practised together, seated, with nothing that speaks against it, and no dose on that day."
    context = {"form": form, "title": f"Practised together: {found.title}", "submit": "Keep", "lead": lead}
    return render(request, "care/form.html", context)


def _pattern(pattern: str) -> Breath:
    found = shipped().breaths.get(pattern)
    if found is None:
        raise Http404
    return found


def coached(patient: Patient) -> bool:
    """Whether somebody has practised with the patient."""
    return Breathing.objects.standing().filter(patient=patient, coached=True).exists()


def streak(patient: Patient) -> int:
    """Days in a row with practice, up to today or yesterday."""
    days = {timezone.localdate(at) for at in patient.breathings.values_list("at", flat=True)}
    day, count = clock.today().toordinal(), 0
    ordinals = {it.toordinal() for it in days}
    if day not in ordinals:
        day -= 1
    while day in ordinals:
        day, count = day - 1, count + 1
    return count


@guarded("contact.view")
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to call, day and night."""
    holds = policy.holding(request.user).select_related("patient")
    mine = [it.patient for it in holds] if request.user.role == Role.PATIENT else []
    return render(request, "care/contact.html", {"mine": mine})
