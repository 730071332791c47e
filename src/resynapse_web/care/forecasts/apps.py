"""The app `forecasts`."""

from __future__ import annotations

from django.apps import AppConfig


class Forecasts(AppConfig):
    """What the simulator expects, beside the chart, for clinicians."""

    name = "resynapse_web.care.forecasts"
    label = "forecasts"
