"""Pages of the evaluation: questionnaire, findings, decision, rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from resynapse_web.care.people.guard import guarded
from resynapse_web.care.people.models import Patient


@guarded("candidate.view", Patient)
def candidate(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What the rules find, and who has decided what."""
    return render(request, "care/base.html")


@guarded("questionnaire.answer", Patient)
def questionnaire(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The patient's own answers."""
    return render(request, "care/base.html")


@guarded("rules.view")
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in force."""
    return render(request, "care/base.html")
