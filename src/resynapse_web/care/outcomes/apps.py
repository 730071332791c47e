"""The app `outcomes`."""

from __future__ import annotations

from django.apps import AppConfig


class Outcomes(AppConfig):
    """Questionnaires, their answers and their schedule."""

    name = "resynapse_web.care.outcomes"
    label = "outcomes"
