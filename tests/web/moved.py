"""A clock that a test moves; also the times that rows are recorded with."""

from __future__ import annotations

from datetime import datetime, timedelta

from resynapse_web.care import clock


def later(monkeypatch, *, machine: bool = True, **much):
    """Stop the clinic's clock so much later than now; unless told otherwise the machine has run on as long."""
    if machine:
        boot, ticks = clock.ticks()
        monkeypatch.setattr(clock, "ticks", lambda: (boot, ticks + timedelta(**much).total_seconds()))
    moment = clock.now() + timedelta(**much)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment

    monkeypatch.setattr(clock, "datetime", Stopped)
