"""Failures 2 and 9: the wrong record, and what is not theirs. Every page, every role, Alice, Bob and Charlie."""

from __future__ import annotations

import itertools
import logging
import sys
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from resynapse_web.care import clock
from resynapse_web.care import urls as care
from resynapse_web.care.consents.models import Consent
from resynapse_web.care.people import policy
from resynapse_web.care.people.models import Tie
from resynapse_web.care.people.roles import STAFF, Bond, Role
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.records.keeping import SYSTEM, Actor, keep
from resynapse_web.care.records.models import AuditEvent
from resynapse_web.care.safety import paging
from resynapse_web.care.treatments.models import Release, Stage, Treatment

PAGES = {pattern.name: pattern for pattern in care.urlpatterns}
PEOPLE = (
    "clinician", "clinician2", "director", "guide", "desk", "auditor", "alice", "bob", "charlie", "peer",
)  # fmt: skip
ON_TEAM = {
    "alice": {"clinician", "director", "guide"},
    "bob": {"clinician"},
    "charlie": {"clinician2"},
}
CLINICAL = {"clinician", "clinician2", "director"}
ANYWHERE = {  # pages about no patient: who may see them
    "home": set(PEOPLE),
    "patients": {*CLINICAL, "guide", "desk"},
    "register": {*CLINICAL, "desk"},
    "glass": CLINICAL,
    "accounts": {"director"},
    "audit": {"auditor", "director"},
    "rules": {*CLINICAL, "auditor"},
    "confirm_rules": {"director"},
    "relax": {"director"},
    "waiting": CLINICAL,
    "contact": set(PEOPLE),
    "registry": {"director"},
    "tokens": CLINICAL,
    "board": CLINICAL,
    "board_pulse": CLINICAL,
    "thresholds": CLINICAL,
    "set_thresholds": {"director"},
    "queue": CLINICAL,
    "duty": CLINICAL,
    "set_roster": {"director"},
    "set_contacts": {"director"},
    "calibration": CLINICAL,
    "forecast_switch": {"director"},
    "consent_texts": CLINICAL,
    "set_consent_text": {"director"},
    "retention": {"director", "auditor"},
    "set_years": {"director"},
    "set_hold": {"director"},
    "limits": CLINICAL,
    "set_limits": {"director"},
}


def expected(page, patient):
    """Who may see a page about a patient; written down here once more, apart from the policy."""
    team = ON_TEAM[patient]
    if page == "patient":
        return {*team, patient, "desk"}
    if page == "correct":
        return {*(team & CLINICAL), "desk"}
    if page == "team":
        return {*(team & {"clinician", "clinician2"}), "director"}
    if page in ("questionnaire", "mine", "answer", "help"):
        return {patient}
    if page in ("consents", "withdraw"):
        return {*(team & CLINICAL), patient}
    if page == "mistaken_consent":
        return team & CLINICAL
    if page == "agree":
        return {patient}
    if page == "concern":  # whoever is on duty acts
        return CLINICAL
    if page in ("practice", "module"):
        return {*team, patient}
    if page == "breathe":
        return {patient}
    if page == "coach":
        return team
    if page == "coach_notes":
        return team & {"guide"}
    if page in ("peer", "peer_pulse"):
        return {"peer"} if patient == "charlie" else set()
    return team & CLINICAL


def keys(page, clinic, patient):
    """The address of a page for a patient, or None when it is about nobody."""
    names = set(PAGES[page].pattern.converters)
    fixed = {
        "rule": "psychosis-past", "product": "ketamine-iv", "setting": "office",
        "module": "safety", "pattern": "slow-6", "instrument": "phq-9",
    }  # fmt: skip
    if "patient" in names:
        return {"patient": getattr(clinic, patient).pk, **{name: fixed[name] for name in names - {"patient"}}}
    if "consent" in names:
        return {"consent": Consent.objects.filter(patient=getattr(clinic, patient)).first().pk}
    if "plan" in names:
        return {"plan": plan_of(clinic, patient).pk}
    if "concern" in names:
        return {"concern": concern_of(clinic, patient).pk}
    if "treatment" in names:
        return {"treatment": session_of(clinic, patient).pk}
    return {name: fixed[name] for name in names}


def plan_of(clinic, patient):
    who = getattr(clinic, patient)
    found = Plan.objects.filter(patient=who).first()
    if found is None:
        found = Plan.objects.filter(patient=clinic.alice).first().successor(patient=who, thread=who.pk)
        keep(Actor(clinic.users["clinician"], "clinician"), "plan.draft", found)
    return found


def concern_of(clinic, patient):
    return paging.raised(SYSTEM, getattr(clinic, patient), "PHQ-9 item 9 above 0", "same_day")


def session_of(clinic, patient):
    """A session of the patient, released at home to the peer monitor of Charlie."""
    who, plan = getattr(clinic, patient), plan_of(clinic, patient)
    by = Actor(clinic.users["clinician"], "clinician")
    made = Treatment(patient=who, plan=plan, planned_for=clock.today())
    keep(by, "treatment.book", made)
    keep(by, "treatment.book", Stage(treatment=made, patient=who, state="released"))
    release = Release(
        treatment=made, patient=who, evaluation={}, escort_name="P", escort_phone="5", watcher=by.user,
        peer=clinic.users["peer"],
    )  # fmt: skip
    keep(by, "treatment.release", release)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_every_page_for_everybody(page, clinic, client_of):
    about_nobody = not {"patient", "plan", "treatment", "concern", "consent"} & set(PAGES[page].pattern.converters)
    for patient, person in itertools.product(("alice", "bob", "charlie"), PEOPLE):
        if about_nobody and patient != "alice":
            continue
        allowed = ANYWHERE[page] if about_nobody else expected(page, patient)
        address = reverse(f"care:{page}", kwargs=keys(page, clinic, patient))
        before = AuditEvent.objects.count()
        answer = client_of(person).get(address)
        assert (answer.status_code != 404) == (person in allowed), (page, patient, person, answer.status_code)
        assert answer.status_code in (200, 302, 404)
        if answer.status_code == 404 and person != patient:
            assert clinic.alice.details.name not in answer.content.decode() or person == "alice"
        assert AuditEvent.objects.count() > before, "a reading without a line in the audit"


def test_every_page_is_guarded():
    for pattern in care.urlpatterns:
        assert pattern.callback.action in policy.TABLE, pattern.name


def test_every_action_of_the_policy_is_used():
    assert set(policy.TABLE) - {pattern.callback.action for pattern in care.urlpatterns} == set()


def test_nobody_comes_in_unsigned(clinic):
    for page in PAGES:
        answer = Client().get(reverse(f"care:{page}", kwargs=keys(page, clinic, "alice")))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_there_is_no_other_door():
    doors = {str(it.pattern) for it in get_resolver().url_patterns}
    assert doors == {"", "accounts/", "api/v1/", "care/", "explore/"}  # the last is open, and asks no database


def test_who_leaves_a_team_sees_nothing_more(clinic, client_of):
    address = reverse("care:candidate", kwargs={"patient": clinic.bob.pk})
    assert client_of("clinician").get(address).status_code == 200
    tie = Tie(patient=clinic.bob, user=clinic.users["clinician"], bond=Bond.TEAM, holds=False)
    keep(Actor(), "team.change", tie)
    assert client_of("clinician").get(address).status_code == 404
    assert clinic.bob not in policy.visible(clinic.users["clinician"])


def test_a_closed_account_is_out(clinic, client_of):
    client = client_of("clinician")
    client_of("director").post(reverse("care:accounts"), {"leaving": clinic.users["clinician"].pk})
    assert client.get(reverse("care:patients")).status_code == 302


def test_emergency_access_needs_a_reason_and_ends(clinic, client_of, monkeypatch):
    client, chart = client_of("clinician2"), reverse("care:candidate", kwargs={"patient": clinic.alice.pk})
    assert client.get(chart).status_code == 404
    glass = reverse("care:glass")
    assert client.post(glass, {"number": "DEMO-0001", "reason": "short"}).status_code == 200
    assert client.get(chart).status_code == 404
    client.post(glass, {"number": "DEMO-0001", "reason": "Brought in unconscious, colleague not reachable"})
    assert client.get(chart).status_code == 200
    later = clock.now() + timedelta(hours=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    client = client_of("clinician2")
    assert client.get(chart).status_code == 404
    assert AuditEvent.objects.filter(action="glass.break", patient=clinic.alice.pk).exists()


def test_the_desk_sees_no_clinical_fact(clinic, client_of):
    page = client_of("desk").get(reverse("care:patient", kwargs={"patient": clinic.alice.pk})).content.decode()
    assert "Alice Demo" in page
    assert "Programme" not in page
    assert "depress" not in page.lower()


def test_a_patient_sees_no_verdict_and_no_dose(clinic, client_of):
    client = client_of("alice")
    for page in ("patient", "questionnaire", "mine", "help"):
        text = client.get(reverse(f"care:{page}", kwargs={"patient": clinic.alice.pk})).content.decode().lower()
        assert not any(word in text for word in ("mg/kg", "blocked", "undecidable", "eligib", "stands in the way"))


def test_staff_without_a_second_factor_only_set_one_up(clinic):
    client = Client()
    client.force_login(clinic.users["clinician"])
    answer = client.get(reverse("care:patients"))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    client.force_login(clinic.users["alice"])
    assert client.get(reverse("care:home")).status_code == 200


def test_the_second_factor_is_asked_for_and_counts_once(clinic):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(clinic.users["clinician"], secret)
    client = Client()
    answer = client.post("/accounts/login/", {"login": "clinician@demo.example", "password": "ketamine-demo-only"})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get(reverse("care:patients")).status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get(reverse("care:patients")).status_code == 200
    other = Client()
    other.post("/accounts/login/", {"login": "clinician@demo.example", "password": "ketamine-demo-only"})
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert other.get(reverse("care:patients")).status_code == 302  # a code is good once


def test_a_password_alone_does_not_pass_for_staff(clinic):
    totp.TOTP.activate(clinic.users["clinician"], totp.generate_totp_secret())
    client = Client()
    client.force_login(clinic.users["clinician"])  # a session that never saw the second factor
    assert client.get(reverse("care:patients"))["Location"] == "/accounts/login/"


def test_sessions_end_by_themselves(clinic, client_of, monkeypatch):
    client, address = client_of("clinician"), reverse("care:patients")
    assert client.get(address).status_code == 200
    start = clock.now()
    for minutes in (10, 20):
        monkeypatch.setattr(clock, "now", lambda moved=minutes: start + timedelta(minutes=moved))
        assert client.get(address).status_code == 200  # work goes on
    for minutes in (26, 32):
        monkeypatch.setattr(clock, "now", lambda moved=minutes: start + timedelta(minutes=moved))
        client.get(address, headers={"X-Passive": "1"})  # a page that asks by itself is not work
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=36))
    assert client.get(address).status_code == 302


def test_wrong_passwords_lock_out(clinic):
    client = Client()
    right = {"login": "alice@demo.example", "password": "ketamine-demo-only"}
    for _ in range(6):
        client.post("/accounts/login/", {**right, "password": "wrong"})
    assert client.post("/accounts/login/", right).status_code != 302
    assert "_auth_user_id" not in client.session


def test_coming_leaving_and_failing_have_their_lines(clinic):
    client, before = Client(), AuditEvent.objects.count()
    right = {"login": "bob@demo.example", "password": "ketamine-demo-only"}
    client.post("/accounts/login/", {**right, "password": "wrong"})
    client.post("/accounts/login/", right)
    client.post("/accounts/logout/")
    lines = AuditEvent.objects.filter(number__gt=before).exclude(action="home.view")
    said = [(line.action, line.allowed, line.role) for line in lines]
    assert said == [
        ("session.begin", False, "unknown"),
        ("session.begin", True, "patient"),
        ("session.end", True, "patient"),
    ]


@pytest.mark.parametrize("text", ["", "x", "-1", "1e3", "9" * 40, "²"])
def test_nonsense_in_a_form_is_no_crash(clinic, client_of, text):
    details = {"name": "A", "born": "2000-01-01", "sex": "female", "version": text}
    page = reverse("care:correct", kwargs={"patient": clinic.alice.pk})
    assert client_of("clinician").post(page, details).status_code == 409
    assert client_of("director").post(reverse("care:accounts"), {"leaving": text}).status_code in (200, 302)
    assert client_of("clinician").post(reverse("care:patients"), {"words": text}).status_code == 200


def test_nobody_signs_up(clinic):
    answer = Client().post(
        "/accounts/signup/", {"email": "m@example.org", "password1": "x" * 14, "password2": "x" * 14}
    )
    assert "closed" in answer.content.decode().lower()


def test_pages_load_nothing_from_elsewhere(clinic, client_of):
    for person, page in (("clinician", "patients"), ("auditor", "audit"), ("alice", "home")):
        answer = client_of(person).get(reverse(f"care:{page}"))
        assert "'unsafe" not in answer["Content-Security-Policy"]
        assert answer["Cache-Control"].count("no-store") == 1
        text = answer.content.decode()
        assert "http://" not in text.replace("http://www.w3.org", "")
        assert "https://" not in text
        assert " style=" not in text
        assert "<script>" not in text


def test_names_are_in_no_address_and_no_log(clinic, client_of, caplog):
    from resynapse_web.scrubbing import scrubbed

    client_of("clinician").post(reverse("care:patients"), {"words": "Alice"})
    assert "Alice" not in caplog.text
    assert scrubbed(f"GET /care/patients/{clinic.alice.pk}/?x=Alice") == "GET /care/patients/[removed]/[removed]"


def test_every_log_is_scrubbed(clinic):
    from resynapse_web.scrubbing import Scrub

    for name in ("", "django", "django.server", "django.request", "allauth"):
        logger = logging.getLogger(name)
        while logger.propagate and logger.parent:
            logger = logger.parent
        ours = [it for it in logger.handlers if "pytest" not in type(it).__module__]
        assert ours, name
        assert all(isinstance(mark, Scrub) for it in ours for mark in it.filters), name
        assert all(it.filters for it in ours), name


def test_a_traceback_keeps_its_place_and_loses_its_values():
    from resynapse_web.scrubbing import Scrub

    try:
        raise ValueError("Alice Demo, born 1984")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed for %s", ("alice@demo.example",), sys.exc_info())
    Scrub().filter(record)
    text = logging.Formatter().format(record)
    assert "Alice" not in text
    assert "alice@" not in text
    assert "ValueError at " in text


def test_real_clinics_have_the_safe_settings():
    """What the tests relax is what a loopback demonstration relaxes, and nothing else."""
    assert settings.LOOPBACK
    assert settings.SESSION_COOKIE_HTTPONLY
    assert not settings.DEBUG
    assert {Role.PATIENT, Role.PEER} == set(Role) - STAFF
