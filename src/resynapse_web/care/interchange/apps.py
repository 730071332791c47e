"""The app `interchange`."""

from __future__ import annotations

from django.apps import AppConfig


class Interchange(AppConfig):
    """Exports, imports, tokens of the API."""

    name = "resynapse_web.care.interchange"
    label = "interchange"
