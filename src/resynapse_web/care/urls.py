"""Addresses of the care programme; a test asks for every one of them as every role."""

from __future__ import annotations

from django.urls import path

from resynapse_web.care.candidates import views as candidates
from resynapse_web.care.people import views as people
from resynapse_web.care.plans import views as plans

app_name = "care"
urlpatterns = [
    path("", people.home, name="home"),
    path("patients/", people.patients, name="patients"),
    path("patients/new/", people.register, name="register"),
    path("patients/<uuid:patient>/", people.chart, name="patient"),
    path("patients/<uuid:patient>/correct/", people.correct, name="correct"),
    path("patients/<uuid:patient>/team/", people.change_team, name="team"),
    path("emergency-access/", people.break_glass, name="glass"),
    path("people/", people.accounts, name="accounts"),
    path("audit/", people.audit, name="audit"),
    path("patients/<uuid:patient>/candidate/", candidates.candidate, name="candidate"),
    path("patients/<uuid:patient>/questionnaire/", candidates.questionnaire, name="questionnaire"),
    path("rules/", candidates.rules, name="rules"),
    path("patients/<uuid:patient>/plans/", plans.plans, name="plans"),
    path("limits/", plans.limits, name="limits"),
]
