"""The app `consents`."""

from __future__ import annotations

from django.apps import AppConfig


class Consents(AppConfig):
    """What a patient has agreed to."""

    name = "resynapse_web.care.consents"
    label = "consents"
