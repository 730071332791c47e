"""Pages of coach notes, and of what they hand to the clinicians."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care.people import policy
from resynapse_web.care.people.guard import actor, guarded
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.people.roles import Bond, Role
from resynapse_web.care.practice.content import shipped
from resynapse_web.care.practice.forms import AnswerForm, CoachNoteForm
from resynapse_web.care.practice.models import CoachNote, HandOff, HandOffAnswered
from resynapse_web.care.practice.views import hand_on, handed_on
from resynapse_web.care.records.keeping import keep
from resynapse_web.care.safety import paging
from resynapse_web.care.safety.models import Concern, Settled

CLINICAL = (Role.CLINICIAN, Role.DIRECTOR)


@guarded("coachnote.write", Patient)
def coach_notes(request: HttpRequest, patient: Patient) -> HttpResponse:
    """A guide's notes. A red flag is handed on in the same transaction, or the note is not kept."""
    form = CoachNoteForm(request.POST or None, content=shipped(), clinicians=clinicians(patient))
    if form.is_valid():
        said = form.cleaned_data
        note = CoachNote(patient=patient, text=said["text"])
        concern = None
        with transaction.atomic():
            keep(actor(request), "coachnote.write", note)
            if said["flags"] or said["hand_on"]:
                handed = handed_on(patient, said["text"], said["flags"], said["to"], said["told"])
                concern = hand_on(actor(request), handed)
        if concern is not None:
            paging.call_now(concern)
            messages.warning(request, "Handed on. Make sure that the clinician has heard it from you.")
        return redirect("care:coach_notes", patient=patient.pk)
    notes = CoachNote.objects.standing().filter(patient=patient).order_by("-at").select_related("by")
    return render(request, "care/coach_notes.html", {"form": form, "notes": notes})


def clinicians(patient: Patient) -> Any:
    """Clinicians of the care team; the directors when there is none."""
    team = [
        it.pk
        for it in User.objects.filter(ties__patient=patient, role__in=CLINICAL, is_active=True).distinct()
        if Bond.TEAM in policy.bonds(it, patient)
    ]
    if team:
        return User.objects.filter(pk__in=team).order_by("name")
    return User.objects.filter(role=Role.DIRECTOR, is_active=True)


@guarded("handoff.answer", Patient)
def hand_offs(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What was handed to the clinicians: open until one of them says what was done."""
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        found = open_hand_offs(patient).filter(pk=form.cleaned_data["hand_off"]).first()
        if found is not None:
            row = HandOffAnswered(patient=patient, hand_off=found, done=form.cleaned_data["done"])
            concerns = Concern.objects.standing().filter(source=found.pk)
            with transaction.atomic():
                keep(actor(request), "handoff.answer", row)
                keep(actor(request), "concern.settle", *(Settled(concern=it, outcome=row.done) for it in concerns))
        return redirect("care:hand_offs", patient=patient.pk)
    answered = HandOffAnswered.objects.filter(patient=patient).order_by("-at").select_related("by", "hand_off")
    context = {"open": open_hand_offs(patient).select_related("by", "to"), "answered": answered, "form": form}
    return render(request, "care/hand_offs.html", context)


def open_hand_offs(patient: Patient) -> Any:
    """What nobody has answered yet, the most urgent first."""
    return HandOff.objects.standing().filter(patient=patient, answers=None).order_by("contact", "at")
