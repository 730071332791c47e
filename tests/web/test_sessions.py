"""Failures 4 and 6: a dose although something has changed; a patient who leaves early, or is alone at home."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.core import mail
from django.urls import reverse

from resynapse_web import channels
from resynapse_web.care import clock, worker
from resynapse_web.care.candidates.models import Answer
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.monitoring.ending import JUDGED
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, Stale, keep, retract, revise, signatures
from resynapse_web.care.treatments import flow, rems
from resynapse_web.care.treatments.forms import ReleaseForm
from resynapse_web.care.treatments.models import (
    CheckIn,
    EmergencyAction,
    Ending,
    Notice,
    ThresholdSet,
    Treatment,
    Vitals,
)
from web.moved import later

TODAY = {"fasted": True, "escort": True, "new_medicine": False, "intoxicated": False, "cssrs_today": False}
CALM = {"heart_rate": 70, "spo2": 98, "respiratory_rate": 14, "sedation": 5}


def who(clinic, name="clinician"):
    return Actor(clinic.users[name], clinic.users[name].role, "test")


def told(clinic, patient, **values):
    rows = [Answer(patient=patient, question=k, value=v, source="clinician") for k, v in values.items()]
    keep(who(clinic), "answers.give", *rows)


def measured(clinic, treatment, systolic=120, diastolic=80, **values):
    line = Vitals(
        treatment=treatment, patient=treatment.patient, taken_at=clock.now(), systolic=systolic, diastolic=diastolic,
        **{**CALM, **values},
    )  # fmt: skip
    keep(who(clinic), "treatment.vitals", line)
    if flow.dose_of(treatment) is None:
        told(clinic, treatment.patient, systolic=float(systolic), diastolic=float(diastolic))


def ready(clinic):
    """Alice's session, with the questions and signs of the day."""
    made = flow.book(who(clinic), clinic.alice, clock.today())
    told(clinic, clinic.alice, **TODAY)
    measured(clinic, made)
    return made


def released(clinic):
    made = ready(clinic)
    values = {"escort_name": "Eve", "escort_phone": "555-0110", "watcher": clinic.users["clinician"]}
    flow.release(who(clinic), made, 1, values)
    return made


def given(clinic):
    made = released(clinic)
    flow.give(who(clinic), made, 2, "ketamine-iv", "LOT1", D("34.1"), clock.now())
    return made


def dana(clinic):
    """The session that runs at home in the demonstration, 28 minutes after the dose."""
    patient = Patient.objects.get(number="DEMO-0004")
    return next(it for it in patient.treatments.all() if it.stage.state == "dosed")


def test_the_page_says_what_the_gate_says_of_oxygen(clinic, client_of):
    """Measured a minute ago and left out of the line since: known, on the page and at the gate."""
    made = ready(clinic)
    measured(clinic, made, spo2=None)
    assert flow.obstacles(made) == []
    page = reverse("care:treatment", args=[made.pk])
    assert "Oxygen saturation is measured before" not in client_of("clinician").get(page).content.decode()


def test_without_oxygen_nothing_is_released(clinic, client_of):
    made = flow.book(who(clinic), clinic.alice, clock.today())
    told(clinic, clinic.alice, **TODAY)
    measured(clinic, made, spo2=None)
    assert flow.obstacles(made) == ["Oxygen saturation is measured before the dose."]
    page = reverse("care:treatment", args=[made.pk])
    assert "Oxygen saturation is measured before" in client_of("clinician").get(page).content.decode()


def test_a_session_from_booking_to_discharge(clinic, monkeypatch):
    made = given(clinic)
    assert made.stage.get_state_display() == "running"
    later(monkeypatch, minutes=121)
    measured(clinic, made)
    ending = flow.discharge(who(clinic), made, 3, set(JUDGED), False)
    assert signatures(ending)[0].meaning == flow.DISCHARGED
    assert made.stage.state == "ended"


@pytest.mark.parametrize(
    "news",
    [
        {"pregnant": True}, {"opioid": True}, {"aneurysm": True}, {"new_medicine": True}, {"intoxicated": True},
        {"escort": False}, {"cssrs_today": None}, {"fasted": None}, {"psychosis_now": True},
    ],
)  # fmt: skip
def test_news_of_the_day_stop_the_release_and_the_dose(clinic, news):
    made = ready(clinic)
    told(clinic, clinic.alice, **news)
    with pytest.raises(Refused, match="rules do not pass today"):
        flow.release(who(clinic), made, 1, {})
    assert made.stage.state == "booked"


def test_news_between_release_and_dose_stop_the_dose(clinic):
    made = released(clinic)
    told(clinic, clinic.alice, opioid=True)
    with pytest.raises(Refused, match="rules do not pass today"):
        flow.give(who(clinic), made, 2, "ketamine-iv", "LOT1", D("34.1"), clock.now())


@pytest.mark.parametrize("pressure", [(140, 80), (120, 90), (190, 120)])
def test_a_pressure_over_the_hold_stops_the_dose(clinic, pressure):
    made = released(clinic)
    measured(clinic, made, *pressure)
    with pytest.raises(Refused, match="no dose"):
        flow.give(who(clinic), made, 2, "ketamine-iv", "LOT1", D("34.1"), clock.now())


def test_without_thresholds_nothing_starts(clinic):
    made = ready(clinic)
    retract(who(clinic, "director"), ThresholdSet.objects.get(place="ketamine-iv:office"), "Set for another pump")
    with pytest.raises(Refused, match="no thresholds"):
        flow.release(who(clinic), made, 1, {})


def test_unsigned_thresholds_count_for_nothing(clinic):
    made = ready(clinic)
    limits = ThresholdSet.objects.get(place="ketamine-iv:office")
    revise(who(clinic, "director"), "thresholds.sign", limits, 1, hold_systolic=170, alert_systolic=175)
    assert flow.thresholds(made).hold_systolic == 140


def test_what_was_measured_and_released_grows_old(clinic, monkeypatch):
    made = released(clinic)
    later(monkeypatch, minutes=61)
    with pytest.raises(Refused, match=r"No vital signs.*No signed release"):
        flow.give(who(clinic), made, 2, "ketamine-iv", "LOT1", D("34.1"), clock.now())


@pytest.mark.parametrize(
    ("product", "mg", "sentence"),
    [("esketamine-nasal", "28", "The plan says"), ("ketamine-iv", "68.2", "34.1 mg"), ("ketamine-iv", "0", "34.1 mg")],
)
def test_another_dose_than_the_signed_one_is_refused(clinic, product, mg, sentence):
    made = released(clinic)
    with pytest.raises(Refused, match=sentence):
        flow.give(who(clinic), made, 2, product, "LOT1", D(mg), clock.now())


def test_a_dose_is_given_once_by_whoever_is_first(clinic):
    made = given(clinic)
    with pytest.raises((Stale, Refused)):
        flow.give(who(clinic), made, 2, "ketamine-iv", "LOT2", D("34.1"), clock.now())
    assert made.doses.count() == 1


def test_a_changed_plan_does_not_reach_a_released_session(clinic):
    made = released(clinic)
    plan = Plan.objects.current().get(patient=clinic.alice)
    revise(who(clinic), "plan.draft", plan, plan.version, amount=D("0.4"))
    with pytest.raises(Refused, match="not the active one"):
        flow.give(who(clinic), made, 2, "ketamine-iv", "LOT1", D("34.1"), clock.now())


def test_nobody_leaves_by_routine_before_the_time(clinic, monkeypatch):
    made = given(clinic)
    later(monkeypatch, minutes=119)
    measured(clinic, made)
    with pytest.raises(Refused, match="120 minutes have not passed"):
        flow.discharge(who(clinic), made, 3, set(JUDGED), False)


@pytest.mark.parametrize("missing", sorted(JUDGED))
def test_nobody_leaves_by_routine_without_every_criterion(clinic, monkeypatch, missing):
    made = given(clinic)
    later(monkeypatch, minutes=125)
    measured(clinic, made)
    with pytest.raises(Refused, match="Not affirmed"):
        flow.discharge(who(clinic), made, 3, set(JUDGED) - {missing}, False)


def test_a_clock_set_forward_shortens_no_stay_and_is_shown(clinic, client_of, monkeypatch):
    made = given(clinic)
    later(monkeypatch, machine=False, minutes=180)  # somebody set the clock of the wall
    measured(clinic, made)
    with pytest.raises(Refused, match="have not passed"):
        flow.discharge(who(clinic), made, 3, set(JUDGED), False)
    assert flow.elapsed(made).moved


def test_a_machine_that_started_again_keeps_the_time(clinic, monkeypatch):
    made = given(clinic)
    later(monkeypatch, minutes=30)
    monkeypatch.setattr(clock, "ticks", lambda: ("another start", 12.0))
    assert flow.elapsed(made).surely.total_seconds() == pytest.approx(30 * 60, abs=5)


@pytest.mark.parametrize("kind", ["transfer", "left", "emergency"])
def test_any_other_end_is_possible_at_once(clinic, client_of, kind):
    made = given(clinic)
    page = reverse("care:leave", args=[made.pk])
    client_of("clinician").post(page, {"kind": kind, "reason": "As she asked", "told": "Eve", "shown": "DEMO-0001"})
    ending = Ending.objects.get(treatment=made)
    assert (ending.kind, ending.told, made.stage.state) == (kind, "Eve", "ended")
    assert Notice.objects.filter(treatment=made, key="left").exists()


def test_emergency_actions_are_never_gated(clinic, client_of):
    made = flow.book(who(clinic), clinic.alice, clock.today())  # nothing was asked, measured or released
    page = reverse("care:emergency", args=[made.pk])
    client_of("clinician").post(page, {"what": "Airway opened", "told": "112", "ago": "3"})
    assert EmergencyAction.objects.get(treatment=made).what == "Airway opened"


def test_a_form_of_another_patient_is_refused(clinic, client_of):
    """Failure 2: the second tab."""
    made = ready(clinic)
    answer = client_of("clinician").post(
        reverse("care:vitals", args=[made.pk]), {"systolic": "130", "diastolic": "80", "ago": "0", "shown": "DEMO-0002"}
    )
    assert answer.status_code == 409
    assert made.vitals.count() == 1


def test_the_record_number_is_read_again_at_the_dose(clinic, client_of):
    made = released(clinic)
    form = {"product": "ketamine-iv", "lot": "LOT1", "amount": "34.1", "ago": "0", "shown": "DEMO-0001", "version": "2"}
    page = reverse("care:dose", args=[made.pk])
    text = client_of("clinician").post(page, {**form, "number": "DEMO-0002"}).content.decode()
    assert "not the patient of this session" in text
    assert flow.dose_of(made) is None
    client_of("clinician").post(page, {**form, "number": "DEMO-0001"})
    assert flow.dose_of(made).amount_mg == D("34.1")


def test_missed_check_ins_reach_people_with_no_page_open(clinic, monkeypatch):
    """The worker looks by itself: first the watcher, after two the whole team and the ladder."""
    made = dana(clinic)
    later(monkeypatch, minutes=8)  # minute 36: the check-in of minute 30 is missed
    worker.calls()
    assert made.notices.filter(key="checkin-30", user=clinic.users["clinician"]).exists()
    later(monkeypatch, minutes=30)
    worker.calls()
    climbing = made.notices.filter(key="ladder-60")
    assert {it.user.email for it in climbing} == {"clinician@demo.example", "director@demo.example"}
    assert "Dana" not in "".join(it.subject + it.body for it in mail.outbox)
    before = made.notices.filter(key="ladder-60").count()
    worker.calls()
    assert made.notices.filter(key="ladder-60").count() == before


def test_what_nobody_sees_goes_to_the_next(clinic, monkeypatch):
    made = dana(clinic)
    later(monkeypatch, minutes=8)
    worker.calls()
    later(monkeypatch, minutes=6)
    worker.calls()
    assert made.notices.filter(key__startswith="checkin-30-again", user=clinic.users["director"]).exists()


def test_a_mail_server_that_is_down_stops_no_notice(clinic, monkeypatch):
    def fails(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(channels, "send_mail", fails)
    made = dana(clinic)
    later(monkeypatch, minutes=8)
    worker.calls()
    assert made.notices.get(key="checkin-30").mailed is False


def test_a_worry_of_the_peer_monitor_is_told_at_once(clinic, client_of):
    made = dana(clinic)
    page = reverse("care:peer", args=[made.pk])
    client_of("peer").post(page, {"check": "1", "awake": "on", "calm": "on", "present": "on", "shown": "DEMO-0004"})
    assert not CheckIn.objects.filter(treatment=made).order_by("-at").first().fine
    assert made.notices.filter(key__startswith="worry").exists()
    client_of("peer").post(page, {"help": "1", "shown": "DEMO-0004"})
    assert made.notices.filter(key__startswith="help").exists()


def test_no_release_at_home_without_line_address_and_somebody_on_duty(clinic, monkeypatch):
    patient = Patient.objects.get(number="DEMO-0004")
    plan = Plan.objects.current().get(patient=patient, setting="home")
    made = Treatment(patient=patient, plan=plan, planned_for=clock.today())
    later(monkeypatch, minutes=4)
    empty = ReleaseForm({"password": PASSWORD}, user=clinic.users["clinician"], treatment=made)
    assert not empty.is_valid()
    wanted = {"peer", "address", "telephone", "line_tested", "contact_name", "contact_phone", "services", "watcher"}
    assert wanted <= set(empty.errors)
    offered = empty.fields["watcher"].queryset
    assert set(offered) == {clinic.users["clinician"]}  # the director has not been at a screen


def test_the_papers_of_a_session_stand_alone(clinic, client_of):
    made = dana(clinic)
    sheet = client_of("clinician").get(reverse("care:sheet", args=[made.pk])).content.decode()
    for word in ("7 Quay Street", "555-0107", "555-0108", "112", "Call the emergency services"):
        assert word in sheet
    paper = client_of("clinician").get(reverse("care:downtime", args=[made.pk])).content.decode()
    assert "140" in paper
    assert "120" in paper


def test_the_page_says_that_it_is_no_alarm_and_when_it_is_lost(clinic, client_of):
    made = dana(clinic)
    for person, page in (("clinician", "treatment"), ("peer", "peer")):
        text = client_of(person).get(reverse(f"care:{page}", args=[made.pk])).content.decode()
        assert 'id="lost"' in text
        assert "watch.js" in text
        assert "alarm" in text.lower()


def test_the_rems_form_is_filled_from_the_record_with_its_seven_days(clinic, monkeypatch):
    patient = Patient.objects.get(number="DEMO-0004")
    done = next(it for it in patient.treatments.all() if it.stage.state == "ended")
    rows = dict(rems.filled(done)["rows"])
    assert rows["Vital signs before the dose"].startswith("122/81")
    assert rows["Minutes from dose to end"] == "128"
    assert rows["Other adverse events"].startswith("nausea, grade 1")
    due = rems.filled(done)["due"]
    assert (due - done.endings.get().ended_at).days == 7
    later(monkeypatch, days=8)
    assert rems.filled(done)["overdue"]
