"""The app `people`."""

from __future__ import annotations

from django.apps import AppConfig


class People(AppConfig):
    """Who works here, who is cared for, and who may see what."""

    name = "resynapse_web.care.people"
    label = "people"
