"""Signatures of the invented past: rows carry the invented day; the audit says when the demonstration was made."""

from __future__ import annotations

from datetime import datetime

from resynapse_web.care.records.entry import Entry
from resynapse_web.care.records.keeping import Actor, keep
from resynapse_web.care.records.models import Signature


def signed(actor: Actor, entry: Entry, meaning: str, at: datetime) -> Signature:
    """A signature under a record that was just kept, with its own moment."""
    known = type(entry).objects.get(pk=entry.pk).fingerprint()
    mark = Signature(
        record_type=entry._meta.label, record_id=entry.pk, record_hash=known, meaning=meaning,
        name=actor.user.name, role=actor.role, at=at,
    )  # fmt: skip
    keep(actor, "record.sign", mark, type=entry._meta.label, record=str(entry.pk))
    return mark
