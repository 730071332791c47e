"""Harm tried through the pages: a careless or malicious person at every gate between an answer and the way home."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import gate
from resynapse_web.care.candidates.models import Answer
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.signing import countersign, prescribe, standing
from resynapse_web.care.records.keeping import Actor, keep, revise
from resynapse_web.care.treatments import flow
from resynapse_web.care.treatments.models import Dose, Notice, State, Treatment
from web.office import AFFIRMED, CALM, GIVEN, TODAY, Session


def actor(clinic, name="clinician"):
    return Actor(clinic.users[name], clinic.users[name].role, "test")


def answer(clinic, patient, source="clinician", **values):
    who = actor(clinic)
    keep(who, "answers.give", *(Answer(patient=patient, question=k, value=v, source=source) for k, v in values.items()))


def test_the_usual_way_is_open(session, clock_at):
    session.to(State.DOSED)
    clock_at(121)
    session.vitals()
    session.post("end", **AFFIRMED)
    assert session.state == State.ENDED


# --- answers


def test_a_patient_cannot_talk_away_the_doubt_of_a_clinician(clinic):
    answer(clinic, clinic.alice, aneurysm=None)
    answer(clinic, clinic.alice, source="patient", aneurysm=False)
    assert gate(clinic.alice, "ketamine-iv", "office", "plan").outcome == "undecidable"


def test_an_answer_from_the_future_counts_for_nothing(clinic, clock_at):
    """The clock ran ahead when somebody answered; set right, it must not outrank what was said before it."""
    clock_at(3000)
    answer(clinic, clinic.alice, pregnant=False)
    clock_at(0)
    assert gate(clinic.alice, "ketamine-iv", "office", "plan").outcome == "undecidable"
    answer(clinic, clinic.alice, pregnant=True)
    clock_at(6000)  # the wall has caught up: what was said last is still the last
    assert gate(clinic.alice, "ketamine-iv", "office", "plan").outcome == "blocked"


def test_a_decision_of_the_future_does_not_outrank_a_later_no(clinic, client_of, clock_at):
    address = reverse("care:decide", args=[clinic.alice.pk]) + "?product=ketamine-iv&setting=office"
    for minutes, verdict in ((3000, "accept"), (0, "decline")):
        clock_at(minutes)
        client_of("clinician").post(address, {"verdict": verdict, "note": "", "password": PASSWORD})
    assert clinic.alice.decisions.count() == 3
    assert not gate(clinic.alice, "ketamine-iv", "office", "plan").open


def test_a_reason_beside_a_refusal_opens_nothing_later(clinic, client_of):
    answer(clinic, clinic.alice, sedative=True)
    address = reverse("care:decide", args=[clinic.alice.pk]) + "?product=ketamine-iv&setting=office"
    finding = gate(clinic.alice, "ketamine-iv", "office", "evaluation").evaluation.fired[0]
    said = {"note": "", "password": PASSWORD}
    client = client_of("clinician")
    client.post(address, {**said, "verdict": "defer", finding.fingerprint: "Not before the taper"})
    client.post(address, {**said, "verdict": "accept"})
    assert not gate(clinic.alice, "ketamine-iv", "office", "plan").open


# --- plan, release and dose


def test_pounds_taken_for_kilograms_need_a_second_person_also_in_a_usual_body(clinic):
    """58 kg are 128 lb; at 171 cm both are a body mass index that a person can have."""
    plan = Plan.objects.current().get(patient=clinic.alice)
    right = revise(actor(clinic), "plan.draft", plan, 1, weight_kg=D(58), amount=D("0.3"))
    prescribe(actor(clinic), right)
    wrong = revise(actor(clinic), "plan.draft", right, 2, weight_kg=D(128))  # 38.4 mg in place of 17.4
    prescribe(actor(clinic), wrong)
    again = revise(actor(clinic), "plan.draft", wrong, 3, note="as before")  # saying it twice is no evidence
    prescribe(actor(clinic), again)
    assert standing(again).state == "waiting"
    mended = revise(actor(clinic), "plan.draft", again, 4, weight_kg=D(58))
    prescribe(actor(clinic), mended)
    countersign(actor(clinic, "director"), mended, D("17.4"))
    last = revise(actor(clinic), "plan.draft", mended, 5, note="as before")
    prescribe(actor(clinic), last)
    assert standing(last).state == "active"


def test_nobody_rounds_across_the_absolute_limit(clinic, client_of, session):
    session.post("leave", kind="cancelled", reason="another plan", told="Alice")
    plan = Plan.objects.current().get(patient=clinic.alice)
    changed = revise(actor(clinic), "plan.draft", plan, plan.version, amount=D("0.75"))
    prescribe(actor(clinic), changed)  # 51.15 mg, at the review limit of 0.75 mg/kg
    again = Session(clinic, client_of("clinician")).to(State.RELEASED)
    again.dose(amount="51.6")
    assert again.state == State.RELEASED
    again.dose(amount="51.1")
    assert again.state == State.DOSED


def test_what_was_not_signed_is_not_given(session):
    session.to(State.RELEASED)
    for wrong in (
        {"number": "DEMO-0002"}, {"product": "esketamine-nasal"}, {"product": "ketamine-im"}, {"amount": "68.2"},
        {"amount": "0.5"}, {"ago": 16}, {"ago": -1}, {"lot": ""}, {"shown": "DEMO-0002"}, {"version": 1},
    ):  # fmt: skip
        session.dose(**wrong)  # 0.5: the number of mg/kg, typed as mg
        assert session.state == State.RELEASED, wrong


def test_a_dose_is_not_given_before_its_release(session, clock_at):
    session.post("today", **TODAY)
    session.vitals()
    clock_at(10)
    session.release()
    clock_at(11)
    session.dose(ago=5)
    assert session.state == State.RELEASED


def test_signs_after_the_dose_are_none_before_it(session, clock_at):
    """Released on old signs; the fresh ones were taken when the dose was in already."""
    session.to(State.RELEASED)
    clock_at(44)
    session.vitals()
    session.dose(ago=10)
    assert session.state == State.RELEASED
    session.dose()
    assert session.state == State.DOSED


def test_the_hold_is_exact(session):
    session.post("today", **TODAY)
    for wrong in (
        {"ago": 31}, {"systolic": 140}, {"diastolic": 90}, {"heart_rate": None}, {"systolic": None, "diastolic": None},
    ):  # fmt: skip
        session.vitals(**wrong)
        session.release()
        assert session.state == State.BOOKED, wrong
    session.vitals(systolic=139, diastolic=89)
    session.release()
    assert session.state == State.RELEASED


def test_a_bad_sign_is_not_buried_under_a_line_without_it(session):
    session.post("today", **TODAY)
    session.vitals(spo2=88, ago=3)
    session.vitals(spo2=None)
    session.release()
    assert session.state == State.BOOKED


def test_a_lower_pressure_from_before_does_not_outrank_the_last(session):
    session.post("today", **TODAY)
    session.vitals(ago=300)  # from paper; not the pressure of now
    assert gate(session.clinic.alice, "ketamine-iv", "office", "day").outcome == "undecidable"
    session.vitals(systolic=150, ago=5)
    for later in ({"ago": 20}, {"ago": 300}):
        session.vitals(**later)
    assert gate(session.clinic.alice, "ketamine-iv", "office", "day").outcome == "blocked"


def test_no_second_dose_on_one_day(clinic, client_of, session):
    session.to(State.DOSED)
    session.post("leave", kind="left", reason="went home", told="nobody")
    again = Session(clinic, client_of("clinician"))
    again.post("today", **TODAY)
    again.vitals()
    said = again.release().content.decode()
    assert "today already" in said
    assert again.state == State.BOOKED


def past_dose(clinic, days, mg="34.1", product_id="ketamine-iv", plan=None):
    """A dose of days ago, as the record would hold it."""
    plan = plan or Plan.objects.current().get(patient=clinic.alice)
    made = Treatment(patient=clinic.alice, plan=plan, planned_for=clock.today() - timedelta(days=days))
    given = Dose(
        treatment=made, patient=clinic.alice, product_id=product_id, lot="L", amount_mg=D(mg),
        given_at=clock.now() - timedelta(days=days),
    )  # fmt: skip
    keep(actor(clinic), "treatment.dose", made, given)


@pytest.mark.parametrize(("days", "open_"), [((7, 3), True), ((6, 3), False), ((6, 1), False), ((40, 38, 33, 31), True),
                                             ((60, 57, 53, 50, 46, 43), False)])  # fmt: skip
def test_no_more_doses_than_the_plan_says(clinic, session, days, open_):
    """Twice in seven days, for three weeks: a third or a seventh dose was never signed."""
    for it in days:
        past_dose(clinic, it)
    assert (not flow.too_much(session.treatment.plan)) is open_


def test_esketamine_counts_towards_the_frequency_of_ketamine(clinic, session):
    past_dose(clinic, 2, "56", "esketamine-nasal")
    past_dose(clinic, 4, "56", "esketamine-nasal")
    assert flow.too_much(session.treatment.plan)


def test_a_dose_dated_in_the_future_still_counts(clinic, session):
    past_dose(clinic, -1)
    past_dose(clinic, 1)
    assert flow.too_much(session.treatment.plan)


def test_the_same_release_and_dose_count_once(session):
    session.to(State.RELEASED)
    assert "Somebody else has changed" in session.release(version=1).content.decode()  # shown in the form
    session.dose()
    assert session.dose(version=2).status_code == 409
    assert session.release().status_code == 200
    assert Dose.objects.filter(treatment=session.treatment).count() == 1


def test_a_dose_given_on_paper_is_recorded_and_counts_and_is_told(clinic, session, clock_at):
    """Nothing was released; the server was down."""
    clock_at(45)
    session.dose(ago=40)
    session.dose(ago=5, paper="The server was down this morning")  # no way around the release
    assert session.state == State.BOOKED
    session.dose(ago=40, paper="The server was down this morning")
    assert session.state == State.DOSED
    kept = flow.dose_of(session.treatment)
    assert "No vital signs" in kept.reason
    assert flow.elapsed(session.treatment).surely >= timedelta(minutes=40)
    assert "A dose was given today already." in flow.too_much(session.treatment.plan)
    assert {it.user.role for it in Notice.objects.filter(treatment=session.treatment, key="late-dose")} == {
        "clinician", "director",
    }  # fmt: skip
    assert session.dose(ago=40, paper="The server was down this morning").status_code == 409


# --- end


def test_the_pressure_is_compared_with_that_of_the_dose(session, clock_at):
    session.vitals(systolic=170, diastolic=95, ago=20)  # held, and measured again
    session.to(State.DOSED)
    clock_at(121)
    session.vitals(systolic=175, diastolic=97)
    session.post("end", **AFFIRMED)
    assert session.state == State.DOSED


def test_a_review_does_not_hide_an_emergency(session, clock_at):
    session.to(State.DOSED)
    clock_at(121)
    session.vitals(systolic=190, diastolic=115, ago=20)
    session.vitals(systolic=190, diastolic=115)
    session.post("end", **AFFIRMED, pressure_reviewed="on")
    assert session.state == State.DOSED


def test_an_emergency_is_not_buried_under_a_line_without_it(session, clock_at):
    session.to(State.DOSED)
    for minute, bad in ((122, {"sedation": 2}), (142, {"respiratory_rate": 9}), (162, {"symptoms": "on"})):
        clock_at(minute)
        session.vitals(ago=1, **bad)
        session.vitals(sedation=None, respiratory_rate=None)
        session.post("end", **AFFIRMED)
        assert session.state == State.DOSED, bad
    clock_at(182)
    session.vitals()
    session.post("end", **AFFIRMED)
    assert session.state == State.ENDED


def test_no_clock_shortens_the_stay(session, clock_at):
    session.to(State.DOSED)
    for wall, ticks in ((119, 119), (300, 60), (-60, 121)):
        clock_at(wall, ticks)
        session.vitals()
        session.post("end", **AFFIRMED)
        assert session.state == State.DOSED, (wall, ticks)


def test_emergency_and_transfer_stand_behind_nothing(session):
    session.to(State.DOSED)
    told = {"what": "Airway held, oxygen", "told": "Dr Dora", "ago": 5}
    assert session.post("emergency", version="0", **told).status_code == 302
    session.post("leave", kind="emergency", reason="arrest team", told="ward", version="0")
    assert session.state == State.ENDED
    assert session.post("emergency", **told).status_code == 302  # recorded afterwards


def test_reading_changes_nothing(clinic, session):
    session.to(State.RELEASED)
    client = Client()
    client.force_login(clinic.users["clinician"])
    for page in ("today", "release", "dose", "vitals", "event", "emergency", "end", "leave", "climb", "seen"):
        address = reverse(f"care:{page}", args=[session.treatment.pk])
        for method in (client.get, client.head, client.put, client.delete):
            assert method(address, {**GIVEN, **CALM, "shown": "DEMO-0001"}).status_code in (200, 302)
    assert session.state == State.RELEASED
    assert session.treatment.vitals.count() == 1
