"""What was done: modules, breathing, coach notes, and what was handed on."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.entry import Entry


class Completion(Entry):
    """A module worked through, as far as it was."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="completions")
    module = models.CharField(max_length=32)
    content_version = models.PositiveSmallIntegerField()
    steps = models.JSONField(default=list, blank=True)  # numbers of the steps ticked
    text = models.TextField("your own words", max_length=10_000, blank=True)
    complete = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("patient", "module", "at")),)


class Breathing(Entry):
    """Minutes of a breath pattern; the first with somebody who knows it."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="breathings")
    pattern = models.CharField(max_length=32)
    seconds = models.PositiveIntegerField()
    coached = models.BooleanField(default=False)


class CoachNote(Entry):
    """A guide's note. Not a clinical note: clinicians see what is handed on, not the rest."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="coach_notes")
    text = models.TextField("note", max_length=10_000)


class HandOff(Entry):
    """Something a clinician must hear of, with the words that made it so."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="hand_offs")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.CharField(max_length=8)  # now or today
    flags = models.JSONField(default=list, blank=True)
    text = models.TextField(max_length=10_000)
    told = models.TextField("how the clinician was told", max_length=2000, blank=True)


class HandOffAnswered(Entry):
    """A clinician has taken it over and says what was done."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    hand_off = models.ForeignKey(HandOff, models.PROTECT, related_name="answers")
    done = models.TextField("what was done", max_length=2000)
