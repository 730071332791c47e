"""Thresholds in force: signed by the medical director for this very schedule; nothing else counts."""

from __future__ import annotations

from resynapse_web.care.monitoring.schedule import Schedule, schedules
from resynapse_web.care.monitoring.thresholds import Thresholds
from resynapse_web.care.people.roles import Role
from resynapse_web.care.records.keeping import signatures
from resynapse_web.care.treatments.models import ThresholdSet

SET = "I set these thresholds and this schedule for this clinic"


def schedule_of(product: str) -> Schedule:
    """When vital signs are due."""
    return schedules().products[product]


def in_force(product: str, setting: str) -> Thresholds | None:
    """The latest that are signed; None: no session can start."""
    rows = ThresholdSet.objects.standing().filter(place=f"{product}:{setting}", schedule=schedule_of(product).digest)
    for it in rows.order_by("-version"):
        if any((mark.meaning, mark.role) == (SET, Role.DIRECTOR) for mark in signatures(it)):
            return it.limits
    return None
