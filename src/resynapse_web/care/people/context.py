"""What every page knows: the clinic, and the patient it is about."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from resynapse_web.care import clock
from resynapse_web.care.people import policy
from resynapse_web.care.people.models import Clinic, User

MENU = (
    ("Patients", "care:patients", "patients.list"),
    ("Board", "care:board", "board.view"),
    ("To check", "care:waiting", "plans.waiting"),
    ("Safety", "care:queue", "safety.view"),
    ("Forecasts", "care:calibration", "forecast.calibration"),
    ("Consent texts", "care:consent_texts", "consent.texts"),
    ("Limits", "care:limits", "limits.view"),
    ("Thresholds", "care:thresholds", "thresholds.view"),
    ("Rules", "care:rules", "rules.view"),
    ("Retention", "care:retention", "retention.view"),
    ("Audit", "care:audit", "audit.view"),
    ("People", "care:accounts", "accounts.manage"),
)


def clinic(request: HttpRequest) -> dict[str, Any]:
    """Names for the layout."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    patient = getattr(request, "patient", None)
    return {
        "clinic": Clinic.objects.order_by("-version").first(),
        "demo": settings.DEMO,
        "demo_people": User.objects.order_by("joined") if settings.DEMO and not signed_in else (),
        "menu": [item for item in MENU if signed_in and policy.may(user, item[2])],
        "patient": patient,
        "banner": patient.details if patient is not None else None,
        "today": clock.today(),
    }
