"""Addresses where the explorer is served alone: its pages, and the way to the first of them."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="explore:home")),
    path("explore/", include("resynapse_web.explore.urls")),
]
