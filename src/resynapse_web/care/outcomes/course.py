"""What is due for a patient, by the active plan and what was answered."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from resynapse_web.care import clock
from resynapse_web.care.instruments import cadence
from resynapse_web.care.instruments.cadence import Course, Occasion
from resynapse_web.care.outcomes.models import Response
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.signing import PRESCRIBED, active_plan
from resynapse_web.care.records.keeping import signatures
from resynapse_web.care.treatments.models import Dose


def first_day(plan: Plan) -> date:
    """The day a plan counts from: that of its first dose, of any version; before it, of the prescriber's signature."""
    given = Dose.objects.standing().filter(treatment__plan__thread=plan.thread).order_by("given_at").first()
    if given is not None:
        return timezone.localdate(given.given_at)
    signed = [mark.at for mark in signatures(plan) if mark.meaning == PRESCRIBED]
    return timezone.localdate(min(signed)) if signed else clock.today()


def course_of(plan: Plan) -> Course:
    """A plan as the schedule takes it."""
    return Course(first_day(plan), plan.weeks, plan.regimen.days, tuple(plan.programme.get("outcomes", ())))


def due(patient: Patient) -> list[Occasion]:
    """What the patient is asked today; nothing without an active plan."""
    plan = active_plan(patient)
    if plan is None:
        return []
    done = Response.objects.standing().filter(patient=patient).values_list("instrument_id", "on")
    return cadence.due(course_of(plan), cadence.shipped(), done, clock.today())
