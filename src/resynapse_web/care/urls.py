"""Addresses of the care programme; a test asks for every one of them as every role."""

from __future__ import annotations

from django.urls import path

from resynapse_web.care.candidates import views as candidates
from resynapse_web.care.consents import views as consents
from resynapse_web.care.forecasts import views as forecasts
from resynapse_web.care.interchange import views as interchange
from resynapse_web.care.outcomes import views as outcomes
from resynapse_web.care.people import retention
from resynapse_web.care.people import views as people
from resynapse_web.care.plans import views as plans
from resynapse_web.care.practice import notes
from resynapse_web.care.practice import views as practice
from resynapse_web.care.safety import views as safety
from resynapse_web.care.safety import withdrawing
from resynapse_web.care.treatments import views as treatments
from resynapse_web.care.treatments import watching

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
    path("retention/", retention.retention, name="retention"),
    path("retention/years/", retention.set_years, name="set_years"),
    path("retention/hold/", retention.set_hold, name="set_hold"),
    path("audit/", people.audit, name="audit"),
    path("patients/<uuid:patient>/candidate/", candidates.candidate, name="candidate"),
    path("patients/<uuid:patient>/questionnaire/", candidates.questionnaire, name="questionnaire"),
    path("patients/<uuid:patient>/candidate/answers/", candidates.record, name="record"),
    path("patients/<uuid:patient>/candidate/decide/", candidates.decide, name="decide"),
    path("rules/", candidates.rules, name="rules"),
    path("rules/confirm/", candidates.confirm_rules, name="confirm_rules"),
    path("rules/<slug:rule>/relax/", candidates.relax_rule, name="relax"),
    path("patients/<uuid:patient>/consents/", consents.consents, name="consents"),
    path("patients/<uuid:patient>/consents/new/", consents.explain, name="explain_consent"),
    path("consents/<uuid:consent>/agree/", consents.agree, name="agree"),
    path("consents/<uuid:consent>/withdraw/", withdrawing.withdraw_page, name="withdraw"),
    path("consents/<uuid:consent>/error/", withdrawing.mistaken_page, name="mistaken_consent"),
    path("consent-texts/", consents.consent_texts, name="consent_texts"),
    path("consent-texts/<slug:product>/<slug:setting>/", consents.set_consent_text, name="set_consent_text"),
    path("patients/<uuid:patient>/plans/", plans.plans, name="plans"),
    path("patients/<uuid:patient>/plans/new/", plans.draft, name="draft"),
    path("plans/waiting/", plans.waiting, name="waiting"),
    path("plans/<uuid:plan>/", plans.plan_page, name="plan"),
    path("plans/<uuid:plan>/change/", plans.change, name="change_plan"),
    path("plans/<uuid:plan>/sign/", plans.sign_plan, name="sign_plan"),
    path("plans/<uuid:plan>/countersign/", plans.countersign_plan, name="countersign_plan"),
    path("plans/<uuid:plan>/stop/", plans.stop, name="stop_plan"),
    path("contact/", practice.contact, name="contact"),
    path("patients/<uuid:patient>/practice/", practice.practice, name="practice"),
    path("patients/<uuid:patient>/practice/<slug:module>/", practice.module, name="module"),
    path("patients/<uuid:patient>/breathing/<slug:pattern>/", practice.breathe, name="breathe"),
    path("patients/<uuid:patient>/breathing/<slug:pattern>/together/", practice.coach, name="coach"),
    path("patients/<uuid:patient>/coach-notes/", notes.coach_notes, name="coach_notes"),
    path("patients/<uuid:patient>/handed-on/", notes.hand_offs, name="hand_offs"),
    path("board/", watching.board, name="board"),
    path("board/pulse/", watching.board_pulse, name="board_pulse"),
    path("patients/<uuid:patient>/sessions/", treatments.treatments, name="treatments"),
    path("sessions/<uuid:treatment>/", treatments.treatment_page, name="treatment"),
    path("sessions/<uuid:treatment>/pulse/", treatments.pulse, name="pulse"),
    path("sessions/<uuid:treatment>/today/", treatments.today, name="today"),
    path("sessions/<uuid:treatment>/release/", treatments.release, name="release"),
    path("sessions/<uuid:treatment>/dose/", treatments.dose, name="dose"),
    path("sessions/<uuid:treatment>/dose/error/", treatments.dose_in_error, name="dose_in_error"),
    path("sessions/<uuid:treatment>/vitals/", treatments.vitals, name="vitals"),
    path("sessions/<uuid:treatment>/event/", treatments.event, name="event"),
    path("sessions/<uuid:treatment>/emergency/", treatments.emergency, name="emergency"),
    path("sessions/<uuid:treatment>/ladder/", treatments.climb, name="climb"),
    path("sessions/<uuid:treatment>/end/", treatments.end, name="end"),
    path("sessions/<uuid:treatment>/leave/", treatments.leave, name="leave"),
    path("sessions/<uuid:treatment>/seen/", watching.seen, name="seen"),
    path("sessions/<uuid:treatment>/sheet/", watching.sheet, name="sheet"),
    path("sessions/<uuid:treatment>/paper/", watching.downtime, name="downtime"),
    path("sessions/<uuid:treatment>/rems/", watching.rems_form, name="rems"),
    path("sessions/<uuid:treatment>/check-in/", watching.peer, name="peer"),
    path("sessions/<uuid:treatment>/check-in/pulse/", watching.peer_pulse, name="peer_pulse"),
    path("thresholds/", treatments.thresholds, name="thresholds"),
    path("thresholds/<slug:product>/<slug:setting>/", treatments.set_thresholds, name="set_thresholds"),
    path("patients/<uuid:patient>/export/", interchange.export, name="export"),
    path("patients/<uuid:patient>/import/", interchange.receive, name="receive"),
    path("plans/<uuid:plan>/print/", interchange.print_plan, name="print_plan"),
    path("registry/", interchange.registry, name="registry"),
    path("keys/", interchange.tokens, name="tokens"),
    path("patients/<uuid:patient>/questions/", outcomes.mine, name="mine"),
    path("patients/<uuid:patient>/questions/<slug:instrument>/", outcomes.answer, name="answer"),
    path("patients/<uuid:patient>/help/", outcomes.crisis, name="help"),
    path("patients/<uuid:patient>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("patients/<uuid:patient>/outcomes/<slug:instrument>/", outcomes.record, name="record_outcome"),
    path("safety/", safety.queue, name="queue"),
    path("safety/duty/", safety.duty, name="duty"),
    path("safety/roster/", safety.set_roster, name="set_roster"),
    path("safety/contacts/", safety.set_contacts, name="set_contacts"),
    path("safety/<uuid:concern>/", safety.concern, name="concern"),
    path("patients/<uuid:patient>/forecast/", forecasts.forecast, name="forecast"),
    path("forecasts/", forecasts.clinic_calibration, name="calibration"),
    path("forecasts/switch/", forecasts.set_switch, name="forecast_switch"),
    path("limits/", plans.limits, name="limits"),
    path("limits/<slug:product>/<slug:setting>/", plans.set_limits, name="set_limits"),
]
