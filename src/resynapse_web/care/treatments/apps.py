"""The app `treatments`."""

from __future__ import annotations

from django.apps import AppConfig


class Treatments(AppConfig):
    """A session of treatment: released, dosed, watched, ended."""

    name = "resynapse_web.care.treatments"
    label = "treatments"
