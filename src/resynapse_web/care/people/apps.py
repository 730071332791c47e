"""The app `people`; who comes in, leaves or fails to come in has a line in the audit."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class People(AppConfig):
    """Who works here, who is cared for, and who may see what."""

    name = "resynapse_web.care.people"
    label = "people"

    def ready(self) -> None:
        """Listen to the doors."""
        user_logged_in.connect(_begins, dispatch_uid="people.begins")
        user_logged_out.connect(_ends, dispatch_uid="people.ends")
        user_login_failed.connect(_fails, dispatch_uid="people.fails")


def _begins(request: Any = None, user: Any = None, **_: Any) -> None:
    _line("session.begin", user, request)


def _ends(request: Any = None, user: Any = None, **_: Any) -> None:
    _line("session.end", user, request)


def _fails(request: Any = None, **_: Any) -> None:
    _line("session.begin", None, request, allowed=False)  # the address that was tried may be a slip: it is not kept


def _line(action: str, user: Any, request: Any, *, allowed: bool = True) -> None:
    from resynapse_web.care.records.keeping import Actor, note

    known = user is not None
    actor = Actor(user, user.role if known else "unknown", getattr(request, "number", ""))
    note(actor, action, allowed=allowed)
