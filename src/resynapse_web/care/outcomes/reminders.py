"""Reminders by e-mail: once a day at most, on the days of the cadence, with nothing in them about illness."""

from __future__ import annotations

from django.core.mail import send_mail

from resynapse_web.care import clock
from resynapse_web.care.instruments import cadence
from resynapse_web.care.outcomes.course import due
from resynapse_web.care.outcomes.models import Reminded
from resynapse_web.care.people.models import Clinic, Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.records.keeping import SYSTEM, keep
from resynapse_web.care.safety.watch import watch

SUBJECT = "A few questions are waiting for you"
BODY = "Please sign in to {clinic} when you have some minutes. This address is not read; for help, telephone.\n"


def remind() -> int:
    """Remind everybody who is due today and was not reminded yet.

    Returns:
        How many messages left.
    """
    if not watch().open:
        return 0
    today = clock.today()
    done = set(Reminded.objects.filter(on=today).values_list("patient", flat=True))
    planned = set(Plan.objects.current().values_list("patient", flat=True))
    return sum(_remind(patient) for patient in Patient.objects.filter(pk__in=planned - done))


def _remind(patient: Patient) -> bool:
    rules, today = cadence.shipped(), clock.today()
    if not patient.details.email or not any(cadence.reminded_today(it, rules, today) for it in due(patient)):
        return False
    clinic, problem = Clinic.objects.order_by("-version").first(), ""
    try:
        send_mail(SUBJECT, BODY.format(clinic=clinic.name if clinic else "us"), None, [patient.details.email])
    except Exception as error:  # the page asks all the same
        problem = type(error).__name__
    keep(SYSTEM, "outcome.remind", Reminded(patient=patient, on=today, left=not problem, problem=problem))
    return not problem
