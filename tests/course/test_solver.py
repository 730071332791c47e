"""The course against an independent solver, against itself on a finer grid, and at rest."""

from __future__ import annotations

import dataclasses

import jax
import numpy as np
import pytest

from course_runs import STATES, distance, hours_of, ours, prepared, scipy_solution
from resynapse import cohort, course, dose, forecast
from resynapse import timeline as tl

TOLERANCE = 1e-5  # of the peak of each state and patient
PLANS = (
    "zarate_2006_single_infusion",
    "murrough_2013_six_infusions",
    "daly_2018_esketamine_84",  # nasal
    "andrade_2019_oral",
    "clements_1981_bolus",
    "li_2011_rat_stress",  # 21 days of stress, then ketamine
    "abdallah_2020_rapamycin",
)
SLOW = ("moghaddam_1997_rat_200", "pryazhnikov_2018_mouse_daily", "glue_2017_subcutaneous", "memantine_oral")
SEVERAL = (-1, 0, 1, 17)


def worst(found: dict[str, float]) -> tuple[float, str]:
    return max((value, name) for name, value in found.items())


@pytest.mark.parametrize("plan", PLANS)
def test_every_state_agrees_with_scipy(plan):
    ready = prepared(plan, (-1, 3), probes=True)
    hours = hours_of(ready.line)
    found = ours(ready, hours)
    for column in range(2):
        truth = scipy_solution(ready, column, hours)
        assert worst(distance({k: v[:, column : column + 1] for k, v in found.items()}, truth)) < (TOLERANCE, "")


@pytest.mark.slow
@pytest.mark.parametrize("plan", [*PLANS, *SLOW])
def test_more_patients_agree_with_scipy(plan):
    ready = prepared(plan, tuple(range(20, 26)))
    hours = hours_of(ready.line)
    found = ours(ready, hours)
    for column in range(6):
        truth = scipy_solution(ready, column, hours)
        assert worst(distance({k: v[:, column : column + 1] for k, v in found.items()}, truth)) < (TOLERANCE, "")


@pytest.mark.parametrize("plan", [*PLANS, *SLOW])
def test_halving_the_grid_changes_nothing(plan):
    ready = prepared(plan, (-1, *range(40)))
    hours = hours_of(ready.line)
    assert worst(distance(ours(ready, hours), ours(ready, hours, refine=2, sweeps=1))) < (TOLERANCE, "")


@pytest.mark.parametrize("plan", PLANS)
def test_more_repetitions_of_the_feedback_change_nothing(plan):
    ready = prepared(plan, (-1, *range(40)))
    hours = hours_of(ready.line)
    assert worst(distance(ours(ready, hours), ours(ready, hours, sweeps=3))) < (TOLERANCE, "")


@pytest.mark.parametrize("background", [0.0, 1.0, 0.4])
def test_nothing_moves_without_a_cause(background):
    """No drug, constant stress, no expectation: every state stays where it started for 280 days."""
    ready = prepared("untreated_depression", (-1, 0, 1))
    patient = ready.people.patient
    none = dataclasses.replace(patient.expectation, size=0.0)
    people = ready.people._replace(patient=patient._replace(expectation=none))
    line = ready.line._replace(regimen=dose.Regimen(()), background=background, stop=6720.0)
    found = cohort.follow(line, people, np.linspace(0.0, 6720.0, 57), keep=STATES)
    start, _ = course.rest(background, patient)
    for name in STATES:
        first = np.broadcast_to(np.asarray(start[name]), found[name].shape)
        np.testing.assert_allclose(found[name], first, rtol=0, atol=1e-9, err_msg=name)


def test_a_saline_infusion_moves_expectation_only():
    ready = prepared("berman_2000_saline", (-1, 0, 5))
    found = ours(ready, hours_of(ready.line))
    start, _ = course.rest(ready.line.background, ready.people.patient)
    moved = {n for n in STATES if np.abs(found[n] - np.broadcast_to(np.asarray(start[n]), found[n].shape)).max() > 1e-9}
    assert moved == {"expectation"}


def test_output_times_do_not_change_the_course():
    """Reading more often, in any order, gives the same numbers at the same hours."""
    ready = prepared("zarate_2006_single_infusion", (-1, 2))
    few = np.array([24.0, 2.0, 0.5])
    many = np.concatenate([np.linspace(0.0, 24.0, 400), few])
    sparse, dense = ours(ready, few), ours(ready, many)
    for name in STATES:
        np.testing.assert_array_equal(sparse[name], dense[name][-3:])


def test_the_exact_slope_at_rest_is_zero():
    """`rest` solves the equations themselves, not only their discretisation."""
    patient = forecast.prepare("untreated_depression", np.array([-1])).people.patient
    patient = jax.tree.map(lambda leaf: float(np.ravel(leaf)[0]), patient)
    start, reference = course.rest(1.0, patient)
    slopes = {}

    def advance(name, rate, forcing):
        slopes[name] = float(forcing - rate * start[name])
        return start[name]

    inputs = dict.fromkeys((*tl.BRAIN, "visit", *tl.PROBES), 0.0) | {"stress": 1.0}
    course.story(inputs, patient, reference, start, advance)
    assert max(map(abs, slopes.values())) < 1e-14
