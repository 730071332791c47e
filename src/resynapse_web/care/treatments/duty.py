"""Who is at a screen of the clinic now."""

from __future__ import annotations

from datetime import datetime, timedelta

from resynapse_web.care import clock
from resynapse_web.care.monitoring.checkins import ladder
from resynapse_web.care.people.models import User
from resynapse_web.care.records.models import AuditEvent


def last_seen(user: User) -> datetime | None:
    """When a page of this person last asked for something."""
    line = AuditEvent.objects.filter(user=str(user.pk)).order_by("-number").first()
    return line.at if line and line.action != "session.end" else None


def on_duty(user: User) -> bool:
    """Whether the person is at a screen of the clinic now; who has just signed out is not."""
    seen = last_seen(user)
    return seen is not None and clock.now() - seen <= timedelta(minutes=ladder().unseen_minutes)
