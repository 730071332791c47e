"""Harm tried at home and around a session: who watches, who calls, what ships, who is the wrong person."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from importlib import import_module

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from resynapse.errors import InputError
from resynapse_web.care import clock
from resynapse_web.care import urls as care
from resynapse_web.care.candidates.gate import relaxed
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.demo.sessions import PLACES, THRESHOLDS
from resynapse_web.care.doses.products import product, products
from resynapse_web.care.doses.regimen import exact
from resynapse_web.care.monitoring import schedule
from resynapse_web.care.monitoring.ending import JUDGED
from resynapse_web.care.people.models import Tie
from resynapse_web.care.people.roles import Bond
from resynapse_web.care.plans.models import LimitSet, Plan
from resynapse_web.care.plans.signing import LIMITED, limits_for
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, keep, note, sign
from resynapse_web.care.records.models import AuditEvent
from resynapse_web.care.rules.answers import CLINICIAN, Given
from resynapse_web.care.rules.evaluation import evaluate
from resynapse_web.care.treatments import flow, paging
from resynapse_web.care.treatments.models import CheckIn, Notice, Release, ThresholdSet, Treatment
from resynapse_web.care.treatments.thresholds import in_force
from web.moved import later
from web.test_rules import RULES, TODAY, VALUES, WELL


def actor(clinic, name="clinician"):
    return Actor(clinic.users[name], clinic.users[name].role, "test")


@pytest.fixture
def home(clinic):
    """Dana's session that runs at home since 28 minutes, and a browser to post with."""
    return Treatment.objects.get(patient__number="DEMO-0004", plan__setting="home")


def check_in(clinic, treatment, which, **values):
    said = dict.fromkeys(("awake", "breathing", "calm", "present"), True) | values
    row = CheckIn(treatment=treatment, patient=treatment.patient, which=which, **said)
    keep(actor(clinic, "peer"), "checkin.give", row)


def test_a_last_check_in_that_worries_ends_nothing(clinic, home):
    def against():
        return any("peer monitor" in it for it in flow.against_end(home, set(JUDGED), False))

    check_in(clinic, home, "end", awake=False)
    assert against()
    check_in(clinic, home, "extra")
    assert not against()
    check_in(clinic, home, "extra", present=False)
    assert against()


def test_an_old_check_in_is_not_one_at_the_end(clinic, home, monkeypatch):
    check_in(clinic, home, "end")
    later(monkeypatch, minutes=20)
    assert any("peer monitor" in it for it in flow.against_end(home, set(JUDGED), False))


@pytest.mark.parametrize("before", ["before the dose", "after the end"])
def test_a_call_for_help_is_heard_in_every_state(clinic, client_of, home, before):
    if before == "after the end":
        flow.leave(actor(clinic), home, "left", "went out", "nobody")
    else:
        made = Treatment(patient=home.patient, plan=home.plan, planned_for=clock.today())
        keep(actor(clinic), "treatment.book", made, flow.Stage(treatment=made, patient=home.patient, state="released"))
        keep(actor(clinic), "treatment.release", Release(
            treatment=made, patient=home.patient, evaluation={}, escort_name="P", escort_phone="5",
            watcher=clinic.users["clinician"], peer=clinic.users["peer"],
        ))  # fmt: skip
        home = made
    page = reverse("care:peer", args=[home.pk])
    assert 'name="help"' in client_of("peer").get(page).content.decode()
    client_of("peer").post(page, {"help": "1", "shown": "of an old page"})
    assert Notice.objects.filter(treatment=home, text__contains="asks for help").exists()


HOME = {"address": "1 Quay", "telephone": "5", "line_tested": "on", "contact_name": "R", "contact_phone": "6",
        "services": "112"}  # fmt: skip


@pytest.fixture
def to_release(clinic, client_of, home):
    """Dana's next session at home, a week later in the record: everything stands but the release."""
    flow.leave(actor(clinic), home, "left", "ended for the test", "nobody")
    made = Treatment(patient=home.patient, plan=home.plan, planned_for=clock.today())
    keep(actor(clinic), "treatment.book", made, flow.Stage(treatment=made, patient=home.patient, state="booked"))
    client = client_of("clinician")
    client.get(reverse("care:board"))
    people = {"watcher": clinic.users["clinician"].pk, "peer": clinic.users["peer"].pk}
    said = {"escort_name": "Petra", "escort_phone": "7", "password": PASSWORD, "shown": "DEMO-0004", "version": 1}
    said |= people | HOME
    return client, reverse("care:release", args=[made.pk]), said


def test_nothing_is_left_out_at_home(clinic, to_release):
    client, page, said = to_release
    for missing in (*HOME, "peer", "watcher", "escort_name", "escort_phone", "password"):
        form = client.post(page, {key: it for key, it in said.items() if key != missing}).context["form"]
        assert missing in form.errors


def test_who_is_not_at_a_screen_or_not_of_the_team_watches_nobody(clinic, to_release, monkeypatch):
    client, page, said = to_release
    later(monkeypatch, minutes=4)
    for who in ("clinician2", "director", "guide", "peer"):
        assert "watcher" in client.post(page, {**said, "watcher": clinic.users[who].pk}).context["form"].errors


def test_a_stranger_is_no_peer_monitor(clinic, to_release):
    client, page, said = to_release
    for who in ("dana", "alice", "guide"):
        assert "peer" in client.post(page, {**said, "peer": clinic.users[who].pk}).context["form"].errors


def test_a_watcher_who_has_gone_holds_the_dose_at_home(clinic, monkeypatch, home):
    made = Treatment(patient=home.patient, plan=home.plan, planned_for=clock.today())
    keep(actor(clinic), "treatment.book", made, flow.Stage(treatment=made, patient=home.patient, state="released"))
    released = Release(treatment=made, patient=home.patient, watcher=clinic.users["director"])
    monkeypatch.setattr(flow, "standing_release", lambda _: released)
    monkeypatch.setattr(flow, "obstacles", lambda *_: [])
    for action, said in (("session.end", True), ("board.view", False)):
        note(actor(clinic, "director"), action)
        with pytest.raises(Refused) as refused:
            flow.give(actor(clinic), made, 1, "ketamine-sl", "L", D(100), clock.now())
        assert ("not at a screen" in str(refused.value)) is said


def test_a_team_of_one_falls_back_on_the_director(clinic, home, monkeypatch):
    gone = Tie(patient=home.patient, user=clinic.users["director"], bond=Bond.TEAM, holds=False)
    keep(Actor(), "team.change", gone)
    later(monkeypatch, minutes=40)
    paging.sweep()
    told = Notice.objects.filter(treatment=home, user=clinic.users["director"])
    assert {it.key.split("-")[0] for it in told} >= {"ladder", "unwatched"}


# --- what ships


def test_no_threshold_ships_and_a_signature_holds_for_what_was_signed(clinic, client_of, monkeypatch):
    for key, it in products().items():
        for setting in it.settings:
            if f"{key}:{setting}" not in PLACES:
                assert in_force(key, setting) is None
                page = client_of("director").get(reverse("care:set_thresholds", args=[key, setting]))
                assert not any(page.context["form"][name].value() for name in THRESHOLDS)
    assert in_force("ketamine-sl", "home")
    for read, change in (("schedule.schedules", {"last_minutes": 60}), ("checkins.ladder", {"grace_minutes": 30})):
        module = import_module(f"resynapse_web.care.monitoring.{read.split('.')[0]}")
        other = getattr(module, read.split(".")[1])().model_copy(update=change)
        with monkeypatch.context() as changed:
            changed.setattr(schedule, read.split(".")[1], lambda it=other: it)
            assert in_force("ketamine-sl", "home") is None


# --- limits


def signed_limits(clinic, place, text):
    names = [it.name for it in LimitSet._meta.concrete_fields if it.name.endswith(("_review", "_absolute"))]
    before = LimitSet.objects.filter(place=place).order_by("-version").first()
    values = dict(zip(names, (D(it) for it in text.split()), strict=True))
    made = LimitSet(place=place, reason="test", version=before.version + 1 if before else 1, **values)
    keep(actor(clinic, "director"), "limits.sign", made)
    sign(actor(clinic, "director"), made, LIMITED)


def test_lowering_the_office_lowers_the_home(clinic):
    signed_limits(clinic, "ketamine-sl:office", "100 150 1 2 1 1 400 600")
    home = limits_for(product("ketamine-sl"), "home")
    assert home.dose_mg == (100, 150)
    assert home.per_week == (1, 1)


@pytest.mark.parametrize("slip", ["840 840 2.8 2.8 2 2 672 672", "84 84 2.8 2.8 2 3 672 1008"])
def test_limits_of_a_labelled_product_stay_within_its_label(clinic, client_of, slip):
    names = [it.name for it in LimitSet._meta.concrete_fields if it.name.endswith(("_review", "_absolute"))]
    values = dict(zip(names, slip.split(), strict=True))
    page = reverse("care:set_limits", args=["esketamine-nasal", "office"])
    said = client_of("director").post(page, {**values, "reason": "typed in haste", "password": PASSWORD, "version": 0})
    assert "label" in said.content.decode()
    assert not LimitSet.objects.filter(place="esketamine-nasal:office").exists()


@pytest.mark.parametrize("text", ["1_0", "٣٤", "34,1", ".5", "3 4", "+34", "34.1234"])
def test_a_dose_is_written_plainly(text):
    with pytest.raises(InputError):
        exact("amount", text, D(0), D(1000))


# --- who, and how


@pytest.mark.parametrize(("page", "model"), [("set_limits", LimitSet), ("set_thresholds", ThresholdSet)])
def test_two_directors_do_not_overwrite_each_other(clinic, client_of, page, model):
    names = [it.name for it in LimitSet._meta.concrete_fields if it.name.endswith(("_review", "_absolute"))]
    limits = dict(zip(names, ["60", "100", "0.75", "1", "2", "3", "400", "700"], strict=True))
    values = {"reason": "as agreed", "password": PASSWORD, **(limits if model is LimitSet else THRESHOLDS)}
    address, client = reverse(f"care:{page}", args=["ketamine-iv", "office"]), client_of("director")
    assert 'name="version" value="1"' in client.get(address).content.decode()
    assert client.post(address, {**values, "version": 1}).status_code == 302
    assert client.post(address, {**values, "version": 1}).status_code == 409
    assert model.objects.filter(place="ketamine-iv:office").count() == 2


def test_a_wrong_person_changes_nothing_by_posting(clinic, client_of, home):
    """Every page of a session and a plan, posted to by everybody who may not."""
    plan = Plan.objects.current().get(patient=clinic.alice)
    about = {"treatment": home.pk, "plan": plan.pk}
    before = AuditEvent.objects.count()
    tried = 0
    for pattern in care.urlpatterns:
        keys = {name: about[name] for name in pattern.pattern.converters if name in about}
        if keys and len(keys) == len(pattern.pattern.converters):
            for person in ("clinician2", "guide", "bob"):
                address = reverse(f"care:{pattern.name}", kwargs=keys)
                answer = client_of(person).post(address, {"password": PASSWORD, "shown": "DEMO-0004"})
                assert answer.status_code == 404, address
                tried += 1
    lines = AuditEvent.objects.filter(number__gt=before).exclude(action__startswith="session.")
    assert lines.count() == tried
    assert not lines.filter(allowed=True).exists()


def test_a_rule_relaxed_twice_by_one_click_is_relaxed(clinic, client_of):
    page, said = reverse("care:relax", args=["psychosis-past"]), {"reason": "Decided in the round of 3 May"}
    assert 'name="version" value="1"' in client_of("director").get(page).content.decode()
    assert client_of("director").post(page, {**said, "version": 1}).status_code == 302
    assert client_of("director").post(page, {**said, "version": 1}).status_code == 409
    assert relaxed() == ["psychosis-past"]


# --- an answer that is lost, old or of tomorrow


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_answer_grows_more_permissive_by_its_date(data):
    """A stale answer, or one of the future, never opens what the same answer of today does not open."""
    asked = sorted(RULES.questions)
    values = {key: WELL.get(key, False) for key in asked}
    for key in data.draw(st.sets(st.sampled_from(asked), max_size=4)):
        values[key] = data.draw(VALUES[RULES.questions[key].kind])
    where = data.draw(st.sampled_from(("office", "home"))), data.draw(st.sampled_from(("evaluation", "plan", "day")))
    known = {key: [Given(it, TODAY, CLINICIAN)] for key, it in values.items()}
    reasons = {it.fingerprint: "considered" for it in evaluate(RULES, "ketamine-iv", *where, known, TODAY).findings}
    before = evaluate(RULES, "ketamine-iv", *where, known, TODAY, reasons=reasons)
    for key in data.draw(st.sets(st.sampled_from(asked), min_size=1, max_size=4)):
        days = timedelta(days=data.draw(st.integers(-400, 400)))
        known[key] = [Given(values[key], TODAY + days, CLINICIAN)]
    after = evaluate(RULES, "ketamine-iv", *where, known, TODAY, reasons=reasons)
    assert after.openness <= before.openness
