"""The app `practice`."""

from __future__ import annotations

from django.apps import AppConfig


class Practice(AppConfig):
    """Preparation, breathwork and integration."""

    name = "resynapse_web.care.practice"
    label = "practice"
