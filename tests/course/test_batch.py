"""A batch is its patients one by one, bit for bit, whoever else is in it and however many work on it."""

from __future__ import annotations

from functools import cache

import jax
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from course_runs import STATES, hours_of, prepared
from resynapse import cohort, forecast

PLAN = "zarate_2006_single_infusion"
OUTPUTS = (*STATES, "score", "glutamate", "cadss", "rate_PV")
EVERYBODY = (-1, *range(300))


@cache
def followed():
    """The plan made ready, output hours, and everybody followed at once."""
    ready = prepared(PLAN, EVERYBODY)
    hours = hours_of(ready.line, 20)
    return ready, hours, cohort.follow(ready.line, ready.people, hours, keep=OUTPUTS)


def chosen(people: cohort.Cohort, rows: list[int]) -> cohort.Cohort:
    where = np.array(rows)
    patient = jax.tree.map(lambda leaf: leaf[where] if np.ndim(leaf) else leaf, people.patient)
    return cohort.Cohort(cohort.take(people.subjects, where), patient, people.numbers[where])


@effort(max_examples=12)
@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=200),
    st.integers(1, 5),
)
@example(rows=[17], workers=1)
@example(rows=list(range(cohort.WIDTH + 1)), workers=3)
def test_any_batch_any_order_any_workers(rows, workers):
    ready, hours, whole = followed()
    found = cohort.follow(ready.line, chosen(ready.people, rows), hours, keep=OUTPUTS, workers=workers)
    for name in OUTPUTS:
        np.testing.assert_array_equal(found[name], whole[name][:, rows], err_msg=name)


def test_the_same_seed_gives_the_same_numbers():
    _, hours, whole = followed()
    again = forecast.prepare(PLAN, np.arange(-1, 300))
    for name, value in cohort.follow(again.line, again.people, hours, keep=OUTPUTS).items():
        np.testing.assert_array_equal(value, whole[name])
    other = forecast.prepare(PLAN, np.arange(-1, 300), seed=1)
    assert np.any(cohort.follow(other.line, other.people, hours, keep=("score",))["score"] != whole["score"])


@pytest.mark.parametrize("numbers", [(17,), (3, 17), tuple(range(400))])
def test_patient_17_is_the_same_in_any_cohort(numbers):
    """Drawn alone or among others: the same person, the same course."""
    _, hours, whole = followed()
    ready = forecast.prepare(PLAN, np.array(numbers))
    found = cohort.follow(ready.line, ready.people, hours, keep=OUTPUTS)
    here = numbers.index(17)
    for name in OUTPUTS:
        np.testing.assert_array_equal(found[name][:, here], whole[name][:, 18], err_msg=name)


def test_what_is_kept_does_not_change_what_is_computed():
    ready, hours, whole = followed()
    everything = cohort.follow(ready.line, chosen(ready.people, [0, 5]), hours)
    assert set(OUTPUTS) < set(everything)
    for name in OUTPUTS:
        np.testing.assert_allclose(everything[name], whole[name][:, [0, 5]], rtol=1e-13, atol=1e-13)
