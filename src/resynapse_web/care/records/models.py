"""Audit, signatures and retractions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resynapse_web.care.records.entry import AppendOnly, Entry


class AuditEvent(models.Model):
    """One line of the log: who did what to whose record. Each line holds the hash of the one before."""

    append_only: ClassVar[bool] = True
    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    user = models.CharField(max_length=64, blank=True)  # no foreign key: the log outlives accounts
    role = models.CharField(max_length=32, blank=True)
    action = models.CharField(max_length=64)
    allowed = models.BooleanField(default=True)
    patient = models.UUIDField(null=True)
    object_type = models.CharField(max_length=64, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    object_version = models.PositiveIntegerField(null=True)
    request = models.CharField(max_length=36, blank=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=("patient", "number")), models.Index(fields=("user", "number")))


class Signature(Entry):
    """A name under a record: what was signed (by hash), by whom, in which role, meaning what."""

    record_type = models.CharField(max_length=64)
    record_id = models.UUIDField(db_index=True)
    record_hash = models.CharField(max_length=64)
    meaning = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=32)

    class Meta:
        ordering = ("at",)


class Retraction(Entry):
    """A mark, entered in error, with the reason; the row itself stays."""

    record_type = models.CharField(max_length=64)
    record_id = models.UUIDField(db_index=True)
    reason = models.TextField()
