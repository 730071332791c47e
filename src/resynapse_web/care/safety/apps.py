"""The app `safety`."""

from __future__ import annotations

from django.apps import AppConfig


class Safety(AppConfig):
    """Who is called when an answer cannot wait."""

    name = "resynapse_web.care.safety"
    label = "safety"
