"""Addresses: accounts (allauth) and the care programme."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="care:home")),
    path("accounts/", include("allauth.urls")),
    path("care/", include("resynapse_web.care.urls")),
]
