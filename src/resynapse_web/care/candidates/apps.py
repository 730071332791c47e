"""The app `candidates`."""

from __future__ import annotations

from django.apps import AppConfig


class Candidates(AppConfig):
    """From a person who asks to a signed decision."""

    name = "resynapse_web.care.candidates"
    label = "candidates"
