"""The consents of the demonstration: a placeholder for the clinic's own text, explained and signed by both."""

from __future__ import annotations

from datetime import datetime

from resynapse_web.care.consents.models import ConsentText
from resynapse_web.care.consents.signing import SET, agree, explain, text_for
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.records.keeping import Actor, keep, sign

PLACES = ("ketamine-iv:office", "ketamine-sl:office", "ketamine-sl:home", "esketamine-nasal:office")
PLACEHOLDER = (
    "A placeholder of the demonstration, no consent text. "
    "A clinic puts its own text here: written, checked and signed by its own people."
)


def texts(director: User) -> None:
    """The invented director puts the placeholder in force."""
    who = Actor(director, director.role)
    for place in PLACES:
        made = ConsentText(place=place, title="Placeholder for the clinic's own text", text=PLACEHOLDER)
        keep(who, "consent.text", made)
        sign(who, made, SET)


def consented(clinician: User, account: User, product: str, setting: str, at: datetime) -> None:
    """A clinician explains, the patient signs."""
    patient, text = Patient.objects.get(ties__user=account), text_for(product, setting)
    assert text is not None  # `texts` came first
    made = explain(Actor(clinician, clinician.role), patient, text, at, None, "")
    agree(Actor(account, account.role), made)
