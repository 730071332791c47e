"""The one way to write: rows and their lines in the audit, together or not at all.

keep(actor, "plan.draft", plan)                     # a new row, or a first version
revise(actor, "patient.correct", details, version, phone="...")   # the next version, unless somebody was faster
retract(actor, answer, "wrong patient")
sign(actor, plan, "I prescribe this plan")
note(actor, "chart.view", patient=patient.pk)       # a reading; nothing is written but the line
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from django.db import IntegrityError, connection, transaction

from resynapse_web.care import clock
from resynapse_web.care.records import chain
from resynapse_web.care.records.entry import Entry, Refused, Version, keeping
from resynapse_web.care.records.models import AuditEvent, Retraction, Signature

Kept = TypeVar("Kept", bound=Entry)
Next = TypeVar("Next", bound=Version)
_LOCK = 7_215_001  # PostgreSQL: one writer of the chain at a time; SQLite has one writer anyway


class Stale(Refused):
    """Somebody else has changed the record since it was shown."""

    def __init__(self) -> None:
        super().__init__("Somebody else has changed this record since you opened it; look at the new version.")


class Actor(NamedTuple):
    """Who acts: taken from the request, or the system itself."""

    user: Any = None
    role: str = "system"
    request: str = ""


SYSTEM = Actor()


def keep(actor: Actor, action: str, *entries: Entry, **detail: Any) -> None:
    """Write rows and one audit line for each.

    Raises:
        Stale: a version with this number exists already.
    """
    asked = keeping.set(True)
    try:
        with transaction.atomic():
            for entry in entries:
                entry.by = actor.user
                entry.full_clean(exclude=("by",), validate_unique=False, validate_constraints=False)
                _insert(entry)
                _line(actor, action, entry, patient_of(entry), True, detail)
    finally:
        keeping.reset(asked)


def _insert(entry: Entry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        if isinstance(entry, Version) and type(entry).objects.filter(**_same(entry)).exists():
            raise Stale from error
        raise


def _same(entry: Version) -> dict[str, Any]:
    return {entry.SUBJECT: getattr(entry, entry.SUBJECT), "version": entry.version}


def revise(actor: Actor, action: str, current: Next, seen: int, **changes: Any) -> Next:
    """Keep the next version of `current`.

    Args:
        seen: the number of the version the person was looking at.
    Raises:
        Stale: `current` is not that version any more, or another was kept in the meantime.
    """
    if current.version != seen:
        raise Stale
    following = current.successor(**changes)
    keep(actor, action, following)
    return following


def retract(actor: Actor, entry: Entry, reason: str) -> Retraction:
    """Mark a row as entered in error; it stays readable."""
    if not reason.strip():
        raise Refused("a retraction needs a reason")
    mark = Retraction(record_type=entry._meta.label, record_id=entry.pk, reason=reason)
    asked = keeping.set(True)
    try:
        with transaction.atomic():
            mark.by = actor.user
            mark.save()
            _line(actor, "record.retract", entry, patient_of(entry), True, {})
    finally:
        keeping.reset(asked)
    return mark


def retracted(rows: Iterable[Kept]) -> list[tuple[Kept, Retraction]]:
    """Those of some rows of one kind that were marked as entered in error, each with its first mark."""
    found = list(rows)
    marks = Retraction.objects.filter(record_id__in=[it.pk for it in found]).order_by("-at").select_related("by")
    first = {mark.record_id: mark for mark in marks}
    return [(it, first[it.pk]) for it in found if it.pk in first]


def sign(actor: Actor, entry: Entry, meaning: str) -> Signature:
    """Put the actor's name under a record as it is now; the caller has just asked for the password again."""
    mark = Signature(
        record_type=entry._meta.label,
        record_id=entry.pk,
        record_hash=type(entry).objects.get(pk=entry.pk).fingerprint(),
        meaning=meaning,
        name=actor.user.name,
        role=actor.role,
    )
    keep(actor, "record.sign", mark, type=entry._meta.label, record=str(entry.pk))
    return mark


def signatures(entry: Entry) -> list[Signature]:
    """Signatures that belong to this very content; one under other content does not count."""
    content = type(entry).objects.get(pk=entry.pk).fingerprint()
    return list(Signature.objects.filter(record_type=entry._meta.label, record_id=entry.pk, record_hash=content))


def note(
    actor: Actor, action: str, *, patient: Any = None, entry: Entry | None = None, allowed: bool = True, **detail: Any
) -> None:
    """Write one line of the audit: a reading, a sign-in, a refusal."""
    with transaction.atomic():
        _line(actor, action, entry, patient, allowed, detail)


def patient_of(entry: Entry) -> Any:
    """Whose record it is: the patient's number, or None."""
    return getattr(entry, "patient_id", None) or (entry.pk if entry._meta.label == "people.Patient" else None)


def _line(actor: Actor, action: str, entry: Any, patient: Any, allowed: bool, detail: dict[str, Any]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    last = AuditEvent.objects.order_by("-number").values("number", "hash").first() or {"number": 0, "hash": chain.START}
    line = AuditEvent(
        number=last["number"] + 1,
        at=clock.now(),
        user=str(actor.user.pk) if actor.user else "",
        role=actor.role,
        action=action,
        allowed=allowed,
        patient=patient,
        object_type=entry._meta.label if entry is not None else "",
        object_id=str(entry.pk) if entry is not None else "",
        object_version=entry.version if isinstance(entry, Version) else None,
        request=actor.request,
        detail=detail,
        previous=last["hash"],
    )
    line.hash = chain.link(line.previous, columns(line))
    line.save(force_insert=True)


def columns(line: AuditEvent) -> dict[str, Any]:
    """The columns of a line, as the chain reads them."""
    return {field.attname: getattr(line, field.attname) for field in AuditEvent._meta.concrete_fields}


def check_chain() -> chain.Checked:
    """Follow the whole audit."""
    names = [field.attname for field in AuditEvent._meta.concrete_fields]
    return chain.check(AuditEvent.objects.order_by("number").values(*names).iterator(chunk_size=2000))
