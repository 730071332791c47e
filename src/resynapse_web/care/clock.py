"""The time: UTC, from one place, so that a test can move it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the clinic's wall."""
    return timezone.localdate(now())
