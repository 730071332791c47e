"""When a consent stands: a clinician and the patient have signed it, it has not ended, nobody has taken it back.

against(patient, "ketamine-iv", "office")     one sentence, or "" when a consent stands
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import given
from resynapse_web.care.candidates.order import as_kept
from resynapse_web.care.consents.models import Consent, ConsentText, ConsentWithdrawn, place_in_words
from resynapse_web.care.people import policy
from resynapse_web.care.people.models import Patient, Tie
from resynapse_web.care.people.roles import Bond, Role
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, keep, retract, sign, signatures
from resynapse_web.care.records.models import Retraction, Signature
from resynapse_web.care.rules.answers import resolve
from resynapse_web.care.rules.ruleset import HOME, shipped

SET = "This is the consent text of this clinic"
EXPLAINED = "I have explained this text to the patient and answered the questions"
ON_PAPER = "I have explained this text to the patient, answered the questions, and seen the patient sign the paper"
BY_PROXY = (
    "I have explained this text to the patient's representative, answered the questions, seen the authority, "
    "and seen the representative sign the paper"
)
AGREED = "I have read this text, it was explained to me, and I agree"
CAPACITY = "capacity"  # the question of the rules
EXPLAINERS = (Role.CLINICIAN, Role.DIRECTOR)


class State(StrEnum):
    """Where a consent stands."""

    UNSIGNED = "not signed by a clinician"
    WAITING = "waits for the patient's own signature"
    REPRESENTED = "was signed by a representative, and the record does not say that the patient cannot decide"
    STANDING = "stands"
    OLD = "is to an earlier version of the text and has to be renewed"
    EXPIRED = "has expired"
    WITHDRAWN = "was withdrawn"


class Proxy(NamedTuple):
    """Somebody who signs for a patient, as it is recorded."""

    name: str
    relation: str
    reason: str
    document: str


def text_for(product: str, setting: str) -> ConsentText | None:
    """The latest text that the medical director has signed."""
    return next((it for it, _ in _in_force(product, setting)), None)


def _in_force(product: str, setting: str) -> Iterator[tuple[ConsentText, datetime]]:
    """Signed texts, the latest first, and when the medical director signed each."""
    for it in ConsentText.objects.standing().filter(place=f"{product}:{setting}").order_by("-version"):
        marks = [mark.at for mark in signatures(it) if (mark.meaning, mark.role) == (SET, Role.DIRECTOR)]
        if marks:
            yield it, min(marks)


def state(consent: Consent, began: datetime | None = None) -> State:
    """Where it stands now. A withdrawal counts for good, also one that somebody calls an error.

    Args:
        began: when the session in question was released; what has aged since then does not interrupt it.
    """
    if consent.withdrawals.exists():
        return State.WITHDRAWN
    marks, moment = signatures(consent), began or clock.now()
    explained = any(mark.meaning == _meaning(consent) and mark.role in EXPLAINERS for mark in marks)
    if not explained or consent.text.sha256 != consent.text_hash:
        return State.UNSIGNED
    if not consent.paper and not any(_by_the_patient(consent, mark) for mark in marks):
        return State.WAITING
    if consent.proxy_name and not cannot_decide(consent.patient):
        return State.REPRESENTED
    if consent.expires is not None and consent.expires < timezone.localdate(moment):
        return State.EXPIRED
    return State.OLD if _outdated(consent, moment) else State.STANDING


def _meaning(consent: Consent) -> str:
    if consent.proxy_name:
        return BY_PROXY
    return ON_PAPER if consent.paper else EXPLAINED


def _outdated(consent: Consent, moment: datetime) -> bool:
    """Whether a later text was in force at a moment, and its time for renewals over."""
    newer = takewhile(lambda it: it[0].version > consent.text.version, _in_force(consent.product, consent.setting))
    return any(signed + timedelta(days=it.renew_days) <= moment for it, signed in newer)


def _by_the_patient(consent: Consent, mark: Signature) -> bool:
    selves = Tie.objects.filter(patient=consent.patient_id, user=mark.by_id, bond=Bond.SELF, holds=True)
    return (mark.meaning, mark.role) == (AGREED, Role.PATIENT) and selves.exists()


def cannot_decide(patient: Patient) -> bool:
    """Whether the record says so now; not known is not yes."""
    asked = shipped().questions[CAPACITY]
    return resolve(asked, given(patient).get(CAPACITY, ()), clock.today()).value is False


def against(patient: Patient, product: str, setting: str, began: datetime | None = None) -> str:
    """What is missing, in one sentence; empty when a consent to this product in this setting stands.

    Args:
        began: as in `state`.
    """
    states = [state(it, began) for it in _same(patient, product, setting)]
    if State.STANDING in states:
        return ""
    where = place_in_words(product, setting)
    return f"The consent to {where}: {states[-1]}." if states else f"There is no consent to {where}."


def represented(patient: Patient, product: str, setting: str, began: datetime | None = None) -> Consent | None:
    """The consent that stands, when a representative gave it and the patient gave none."""
    standing = [it for it in _same(patient, product, setting) if state(it, began) == State.STANDING]
    return standing[-1] if standing and all(it.proxy_name for it in standing) else None


def _same(patient: Patient, product: str, setting: str) -> list[Consent]:
    return as_kept(patient, Consent.objects.standing().filter(patient=patient, product=product, setting=setting))


def explain(
    actor: Actor, patient: Patient, text: ConsentText, at: datetime, expires: date | None, paper: str,
    proxy: Proxy | None = None,
) -> Consent:  # fmt: skip
    """A clinician has explained the text; the caller has just asked for the password.

    Args:
        at: when it was explained.
        expires: the last day, if the clinic wants one.
        paper: where the paper lies, when somebody has signed on paper; then nothing waits for the patient.
        proxy: who has signed it for the patient.
    Raises:
        Refused: it is no clinician, the text is not the one in force, or nobody may sign for the patient.
    """
    product, setting = text.place.split(":")
    if actor.role not in EXPLAINERS:
        raise Refused("Only a clinician explains and signs a consent.")
    if text_for(product, setting) != text:
        raise Refused("This text is not the one in force.")
    if proxy is not None:
        _may_represent(patient, setting, paper)
    by = {f"proxy_{key}": it for key, it in proxy._asdict().items()} if proxy else {}
    made = Consent(
        patient=patient, product=product, setting=setting, text=text, text_hash=text.sha256, explained_at=at,
        expires=expires, paper=paper, **by,
    )  # fmt: skip
    with transaction.atomic():
        keep(actor, "consent.explain", made)
        sign(actor, made, _meaning(made))
    return made


def _may_represent(patient: Patient, setting: str, paper: str) -> None:
    if setting == HOME:
        raise Refused("At home the patient consents; who cannot decide is not treated at home.")
    if not cannot_decide(patient):
        raise Refused("A representative signs only when the record says that the patient cannot decide (capacity: no).")
    if not paper:
        raise Refused("A representative signs on paper: say where it lies.")


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


def mistaken(actor: Actor, consent: Consent, reason: str) -> Retraction:
    """Mark a consent as entered in error; the caller has just asked for the password. It stays readable.

    Raises:
        Refused: it was marked before.
    """
    if not Consent.objects.standing().filter(pk=consent.pk).exists():
        raise Refused("It was marked as entered in error already.")
    return retract(actor, consent, reason)
