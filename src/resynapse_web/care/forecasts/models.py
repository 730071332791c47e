"""Forecasts: the switch, the queue, the results, and what the clinician thought first. All written once.

The queue is the rows of `ForecastAsked` without a `Forecast`: it survives restarts, and a worker that died leaves a
`ForecastTried` that expires.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.records.entry import Entry, Version


class ForecastSwitch(Version):
    """Whether this clinic shows forecasts, and how many scored ones it takes to judge them; signed by the director."""

    SUBJECT = "key"
    key = models.CharField(max_length=8, default="forecast", editable=False)
    on = models.BooleanField("Show forecasts to clinicians")
    needed = models.PositiveIntegerField(
        "Scored forecasts after which they are judged", default=100, validators=(MinValueValidator(20),)
    )
    reason = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="one_switch_version"),)


class ForecastAsked(Entry):
    """One question to the simulator, frozen: the plan and the scores of that moment."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="forecasts_asked")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    plan_text = models.TextField()
    scores = models.JSONField(default=list, blank=True)  # [hours, scale, points]
    unknown = models.JSONField(default=list, blank=True)
    seed = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        indexes = (models.Index(fields=("patient", "at")),)


class ForecastTried(Entry):
    """A worker took a question. (asked, attempt) is unique: no two workers take the same one."""

    asked = models.ForeignKey(ForecastAsked, models.PROTECT, related_name="tried")
    attempt = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("asked", "attempt"), name="one_forecast_attempt"),)


class Forecast(Entry):
    """The answer, with the model that gave it; or the problem after the last attempt."""

    asked = models.OneToOneField(ForecastAsked, models.PROTECT, related_name="forecast")
    version = models.CharField(max_length=40, blank=True)
    parameter_hash = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    @property
    def inside(self) -> bool:
        """Whether it has probabilities at all."""
        return bool(self.result.get("inside"))


class Judgement(Entry):
    """What a clinician expected, before a forecast was shown."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    response_percent = models.PositiveSmallIntegerField(
        "Chance that this patient responds by day 28 [%]", validators=(MaxValueValidator(100),)
    )
    note = models.TextField(blank=True)
