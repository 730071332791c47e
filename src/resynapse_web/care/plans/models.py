"""Limits and plans. Both are versions; both count only when signed."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from resynapse_web.care.candidates.models import SETTINGS
from resynapse_web.care.doses.limits import QUANTITIES, Bounds, Limits
from resynapse_web.care.doses.products import Product, product
from resynapse_web.care.doses.regimen import Regimen
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.entry import Entry, Version


def _number(digits: int = 9, **more: Any) -> Any:
    return models.DecimalField(max_digits=digits, decimal_places=3, **more)


class LimitSet(Version):
    """The limits of a product in a setting, as the medical director set them."""

    SUBJECT = "place"
    place = models.CharField(max_length=48, editable=False)  # "product:setting"
    dose_mg_review, dose_mg_absolute = _number(), _number()
    dose_mg_per_kg_review, dose_mg_per_kg_absolute = _number(), _number()
    per_week_review, per_week_absolute = _number(), _number()
    total_mg_28_days_review, total_mg_28_days_absolute = _number(), _number()
    reason = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("place", "version"), name="one_limits_version"),)

    @property
    def limits(self) -> Limits:
        """As the pure functions take them."""
        return Limits(*(Bounds(getattr(self, f"{it}_review"), getattr(self, f"{it}_absolute")) for it in QUANTITIES))


class Plan(Version):
    """A plan for one patient; `thread` is the same in all its versions."""

    SUBJECT = "thread"
    thread = models.UUIDField(default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="plans", editable=False)
    product_id = models.CharField("product", max_length=32)
    setting = models.CharField(max_length=8, choices=SETTINGS)
    indication = models.CharField(max_length=200)
    amount = _number()
    unit = models.CharField(max_length=8, choices=(("mg/kg", "mg/kg"), ("mg", "mg")))
    minutes = models.PositiveSmallIntegerField("duration of one dose [min]", null=True, blank=True)
    per_week = models.PositiveSmallIntegerField("doses a week")
    weeks = models.PositiveSmallIntegerField("weeks")
    weight_kg = _number(7)
    weighed_on = models.DateField("weighed on")
    height_cm = _number(7)
    programme = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thread", "version"), name="one_plan_version"),)
        indexes = (models.Index(fields=("patient", "at")),)

    @property
    def product(self) -> Product:
        """The product itself."""
        return product(self.product_id)

    @property
    def regimen(self) -> Regimen:
        """As the pure functions take it."""
        return Regimen(self.amount, self.unit, self.per_week, self.weeks, self.weight_kg, self.height_cm)


class PlanStopped(Entry):
    """A plan that is not followed any more, and why."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    thread = models.UUIDField(db_index=True)
    reason = models.TextField()
