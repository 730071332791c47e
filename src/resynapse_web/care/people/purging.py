"""Leaving records behind when the law of the place says so: listed first, then one patient at a time, signed.

What is kept of a purged patient: the lines of the audit as they are (numbers, no names), so the chain holds, and one
row that says how many rows of which kind went, when, by whose signature and why. Backups made before hold the rest.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from resynapse_web.care import clock
from resynapse_web.care.people.models import LegalHold, Patient, Purged, RetentionYears, Tie, User
from resynapse_web.care.people.roles import Bond, Role
from resynapse_web.care.records import triggers
from resynapse_web.care.records.entry import Entry, Refused, digest
from resynapse_web.care.records.keeping import Actor, keep, sign, signatures
from resynapse_web.care.records.retention import past

SET = "Records are kept so many years in this clinic, by the law of the place"
PURGED = "I have this record purged: its time is over, no hold is on it, and nobody needs it"
PATIENCE_MS = 500  # shorter than PostgreSQL looks for deadlocks: the purge gives way, never a page
Rows = dict[type[Entry], set[Any]]


class Due(NamedTuple):
    """A patient past the time records are kept."""

    patient: Patient
    last: datetime
    held: bool


def years() -> int | None:
    """How long records are kept here; None until the medical director has signed it: then nothing is ever due."""
    for it in RetentionYears.objects.standing().order_by("-version"):
        if any((mark.meaning, mark.role) == (SET, Role.DIRECTOR) for mark in signatures(it)):
            return it.years
    return None


def held(patient: Patient) -> bool:
    """Whether a hold is on the record now; any doubt holds."""
    last = LegalHold.objects.standing().filter(patient=patient).order_by("-version").first()
    return last is not None and last.holds


def due() -> list[Due]:
    """Patients past their time, the oldest first; empty while no years are set."""
    if (limit := years()) is None:
        return []
    found = {it.patient: it.last for it in past(clock.now(), limit)}
    known = Patient.objects.in_bulk(found)
    return [Due(known[key], last, held(known[key])) for key, last in found.items() if key in known]


def rows_of(patient: Patient) -> Rows:
    """Every row about a patient, also those that point to it through others."""
    found: Rows = {Patient: {patient.pk}}
    models = [it for it in apps.get_models() if issubclass(it, Entry) and it is not Purged]
    while any(_grown(found, model) for model in models):
        pass
    return found


def _grown(found: Rows, model: type[Entry]) -> bool:
    keys, rows = set(found.get(model, ())), model._base_manager
    for field in model._meta.concrete_fields:
        if field.related_model in found:
            inside = {f"{field.name}__in": found[field.related_model]}
            keys.update(rows.filter(**inside).values_list("pk", flat=True))
    if any(field.name == "record_id" for field in model._meta.concrete_fields):  # signatures and marks of error
        everything = [key for some in found.values() for key in some]
        keys.update(rows.filter(record_id__in=everything).values_list("pk", flat=True))
    grown = len(keys) > len(found.get(model, ()))
    if keys:
        found[model] = keys
    return grown


def purge(actor: Actor, patient: Patient, reason: str) -> Purged:
    """Take everything about a patient out of the tables; the caller has just asked for the password.

    Raises:
        Refused: it is not the medical director, a hold is on the record, or its time is not over.
    """
    if actor.role != Role.DIRECTOR:
        raise Refused("Only the medical director has a record purged.")
    if held(patient):
        raise Refused("A hold is on this record.")
    if patient.pk not in {it.patient.pk for it in due()}:
        raise Refused("The time of this record is not over, or the years are not set.")
    rows = rows_of(patient)
    counts = {model._meta.label: len(keys) for model, keys in sorted(rows.items(), key=lambda it: it[0]._meta.label)}
    made = Purged(patient_key=patient.pk, rows=counts, sealed=_sealed(rows), reason=reason)
    try:
        with transaction.atomic():
            _close_accounts(patient)
            _delete(rows)
            keep(actor, "record.purge", made)
            sign(actor, made, PURGED)
    except OperationalError as error:
        raise Refused("Somebody works in these tables; nothing was purged. Try again when it is quiet.") from error
    return made


def _sealed(rows: Rows) -> str:
    """One hash of all that goes: who has kept a copy can show that it is this one."""
    prints = (it.fingerprint() for model, keys in rows.items() for it in model._base_manager.filter(pk__in=keys))
    return digest(sorted(prints))


def _delete(rows: Rows) -> None:
    """Around the triggers, in the one transaction that puts them back; who works in the tables goes before."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_MS}ms'" if postgresql else "PRAGMA secure_delete = ON")
        for model in rows:
            triggers.remove(connection, model._meta.db_table)
        for model, keys in rows.items():
            QuerySet(model).filter(pk__in=keys)._raw_delete("default")
        if postgresql:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        else:
            connection.check_constraints()
    for model in rows:
        triggers.put_back(connection, model._meta.db_table)


def _close_accounts(patient: Patient) -> None:
    """The patient's own account keeps its number and loses name and address."""
    for user in User.objects.filter(pk__in=Tie.objects.filter(patient=patient, bond=Bond.SELF).values("user")):
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        user.name, user.email, user.is_active = "purged", f"{user.pk}@purged.invalid", False
        user.set_unusable_password()
        user.save()
