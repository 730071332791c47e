"""Answers to instruments, screeners that were opened, reminders that were sent."""

from __future__ import annotations

from django.db import models

from resynapse_web.care.instruments.catalogue import Instrument, catalogue
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.entry import Entry


class ScreenerOpened(Entry):
    """The C-SSRS screener was put before the patient because of item 9; it waits for its answers."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    response = models.UUIDField()  # the PHQ-9 behind it


class Response(Entry):
    """One instrument, answered once: what was answered, which version, by whom, and the score of that moment."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="responses")
    instrument_id = models.CharField("instrument", max_length=16)
    instrument_version = models.CharField(max_length=80)
    language = models.CharField(max_length=8, default="en")
    source = models.CharField(max_length=16)  # patient or clinician
    on = models.DateField("answered on")
    answers = models.JSONField(default=dict, blank=True)  # by item; null: not answered. Empty: a total was entered
    total = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)  # null: not scored
    missing = models.JSONField(default=list, blank=True)
    screener = models.ForeignKey(ScreenerOpened, models.PROTECT, null=True, blank=True, related_name="answers")

    class Meta:
        indexes = (models.Index(fields=("patient", "instrument_id", "on")),)

    @property
    def instrument(self) -> Instrument:
        """The instrument itself."""
        return catalogue()[self.instrument_id]


class Reminded(Entry):
    """A reminder by e-mail; it names no questionnaire and no illness."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    on = models.DateField()
    left = models.BooleanField()
    problem = models.CharField(max_length=80, blank=True)
