"""When a consent stands: a clinician and the patient have signed it, it has not ended, nobody has taken it back.

against(patient, "ketamine-iv", "office")     one sentence, or "" when a consent stands
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from resynapse_web.care import clock
from resynapse_web.care.candidates.order import as_kept
from resynapse_web.care.consents.models import Consent, ConsentText, ConsentWithdrawn, place_in_words
from resynapse_web.care.people import policy
from resynapse_web.care.people.models import Patient, Tie
from resynapse_web.care.people.roles import Bond, Role
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, keep, sign, signatures
from resynapse_web.care.records.models import Signature

SET = "This is the consent text of this clinic"
EXPLAINED = "I have explained this text to the patient and answered the questions"
ON_PAPER = "I have explained this text to the patient, answered the questions, and seen the patient sign the paper"
AGREED = "I have read this text, it was explained to me, and I agree"
EXPLAINERS = (Role.CLINICIAN, Role.DIRECTOR)


class State(StrEnum):
    """Where a consent stands."""

    UNSIGNED = "not signed by a clinician"
    WAITING = "waits for the patient's own signature"
    STANDING = "stands"
    EXPIRED = "has expired"
    WITHDRAWN = "was withdrawn"


def text_for(product: str, setting: str) -> ConsentText | None:
    """The latest text that the medical director has signed."""
    for it in ConsentText.objects.standing().filter(place=f"{product}:{setting}").order_by("-version"):
        if any((mark.meaning, mark.role) == (SET, Role.DIRECTOR) for mark in signatures(it)):
            found: ConsentText = it
            return found
    return None


def state(consent: Consent) -> State:
    """Where it stands now. A withdrawal counts for good, also one that somebody calls an error."""
    if consent.withdrawals.exists():
        return State.WITHDRAWN
    marks, meaning = signatures(consent), ON_PAPER if consent.paper else EXPLAINED
    explained = any(mark.meaning == meaning and mark.role in EXPLAINERS for mark in marks)
    if not explained or consent.text.sha256 != consent.text_hash:
        return State.UNSIGNED
    if not consent.paper and not any(_by_the_patient(consent, mark) for mark in marks):
        return State.WAITING
    return State.EXPIRED if consent.expires is not None and consent.expires < clock.today() else State.STANDING


def _by_the_patient(consent: Consent, mark: Signature) -> bool:
    selves = Tie.objects.filter(patient=consent.patient_id, user=mark.by_id, bond=Bond.SELF, holds=True)
    return (mark.meaning, mark.role) == (AGREED, Role.PATIENT) and selves.exists()


def against(patient: Patient, product: str, setting: str) -> str:
    """What is missing, in one sentence; empty when a consent to this product in this setting stands."""
    same = Consent.objects.standing().filter(patient=patient, product=product, setting=setting)
    states = [state(it) for it in as_kept(patient, same)]
    if State.STANDING in states:
        return ""
    where = place_in_words(product, setting)
    return f"The consent to {where}: {states[-1]}." if states else f"There is no consent to {where}."


def explain(
    actor: Actor, patient: Patient, text: ConsentText, at: datetime, expires: date | None, paper: str
) -> Consent:
    """A clinician has explained the text; the caller has just asked for the password.

    Args:
        at: when it was explained.
        expires: the last day, if the clinic wants one.
        paper: where the paper lies, when the patient has signed on paper; then nothing waits for the patient.
    Raises:
        Refused: it is no clinician, or the text is not the one in force.
    """
    product, setting = text.place.split(":")
    if actor.role not in EXPLAINERS:
        raise Refused("Only a clinician explains and signs a consent.")
    if text_for(product, setting) != text:
        raise Refused("This text is not the one in force.")
    made = Consent(
        patient=patient, product=product, setting=setting, text=text, text_hash=text.sha256, explained_at=at,
        expires=expires, paper=paper,
    )  # fmt: skip
    with transaction.atomic():
        keep(actor, "consent.explain", made)
        sign(actor, made, ON_PAPER if paper else EXPLAINED)
    return made


def agree(actor: Actor, consent: Consent) -> Signature:
    """The patient's own signature; the caller has just asked for the password.

    Raises:
        Refused: it is somebody else, or nothing waits for it.
    """
    if actor.role != Role.PATIENT or Bond.SELF not in policy.bonds(actor.user, consent.patient):
        raise Refused("Only the patient agrees.")
    if (now := state(consent)) != State.WAITING:
        raise Refused(f"This consent {now}.")
    return sign(actor, consent, AGREED)


def withdraw(actor: Actor, consent: Consent, words: str = "") -> list[ConsentWithdrawn]:
    """Take back every consent of the patient to the same product in the same setting, at once.

    Raises:
        Refused: it was taken back already.
    """
    same = Consent.objects.filter(patient=consent.patient_id, product=consent.product, setting=consent.setting)
    open_ones = same.filter(withdrawals__isnull=True)
    made = [ConsentWithdrawn(patient=consent.patient, consent=it, words=words) for it in open_ones]
    if not made:
        raise Refused("It was withdrawn already.")
    with transaction.atomic():
        keep(actor, "consent.withdraw", *made)
    return made
