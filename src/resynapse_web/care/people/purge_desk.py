"""The command `resynapse clinic purge`: a list first, then one record, signed by the medical director."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from resynapse.errors import InputError
from resynapse_web.care.people import purging
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.people.roles import Role
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, note

LEAST = 10  # letters of a reason


def listed() -> Iterator[str]:
    """What could be purged; nothing is."""
    if (limit := purging.years()) is None:
        yield "The medical director has not set how many years records are kept; nothing is past its time."
        return
    found = purging.due()
    for it in found:
        rows = sum(map(len, purging.rows_of(it.patient).values()))
        yield f"{it.patient.number}  last {it.last:%Y-%m-%d}  {rows} rows{'  HELD' if it.held else ''}"
    yield f"{len(found)} records are past {limit} years. Nothing was purged; name one with --record."


def signed(record: str, director: str, password: str, reason: str) -> str:
    """Purge one record.

    Raises:
        InputError: no such record, another password, no reason, or the record has to stay.
    """
    patient = Patient.objects.filter(number=record).first()
    user = User.objects.filter(email=director.lower(), role=Role.DIRECTOR, is_active=True).first()
    if patient is None:
        raise InputError("--record", record, "the record number of a patient of this clinic")
    if user is None or not user.check_password(password):
        note(Actor(user, Role.DIRECTOR), "record.purge", patient=patient.pk, allowed=False)
        raise InputError("--director", director, "the address and the password of the medical director")
    if len(reason.strip()) < LEAST:
        raise InputError("--reason", reason, "why this record goes, in words")
    try:
        made = purging.purge(Actor(user, user.role), patient, reason)
    except Refused as refused:
        raise InputError("--record", record, str(refused)) from refused
    _swept()
    return f"{record}: {sum(made.rows.values())} rows purged. Backups made before still hold them."


def _swept() -> None:
    """Overwrite what the database would keep of deleted rows in its file."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
