"""Answers, decisions, and the medical director's hand on the rules."""

from __future__ import annotations

from django.db import models

from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.entry import Entry
from resynapse_web.care.rules.ruleset import HOME, OFFICE

SETTINGS = ((OFFICE, "in the office"), (HOME, "at home"))
VERDICTS = (("accept", "Go on to a plan"), ("defer", "Not now"), ("decline", "Not this treatment here"))


class Answer(Entry):
    """One answer to one question, by the patient or by a clinician. A later one does not erase it."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=64)
    value = models.JSONField(null=True, blank=True)  # null: "not sure"; a date as ISO text
    source = models.CharField(max_length=16)

    class Meta:
        indexes = (models.Index(fields=("patient", "question", "at")),)


class Decision(Entry):
    """What a clinician decided about a candidate, with everything the rules said at that moment."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="decisions")
    product = models.CharField(max_length=32)
    setting = models.CharField(max_length=8, choices=SETTINGS)
    verdict = models.CharField(max_length=8, choices=VERDICTS)
    note = models.TextField(blank=True)
    reasons = models.JSONField(default=dict, blank=True)  # by fingerprint of the finding
    evaluation = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=("patient", "product", "setting", "at")),)


class RulesConfirmed(Entry):
    """The medical director has read this set of rules and lets the clinic use it."""

    ruleset = models.CharField(max_length=64, db_index=True)


class RuleRelaxed(Entry):
    """The medical director leaves a rule to the clinician in this clinic, or takes that back."""

    rule = models.CharField(max_length=64)
    relaxed = models.BooleanField()
    reason = models.TextField()
