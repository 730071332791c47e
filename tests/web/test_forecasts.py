"""Failure 7: a forecast or a score taken for a decision, or shown to a patient as a promise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
from django.urls import reverse

import resynapse_web.care
from resynapse_web.care import clock, worker
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.forecasts import calibration, history, question, queue, shown
from resynapse_web.care.forecasts.calibration import Pair, Trust
from resynapse_web.care.forecasts.models import Forecast, ForecastAsked, ForecastSwitch, ForecastTried, Judgement
from resynapse_web.care.instruments.catalogue import catalogue
from resynapse_web.care.outcomes import answering
from resynapse_web.care.records.keeping import Actor, keep, retract, sign
from web.moved import later

HOURS = [24.0 * day for day in range(43)]
ARMS = (history.BASE, history.OWN, shown.SHAM)


def who(clinic, name="clinician"):
    return Actor(clinic.users[name], clinic.users[name].role, "test")


def scored(clinic, total, on=None):
    return answering.entered(who(clinic), clinic.alice, catalogue()["madrs"], D(total), "clinician", on)


def switched(clinic, on=True, needed=100):
    made = ForecastSwitch(on=on, needed=needed, reason="For the test")
    latest = ForecastSwitch.objects.order_by("-version").first()
    if latest is not None:
        made = latest.successor(on=on, needed=needed)
    keep(who(clinic, "director"), "forecast.switch", made)
    sign(who(clinic, "director"), made, queue.SWITCHED)


def told(plan_text, found, seed):
    """What the simulator gives, in its form."""
    arms = []
    for name, share in zip(ARMS, (0.4, 0.6, 0.2), strict=True):
        madrs = {level: [points] * len(HOURS) for level, points in (("0.1", 10.0), ("0.5", 20.0), ("0.9", 30.0))}
        arms.append({"arm": name, "madrs": madrs, "response": [share] * 43, "remission": [share / 2] * 43})
    rows = [{"scale": s, "score": p, "at_h": h, "moved": 0.1} for h, s, p in found]
    return {"version": "1", "parameter_hash": "abc", "inside": True, "reasons": [], "cautions": [], "arms": arms,
            "time_h": HOURS, "scores": rows, "status": "not validated on individual patients"}  # fmt: skip


@pytest.fixture
def asked(clinic, monkeypatch):
    """Switched on, one score, one question in the queue; the simulator is quick."""
    monkeypatch.setattr(question, "predicted", told)
    switched(clinic)
    scored(clinic, 32)
    return queue.ask(clinic.alice)


def page(client_of, clinic, name="clinician"):
    return client_of(name).get(reverse("care:forecast", args=[clinic.alice.pk])).content.decode()


def judged(client_of, clinic, name="clinician"):
    client_of(name).post(reverse("care:forecast", args=[clinic.alice.pk]), {"response_percent": "50"})


def pairs(said, base, seen, many, covered=True):
    return [Pair(said, base, False, seen, covered)] * many


def test_a_clinic_begins_with_forecasts_off(clinic, client_of):
    scored(clinic, 32)
    assert queue.ask_all() == 0
    assert "has not switched forecasts on" in page(client_of, clinic)
    unsigned = ForecastSwitch(on=True, reason="x")
    keep(who(clinic, "director"), "forecast.switch", unsigned)
    assert queue.ask_all() == 0  # without a signature it counts for nothing


def test_only_the_director_switches_and_the_number_never_shrinks(clinic, client_of):
    address, form = reverse("care:forecast_switch"), {"on": "on", "needed": "120", "reason": "As agreed"}
    assert client_of("clinician").post(address, {**form, "password": PASSWORD}).status_code == 404
    client_of("director").post(address, {**form, "password": "wrong"})
    assert queue.switch() is None
    client_of("director").post(address, {**form, "password": PASSWORD})
    assert queue.switch().needed == 120
    client_of("director").post(address, {**form, "needed": "20", "password": PASSWORD, "version": "1"})
    assert queue.switch().needed == 120


def test_no_page_asks_the_simulator(clinic, client_of, asked, monkeypatch):
    def never(*_):
        raise AssertionError("asked in a request")

    monkeypatch.setattr(question, "predicted", never)
    judged(client_of, clinic)
    assert "in the queue" in page(client_of, clinic)
    assert client_of("clinician").get(reverse("care:outcomes", args=[clinic.alice.pk])).status_code == 200
    assert client_of("clinician").get(reverse("care:calibration")).status_code == 200
    sources = Path(resynapse_web.care.__path__[0]).rglob("*.py")
    callers = {it.name for it in sources if "predicted(" in it.read_text()}
    assert callers == {"question.py", "queue.py"}
    assert "work_one" not in (Path(resynapse_web.care.__path__[0]) / "forecasts/views.py").read_text()


def test_the_clinician_judges_first_and_again_after_each_score(clinic, client_of, asked, monkeypatch):
    queue.work_one()
    first = page(client_of, clinic)
    assert "Write down first" in first
    assert "60 %" not in first
    judged(client_of, clinic)
    assert "60 %" in page(client_of, clinic)
    assert "Write down first" in page(client_of, clinic, "director")  # each for themselves
    later(monkeypatch, days=7)
    scored(clinic, 20)
    assert "Write down first" in page(client_of, clinic)
    assert Judgement.objects.count() == 1


def test_no_number_without_range_base_rate_source_and_label(clinic, client_of, asked):
    queue.work_one()
    judged(client_of, clinic)
    text = page(client_of, clinic)
    for word in ("Not validated on individual patients", "Base rate", "80 %", "parameters abc", "What moved it",
                 "Inside of what was studied", "picks no dose", "Same visits without drug"):  # fmt: skip
        assert word in text


def test_outside_of_what_was_studied_there_is_no_number(clinic, client_of, asked, monkeypatch):
    outside = {"version": "1", "parameter_hash": "abc", "inside": False, "reasons": ["Younger than studied"]}
    monkeypatch.setattr(question, "predicted", lambda *_: outside)
    queue.work_one()
    judged(client_of, clinic)
    text = page(client_of, clinic)
    assert "Younger than studied" in text
    assert "60 %" not in text


def test_patients_guides_and_the_desk_see_no_forecast(clinic, client_of, asked):
    queue.work_one()
    for name in ("alice", "guide", "desk", "peer", "auditor", "clinician2"):
        assert client_of(name).get(reverse("care:forecast", args=[clinic.alice.pk])).status_code == 404
    for name in ("patient", "mine", "practice", "help"):
        text = client_of("alice").get(reverse(f"care:{name}", args=[clinic.alice.pk])).content.decode().lower()
        assert "forecast" not in text
        assert "probability" not in text


def test_the_queue_survives_a_worker_that_dies(clinic, asked, monkeypatch):
    keep(who(clinic), "forecast.try", ForecastTried(asked=asked, attempt=1))  # taken, and the machine stopped
    assert not queue.work_one()
    later(monkeypatch, minutes=queue.LEASE_MINUTES + 1)
    assert queue.work_one()
    assert Forecast.objects.get().asked == asked
    assert not queue.work_one()


def test_a_simulator_that_fails_is_tried_three_times_and_said(clinic, client_of, asked, monkeypatch):
    def fails(*_):
        raise ValueError("Alice")

    monkeypatch.setattr(question, "predicted", fails)
    for _ in range(queue.ATTEMPTS):
        assert queue.work_one()
        later(monkeypatch, minutes=queue.LEASE_MINUTES + 1)
    assert Forecast.objects.get().problem == "ValueError"
    assert not queue.work_one()
    judged(client_of, clinic)
    assert "gave no answer (ValueError)" in page(client_of, clinic)


def test_each_score_asks_again_and_nothing_is_asked_twice(clinic, asked, monkeypatch):
    assert queue.ask(clinic.alice) is None
    worker.slow()
    assert ForecastAsked.objects.filter(patient=clinic.alice).count() == 1
    later(monkeypatch, days=7)
    scored(clinic, 18)
    worker.slow()
    assert ForecastAsked.objects.filter(patient=clinic.alice).count() == 2
    while queue.work_one():
        pass
    newest = Forecast.objects.get(asked=ForecastAsked.objects.filter(patient=clinic.alice).order_by("-at").first())
    assert len(newest.asked.scores) == 2


def test_what_was_said_before_is_held_against_what_was_seen(clinic, asked, monkeypatch):
    queue.work_one()
    later(monkeypatch, days=7)
    scored(clinic, 12)
    (one,) = history.all_pairs()
    assert (one.said, one.base, one.responded, one.covered) == (0.6, 0.4, True, True)


def test_a_retracted_score_counts_no_more(clinic, asked, monkeypatch):
    queue.work_one()
    later(monkeypatch, days=7)
    retract(who(clinic), scored(clinic, 12), "Another patient's rating")
    assert history.all_pairs() == []


def test_forecasts_hide_by_the_rules_fixed_beforehand(clinic, client_of, asked, monkeypatch):
    good = pairs(0.9, 0.5, True, 50) + pairs(0.1, 0.5, False, 50)
    bad = pairs(0.1, 0.5, True, 50) + pairs(0.9, 0.5, False, 50)
    narrow = pairs(0.9, 0.5, True, 20, covered=False)
    assert calibration.trust(good, 100) == Trust.HOLDS
    assert calibration.trust(good[:99], 100) == Trust.COLLECTING
    assert calibration.trust(bad, 100) == Trust.FAILS
    assert calibration.trust(narrow, 100) == Trust.FAILS
    queue.work_one()
    judged(client_of, clinic)
    monkeypatch.setattr(history, "all_pairs", lambda: bad)
    text = page(client_of, clinic)
    assert "Hidden" in text
    assert "60 %" not in text
    assert "Brier" in client_of("clinician").get(reverse("care:calibration")).content.decode()


def test_equal_to_the_base_rate_is_not_better():
    assert calibration.trust(pairs(0.5, 0.5, True, 50) + pairs(0.5, 0.5, False, 50), 100) == Trust.FAILS


def test_a_worker_asks_the_real_simulator(clinic):
    switched(clinic)
    scored(clinic, 32)
    assert queue.ask(clinic.alice) is not None
    assert queue.work_one()
    kept = Forecast.objects.get()
    assert kept.problem == ""
    assert {arm["arm"] for arm in kept.result["arms"]} >= set(ARMS)
    assert kept.parameter_hash
    assert clock.now() - kept.at < timedelta(minutes=5)


def test_the_simple_guess_is_the_share_of_the_others_in_the_same_state():
    some = [Pair(0.5, 0.1 * k, k % 2 == 0, k % 3 == 0, None) for k in range(7)]
    for k, guess in enumerate(calibration.simple(some)):
        same = [it.responded for j, it in enumerate(some) if j != k and it.before == some[k].before]
        assert guess == pytest.approx((sum(same) + some[k].base) / (len(same) + 1))
    assert calibration.simple([]) == []


def test_pairs_are_worked_out_anew_only_where_something_is_new(clinic, asked, monkeypatch):
    """Every page of a forecast asks for the record of the whole clinic."""
    asks = []
    monkeypatch.setattr(history, "told", lambda patient: asks.append(patient) or [])
    queue.work_one()
    history.all_pairs()
    history.all_pairs()
    assert asks == [clinic.alice]
    later(monkeypatch, days=8)
    score = scored(clinic, 12)
    history.all_pairs()
    retract(who(clinic), score, "another patient's")
    history.all_pairs()
    history.all_pairs()
    assert asks == [clinic.alice] * 3
