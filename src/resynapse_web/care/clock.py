"""The time: UTC, from one place, so that a test can move it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils import timezone


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the clinic's wall."""
    return timezone.localdate(now())


def ticks() -> tuple[str, float]:
    """Seconds since this machine started, whoever sets its clock; with a name of that start, empty if it has none."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    if not boot.exists() or not hasattr(time, "CLOCK_BOOTTIME"):
        return "", 0.0
    return boot.read_text().strip(), time.clock_gettime(time.CLOCK_BOOTTIME)
