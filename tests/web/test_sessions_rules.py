"""Pure rules of a session: due times, thresholds, end criteria, check-ins. Failure 6, and clocks that move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from resynapse.errors import InputError
from resynapse_web.care.demo.sessions import THRESHOLDS
from resynapse_web.care.doses.products import products
from resynapse_web.care.monitoring.checkins import answers, checkins, missed_running
from resynapse_web.care.monitoring.ending import JUDGED, Elapsed, unmet
from resynapse_web.care.monitoring.schedule import flowsheet, schedules
from resynapse_web.care.monitoring.thresholds import (
    Level,
    Reading,
    Thresholds,
    acceptable,
    after_dose,
    before_dose,
)

T0 = datetime(2026, 11, 23, 10, tzinfo=UTC)
LIMITS = Thresholds(**THRESHOLDS)
CALM = {"systolic": 120, "diastolic": 80, "heart_rate": 70, "spo2": 98, "respiratory_rate": 14, "sedation": 5}


def minutes(many):
    return timedelta(minutes=many)


def reading(minute=0, **values):
    return Reading(T0 + minutes(minute), **{**CALM, **values})


def level(*found):
    return max((it.level for it in found), default=Level.CALM)


def test_every_product_has_a_schedule_and_the_label_its_floor():
    assert set(schedules().products) == set(products())
    assert schedules().products["esketamine-nasal"].floor == 120


@pytest.mark.parametrize(
    ("taken", "until", "marks"),
    [
        ([-10], 20, "taken ahead"),
        ([-40], 20, "missing ahead"),  # a reading from before the half hour is no baseline
        ([-10], 40, "taken due ahead"),
        ([-10], 46, "taken missing ahead"),
        ([-10, 50], 60, "taken late ahead"),
        ([-10, 38], 60, "taken taken ahead"),
        ([-10, 38], 160, "taken taken missing missing ahead"),  # it goes on until the end
    ],
)
def test_the_flowsheet_marks_late_and_missing(taken, until, marks):
    times = [T0 + minutes(it) for it in taken]
    found = flowsheet(schedules().products["esketamine-nasal"], T0, times, T0 + minutes(until))
    assert " ".join(it.mark for it in found) == marks


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Level.CALM),
        ({"systolic": 160}, Level.ALERT),
        ({"systolic": 181}, Level.ALERT),  # once: measure again
        ({"diastolic": 111}, Level.ALERT),
        ({"heart_rate": 121}, Level.ALERT),
        ({"spo2": 93}, Level.ALERT),
        ({"spo2": 89}, Level.EMERGENCY),
        ({"respiratory_rate": 9}, Level.EMERGENCY),
        ({"sedation": 2}, Level.EMERGENCY),
        ({"symptoms": True}, Level.EMERGENCY),
    ],
)
def test_thresholds_after_the_dose(values, expected):
    assert level(*after_dose(LIMITS, [reading(20, **values)])) == expected


def test_pressure_twice_running_is_an_emergency_also_with_other_readings_between():
    high, only_oxygen = {"systolic": 185}, {"systolic": None, "diastolic": None}
    readings = [reading(20, **high), reading(22, **only_oxygen), reading(25, **high)]
    assert level(*after_dose(LIMITS, readings)) == Level.EMERGENCY


@pytest.mark.parametrize(
    "values",
    [{"systolic": 140}, {"diastolic": 90}, {"systolic": None}, {"heart_rate": None}, {"spo2": None}, {"spo2": 93}],
)
def test_the_dose_is_held(values):
    assert level(*before_dose(LIMITS, reading(0, **values))) >= Level.HOLD
    assert level(*before_dose(LIMITS, reading(0))) == Level.CALM


def test_oxygen_holds_the_dose_unless_the_director_says_it_is_not_measured():
    unknown = reading(0, spo2=None)
    assert level(*before_dose(replace(LIMITS, oxygen_not_measured=True), unknown)) == Level.CALM
    assert level(*before_dose(LIMITS, unknown, at_home=True)) == Level.CALM


@pytest.mark.parametrize(
    "change",
    [
        {"hold_systolic": 170}, {"emergency_diastolic": 95}, {"emergency_spo2": 96}, {"floor_minutes": 119},
        {"deep_sedation": 5}, {"near_systolic": 80}, {"low_respiratory_rate": 2},
    ],
)  # fmt: skip
def test_thresholds_that_cannot_be_meant_are_refused(change):
    acceptable(LIMITS, 120)
    with pytest.raises(InputError):
        acceptable(replace(LIMITS, **change), 120)


def against(minute=125, judged=frozenset(JUDGED), ticks=True, readings=None, **more):
    since = Elapsed(minutes(minute), minutes(minute) if ticks is True else ticks)
    taken = readings or [reading(-5), reading(minute - 3)]
    return unmet(LIMITS, since, taken, T0 + minutes(minute), set(judged), **more)


def test_a_routine_end_needs_every_criterion():
    assert against() == []
    for key in JUDGED:
        assert len(against(judged=set(JUDGED) - {key})) == 1, key
    assert "120 minutes have not passed; 1 to go." in against(minute=119)
    assert against(readings=[reading(-5), reading(100)])  # too old
    assert against(readings=[reading(-5), reading(122, systolic=136)])
    assert against(readings=[reading(-5), reading(122, systolic=136)], pressure_reviewed=True) == []
    assert against(readings=[reading(-5), reading(122, spo2=92)], pressure_reviewed=True)
    assert against(readings=[reading(-5), reading(122, spo2=None)])
    assert against(readings=[reading(-5), reading(122, sedation=1)])
    assert against(at_home=True) == ["The peer monitor has not checked in at the end."]
    assert unmet(LIMITS, None, [], T0, set(JUDGED))


def test_a_clock_set_forward_shortens_no_stay():
    assert against(minute=125, ticks=minutes(60)) == ["120 minutes have not passed; 60 to go."]
    assert Elapsed(minutes(125), minutes(60)).moved
    assert not Elapsed(minutes(125), minutes(124.5)).moved
    assert against(minute=60, ticks=minutes(125))  # set back: the patient stays longer rather than shorter


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin"])
@pytest.mark.parametrize("night", [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)])
def test_two_hours_are_two_hours_in_the_night_the_clocks_change(zone, night):
    before, after = (it.astimezone(ZoneInfo(zone)) for it in (night, night + minutes(119)))
    assert Elapsed(after.astimezone(UTC) - before.astimezone(UTC), None).surely == minutes(119)
    found = flowsheet(schedules().products["esketamine-nasal"], before, [], after + minutes(10))
    assert [(it.at.astimezone(UTC) - night) / minutes(1) for it in found] == [0, 40, 120, 150]


def states(given, minute):
    return checkins(T0, 120, given, T0 + minutes(minute))


def test_check_ins_become_due_and_missed():
    assert [it.state for it in states({"start"}, 28)] == ["given", "due", "ahead", "ahead", "ahead"]
    assert [it.state for it in states({"start"}, 36)][1] == "missed"
    assert missed_running(states({"start"}, 64)) == 1
    assert missed_running(states({"start"}, 66)) == 2
    assert missed_running(states({"start", "60"}, 66)) == 0  # somebody is there again
    assert missed_running(states({"start", "60"}, 126)) == 1


def test_a_check_in_answers_what_is_open_now():
    assert answers(states({"start"}, 28)) == "30"
    assert answers(states({"start"}, 40)) == "30"  # late, and still the one that was asked for
    assert answers(states({"start"}, 10)) == "extra"
    assert answers(states({"start", "30", "60"}, 121)) == "120"
    assert answers(states({"start", "30", "60", "120"}, 128)) == "end"
