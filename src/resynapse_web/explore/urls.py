"""Addresses of the explorer; every page is read only, and what was asked stands in its address."""

from __future__ import annotations

from django.urls import path

from resynapse_web.explore import views

app_name = "explore"
urlpatterns = [
    path("", views.home, name="home"),
    path("course/", views.course, name="course"),
    path("summary.csv", views.summary, name="summary"),
    path("story/", views.story, name="story"),
    path("words/", views.words, name="words"),
]
