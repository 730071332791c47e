"""Pages of the plan and its limits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from resynapse_web.care.people.guard import guarded
from resynapse_web.care.people.models import Patient


@guarded("plan.view", Patient)
def plans(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The plans of a patient."""
    return render(request, "care/base.html")


@guarded("limits.view")
def limits(request: HttpRequest) -> HttpResponse:
    """The clinic's limits."""
    return render(request, "care/base.html")
