"""Addresses: accounts (allauth), the care programme, its API, the open explorer."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from resynapse_web.care.interchange.api import api

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="care:home")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("care/", include("resynapse_web.care.urls")),
    path("explore/", include("resynapse_web.explore.urls")),
]
