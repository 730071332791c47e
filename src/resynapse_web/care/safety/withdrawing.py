"""A consent that ends: recorded at once, and whoever is on duty is called when a session is open."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care.consents import signing
from resynapse_web.care.consents.forms import MistakenForm, WithdrawForm
from resynapse_web.care.consents.models import Consent
from resynapse_web.care.people.guard import accepted, actor, guarded
from resynapse_web.care.records.keeping import Actor
from resynapse_web.care.safety import paging
from resynapse_web.care.safety.models import PAGE, Concern
from resynapse_web.care.treatments import paging as sessions
from resynapse_web.care.treatments.models import State, Treatment

OPEN = (State.RELEASED, State.DOSED)
WITHDRAWN = "Consent withdrawn while a session is open"
MISTAKEN = "Consent marked as entered in error while a session is open"


def withdraw(actor: Actor, consent: Consent, words: str) -> None:
    """The patient, or a clinician who was told, takes it back.

    Raises:
        Refused: it was taken back already.
    """
    with transaction.atomic():
        signing.withdraw(actor, consent, words)
        concern = _raised(actor, consent, WITHDRAWN)
    _called(concern, consent, WITHDRAWN)


def mistaken(actor: Actor, consent: Consent, reason: str) -> None:
    """A clinician marks it as entered in error.

    Raises:
        Refused: it was marked before.
    """
    with transaction.atomic():
        signing.mistaken(actor, consent, reason)
        concern = _raised(actor, consent, MISTAKEN) if _missing(consent) else None
    _called(concern, consent, MISTAKEN)


def _missing(consent: Consent) -> str:
    return signing.against(consent.patient, consent.product, consent.setting)


def open_sessions(consent: Consent) -> list[Treatment]:
    """Sessions of this product in this setting that were released and have not ended."""
    mine = consent.patient.treatments.filter(plan__product_id=consent.product, plan__setting=consent.setting)
    return [it for it in mine.select_related("plan") if it.stage.state in OPEN]


def _raised(actor: Actor, consent: Consent, cause: str) -> Concern | None:
    return paging.raised(actor, consent.patient, cause, PAGE, consent.pk) if open_sessions(consent) else None


def _called(concern: Concern | None, consent: Consent, text: str) -> None:
    """After the transaction: the person on duty, and everybody of the session."""
    if concern is None:
        return
    paging.call_now(concern)  # first: the worker would call the next person about a call that has not left yet
    for it in open_sessions(consent):
        sessions.tell(it, sessions.clinicians(it), f"consent-{concern.pk.hex[:8]}", f"{text}. Speak with the patient.")


@guarded("consent.withdraw", Consent)
def withdraw_page(request: HttpRequest, consent: Consent) -> HttpResponse:
    """Take it back: at once, without a password and without a reason."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and accepted(form, lambda: withdraw(actor(request), consent, form.cleaned_data["words"])):
        messages.success(request, "Withdrawn, from this moment on.")
        return redirect("care:consents", patient=consent.patient_id)
    lead = f"{consent.where}. It counts at once; care, questions and help go on."
    context = {"form": form, "title": "Withdraw the consent", "submit": "Withdraw now", "lead": lead}
    return render(request, "care/form.html", context)


@guarded("consent.mistaken", Consent)
def mistaken_page(request: HttpRequest, consent: Consent) -> HttpResponse:
    """A consent that should not stand here; it stays readable, with the reason."""
    form = MistakenForm(request.POST or None, user=request.user)
    if form.is_valid() and accepted(form, lambda: mistaken(actor(request), consent, form.cleaned_data["reason"])):
        messages.success(request, "Marked as entered in error. It counts for nothing from this moment on.")
        return redirect("care:consents", patient=consent.patient_id)
    lead = f"{consent.where}. For a slip of the record. A patient who changes their mind withdraws."
    context = {"form": form, "title": "The consent was entered in error", "submit": "Mark it", "lead": lead}
    return render(request, "care/form.html", context)
