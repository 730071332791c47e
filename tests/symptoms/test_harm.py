"""When a schedule raises the flags of long use."""

import pytest

from resynapse.dose.regimen import Dose, Exposure, Regimen
from resynapse.symptoms.harm import Limits, crowded, flags, starts


def schedule(per_week, weeks, drug="ketamine", amount=0.5):
    days = {1: [0], 2: [0, 3], 3: [0, 2, 4], 7: range(7)}[per_week]
    times = [24.0 * (7 * week + day) for week in range(weeks) for day in days]
    return Regimen(tuple(Dose(time, drug, "iv", amount, True, 0.67) for time in times))


def names(regimen, weight=70.0):
    return [flag.flag for flag in flags(regimen, weight)]


def test_one_session_still_states_its_dose_and_dependence():
    assert names(schedule(1, 1)) == ["cumulative_dose", "dependence"]


def test_repeated_use_asks_about_bladder_and_liver():
    assert {"cystitis", "liver"} <= set(names(schedule(2, 1)))


def test_twice_a_week_is_not_too_often_however_long():
    assert "frequency" not in names(schedule(2, 30))


@pytest.mark.parametrize(("weeks", "stop"), [(2, False), (8, False), (9, True), (20, True)])
def test_more_than_twice_a_week_for_two_months(weeks, stop):
    found = names(schedule(3, weeks))
    assert "frequency" in found
    assert ("two_months" in found) == stop


def test_a_break_of_a_week_restarts_the_count():
    first = schedule(3, 5).doses
    later = tuple(Dose(dose.time + 24.0 * 49, dose.drug, dose.route, 0.5, True, 0.67) for dose in first)
    found = names(Regimen(first + later))
    assert "frequency" in found
    assert "two_months" not in found


def test_sprays_of_one_visit_are_one_session():
    sprays = tuple(Dose(time, "esketamine", "nasal", 28.0) for time in (0.0, 5 / 60, 10 / 60))
    assert len(starts(list(sprays), Limits().session)) == 1
    assert "cystitis" not in names(Regimen(sprays))


def test_past_the_trials_says_so():
    assert "beyond_trials" not in names(schedule(2, 4))
    assert {"beyond_trials", "cognition"} <= set(names(schedule(2, 8)))


def test_the_cumulative_dose_is_right():
    text = next(flag.why for flag in flags(schedule(2, 3), 80.0) if flag.flag == "cumulative_dose")
    assert text.startswith("240 mg (3.0 mg/kg) in 6 sessions")


def test_longer_or_denser_schedules_keep_every_flag():
    for per_week in (1, 2, 3, 7):
        for weeks in (1, 4, 9, 20):
            assert set(names(schedule(per_week, weeks))) <= set(names(schedule(per_week, weeks + 3)))
    assert set(names(schedule(3, 10))) <= set(names(schedule(7, 10)))


def test_other_drugs_and_medicines_do_not_count():
    assert flags(schedule(7, 20, drug="saline", amount=0.0), 70.0) == []
    usual = schedule(2, 2)
    taken = Regimen(usual.doses, (Exposure("benzodiazepine", 0.0, 500.0),))
    assert flags(taken, 70.0) == flags(usual, 70.0)


def test_every_flag_has_a_source():
    assert all(flag.source and flag.why for flag in flags(schedule(7, 20), 70.0))


def test_the_stretch_is_measured_in_hours():
    assert crowded([0.0, 48.0, 96.0, 168.0], 2.0) == 168.0
    assert crowded([0.0, 84.0, 168.0, 252.0], 2.0) == 0.0
