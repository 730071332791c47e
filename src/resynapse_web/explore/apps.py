"""Lets Django find the templates and styles."""

from __future__ import annotations

from django.apps import AppConfig


class ExploreConfig(AppConfig):
    """The explorer has no tables."""

    name = "resynapse_web.explore"
    label = "explore"
