"""What left, what came in, and who may ask by programme."""

from __future__ import annotations

from django.db import models

from resynapse_web.care import clock
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.records.entry import Entry

KINDS = (("fhir", "FHIR R4 (JSON)"), ("csv", "Table (CSV)"), ("registry", "Registry, de-identified"))


class Exported(Entry):
    """Something left the clinic: what, why, and the hash of the file; the file itself is not kept."""

    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="exports")
    kind = models.CharField(max_length=8, choices=KINDS)
    part_2 = models.BooleanField(default=False)
    reason = models.TextField(max_length=2000)
    sha256 = models.CharField(max_length=64)
    things = models.PositiveIntegerField()


class Received(Entry):
    """A resource that came from elsewhere, as it came. It answers no question by itself; a person reads it."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="received")
    resource_type = models.CharField(max_length=32)
    part_2 = models.BooleanField(default=False)
    source = models.CharField(max_length=64)  # SHA-256 of the file
    content = models.JSONField()


class Token(Entry):
    """A key of the API; only its hash is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.CharField("what it is for", max_length=100)
    sha256 = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    @property
    def holds(self) -> bool:
        """Whether it opens the API now."""
        withdrawn = TokenWithdrawn.objects.filter(token=self).exists()
        return not withdrawn and self.until > clock.now() and self.user.is_active


class TokenWithdrawn(Entry):
    """A key that opens nothing any more."""

    token = models.ForeignKey(Token, models.PROTECT, related_name="+")
