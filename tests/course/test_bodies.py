"""A plan that spreads weight and age gives virtual patients of different bodies, the same ones in any batch."""

from __future__ import annotations

import numpy as np

from resynapse import treatment
from resynapse.dose import load_plan

PLAN = """
patient: {{weight: 80 kg, age: 45 y{more}}}
doses: [{{drug: ketamine, route: iv, amount: 35 mg, duration: 40 min}}]
"""


def bodies(more: str, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    subjects = treatment.prepare(load_plan(PLAN.format(more=more)), numbers).people.subjects
    return subjects.weight, subjects.age


def test_without_a_spread_all_bodies_are_alike():
    weight, age = bodies("", np.arange(-1, 50))
    assert np.ptp(weight) == np.ptp(age) == 0.0


def test_the_spread_is_the_one_asked_for_and_the_typical_patient_is_the_mean():
    weight, age = bodies(", weight_sd: 12 kg, age_sd: 10 y", np.arange(-1, 2000))
    assert (weight[0], age[0]) == (80.0, 45.0)
    assert abs(weight[1:].std() - 12.0) < 1.0
    assert abs(age[1:].mean() - 45.0) < 1.0
    assert age.min() >= 18.0
    assert weight.min() >= 40.0


def test_a_patient_has_the_same_body_in_any_batch():
    more = ", weight_sd: 12 kg, age_sd: 10 y"
    assert bodies(more, np.arange(40))[0][17] == bodies(more, np.array([17]))[0][0]
