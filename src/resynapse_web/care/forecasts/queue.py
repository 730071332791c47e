"""The queue of questions, in the database: asked after every new score, worked on outside of requests.

A worker that dies in the middle leaves the question; after `LEASE_MINUTES` another attempt is made, `ATTEMPTS` in all.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q

from resynapse_web.care import clock
from resynapse_web.care.forecasts import question
from resynapse_web.care.forecasts.models import Forecast, ForecastAsked, ForecastSwitch, ForecastTried
from resynapse_web.care.people.models import Patient
from resynapse_web.care.people.roles import Role
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.signing import active_plan
from resynapse_web.care.records.keeping import SYSTEM, keep, signatures

ATTEMPTS, LEASE_MINUTES = 3, 10
SWITCHED = "I decide about forecasts in this clinic"


def switch() -> ForecastSwitch | None:
    """The switch in force: the latest version the medical director has signed."""
    for it in ForecastSwitch.objects.standing().order_by("-version"):
        if any((mark.meaning, mark.role) == (SWITCHED, Role.DIRECTOR) for mark in signatures(it)):
            return it
    return None


def ask(patient: Patient) -> ForecastAsked | None:
    """Put a question into the queue, unless the same was asked before or there is nothing to ask."""
    state, plan = switch(), active_plan(patient)
    found = question.asking(patient, plan) if plan is not None and state is not None and state.on else None
    if plan is None or found is None or ForecastAsked.objects.filter(patient=patient, digest=found.digest).exists():
        return None
    asked = ForecastAsked(
        patient=patient, plan=plan, plan_text=found.plan_text, scores=found.scores, unknown=found.unknown,
        seed=found.seed, digest=found.digest,
    )  # fmt: skip
    keep(SYSTEM, "forecast.ask", asked)
    return asked


def ask_all() -> int:
    """Ask for everybody whose plan or scores are newer than their last question."""
    state = switch()
    if state is None or not state.on:
        return 0
    used = Q(responses__instrument_id__in=question.SCALES, responses__total__isnull=False)
    rows = Patient.objects.filter(Exists(Plan.objects.filter(patient=OuterRef("pk")))).annotate(
        scored=Max("responses__at", filter=used), planned=Max("plans__at"), asked=Max("forecasts_asked__at")
    )
    newer = Q(asked__isnull=True) | Q(scored__gt=F("asked")) | Q(planned__gt=F("asked"))
    return sum(ask(patient) is not None for patient in rows.filter(newer))


def waiting() -> Any:
    """Questions without an answer that can be worked on now; a newer question of the same patient replaces one."""
    free = clock.now() - timedelta(minutes=LEASE_MINUTES)
    newer = ForecastAsked.objects.filter(patient=OuterRef("patient"), at__gt=OuterRef("at"))
    rows = ForecastAsked.objects.standing().filter(~Exists(newer), forecast__isnull=True)
    rows = rows.annotate(attempts=Count("tried"), last=Max("tried__at"))
    return rows.filter(Q(last__isnull=True) | Q(last__lt=free), attempts__lt=ATTEMPTS).order_by("at")


def work_one() -> bool:
    """Answer the oldest question.

    Returns:
        Whether there was one.
    """
    asked = waiting().first()
    if asked is None:
        return False
    attempt = asked.attempts + 1
    try:
        with transaction.atomic():
            keep(SYSTEM, "forecast.try", ForecastTried(asked=asked, attempt=attempt))
    except IntegrityError:
        return True  # another worker has it
    said = answered(asked, attempt)
    if said is not None:
        keep(SYSTEM, "forecast.fail" if said.problem else "forecast.keep", said)
    return True


def answered(asked: ForecastAsked, attempt: int) -> Forecast | None:
    """The simulator's answer, not yet kept; after the last attempt what went wrong, before it None.

    Each attempt draws its patients anew: one drawn too far out, which the simulator cannot follow, spoils an answer.
    """
    try:
        found = question.predicted(asked.plan_text, asked.scores, (asked.seed + attempt - 1) % 2**32)
    except Exception as error:
        return Forecast(asked=asked, problem=type(error).__name__) if attempt == ATTEMPTS else None
    return Forecast(asked=asked, result=found, version=found["version"], parameter_hash=found["parameter_hash"])
