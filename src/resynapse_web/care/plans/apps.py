"""The app `plans`."""

from __future__ import annotations

from django.apps import AppConfig


class Plans(AppConfig):
    """What is intended, within limits, signed."""

    name = "resynapse_web.care.plans"
    label = "plans"
