"""The care programme's own templates and styles."""

from __future__ import annotations

from django.apps import AppConfig


class Care(AppConfig):
    """Shared pages; the records live in the apps below."""

    name = "resynapse_web.care"
    label = "care"
