"""The app `records`; after every migration the database itself forbids changes."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Records(AppConfig):
    """What was written, by whom, unchangeable."""

    name = "resynapse_web.care.records"
    label = "records"

    def ready(self) -> None:
        """Triggers are made again after each migration: SQLite drops them whenever it rebuilds a table."""
        post_migrate.connect(_forbid_changes, dispatch_uid="records.triggers")


def _forbid_changes(using: str = "default", **_: Any) -> None:
    from django.db import connections

    from resynapse_web.care.records import triggers

    triggers.install(connections[using])
