"""Scores on other scales, and what a recall window does to a rating."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resynapse.errors import InputError, NoEvidence
from resynapse.symptoms import scales
from resynapse.symptoms.tables import table

CONVERTED = ("HAM-D17", "HAM-D6", "QIDS", "PHQ-9")


@pytest.mark.parametrize(
    ("name", "madrs", "expected"),
    [
        ("HAM-D17", 8.5, 7.0),  # Carmody 2006
        ("HAM-D6", 8.5, 4.0),  # Carmody 2006
        ("QIDS", 7.5, 5.0),  # Carmody 2006, QIDS
        ("QIDS", 18.0, 11.0),  # Liu 2014
        ("QIDS", 34.0, 21.0),  # Liu 2014
        ("HAM-D17", 25.0, 20.0),  # Liu 2014, then QIDS 16 = HRSD17 20
        ("PHQ-9", 24.0, 15.0),  # Kim 2024
        ("PHQ-9", 48.0, 27.0),  # Kim 2024
    ],
)
def test_published_equivalents_are_met(name, madrs, expected):
    assert scales.crosswalk(np.array([madrs]), name)[0] == pytest.approx(expected)


@pytest.mark.parametrize("name", CONVERTED)
def test_a_worse_patient_never_reads_better_on_another_scale(name):
    scores = scales.crosswalk(np.linspace(0.0, 60.0, 601), name)
    assert (np.diff(scores) >= 0).all()
    assert scores[0] == 0.0
    assert scores[-1] <= scales.scale(name).highest


def test_the_chain_through_qids_agrees_with_the_direct_equivalent():
    chain = np.interp(8.5, [7.5, 9.0], [7.0, 8.0])  # Liu 2014 and Rush 2003
    assert abs(chain - scales.crosswalk(np.array([8.5]), "HAM-D17")[0]) < 1.0


def test_phq9_change_agrees_with_the_published_change_scores():
    """Not used to build it: MADRS -23 was equal to PHQ-9 -13 (Kim 2024), from baselines near 25."""
    published = table("crosswalk")["X012"]
    assert published.quantity.endswith("changes by -23")
    change = scales.crosswalk(np.array([25.0 - 23.0]), "PHQ-9") - scales.crosswalk(np.array([25.0]), "PHQ-9")
    assert abs(change[0] - published.number) < 2.0


@pytest.mark.parametrize("name", ["HDRS-25", "CAPS-5", "Y-BOCS"])
def test_a_scale_without_published_equivalents_is_refused(name):
    with pytest.raises(NoEvidence, match="standard deviations"):
        scales.crosswalk(np.array([20.0]), name)


def test_standard_units_use_the_published_spread():
    assert scales.standardised(np.array([13.4]))[0] == pytest.approx(2.0)


def test_an_unknown_scale_is_named():
    with pytest.raises(InputError, match="MADS"):
        scales.scale("MADS")


@pytest.mark.parametrize("name", scales.DEPRESSION + scales.OTHER)
def test_every_scale_says_how_far_back_it_asks(name):
    scale = scales.scale(name)
    assert scale.recall > 0
    assert scale.shortest_recall <= scale.recall
    assert scale.rows
    if scale.remission is not None:
        assert 0 < scale.remission < scale.highest


def test_a_seven_day_scale_does_not_resolve_two_hours():
    assert not scales.resolves("QIDS", 2.0)
    assert not scales.resolves("MADRS", 2.0)
    assert scales.resolves("MADRS", 24.0)
    times = np.array([-168.0, 0.0, 1e-6, 2.0])
    momentary = np.array([30.0, 30.0, 10.0, 10.0])
    fallen = scales.window_average(times, momentary, scales.smallest_resolved_time("QIDS"))
    assert fallen[-1] == pytest.approx(30.0 - 20.0 * 2.0 / 168.0, abs=1e-3)


def test_the_window_average_is_the_exact_integral():
    times = np.array([0.0, 10.0, 30.0, 31.0, 100.0])
    scores = np.array([[3.0, 1.0], [7.0, 1.0], [2.0, 1.0], [2.5, 1.0], [0.0, 1.0]])
    fine = np.linspace(100.0 - 55.0, 100.0, 2_000_001)
    line = np.interp(fine, times, scores[:, 0])
    average = scales.window_average(times, scores, 55.0)
    assert average[-1, 0] == pytest.approx(np.trapezoid(line, fine) / 55.0, rel=1e-9)
    assert average[:, 1] == pytest.approx(np.ones(5))


@given(
    scores=st.lists(st.floats(0, 60), min_size=2, max_size=12),
    window=st.floats(0.1, 400),
    gap=st.floats(0.1, 100),
)
def test_an_average_stays_within_the_scores(scores, window, gap):
    times = gap * np.arange(len(scores))
    average = scales.window_average(times, np.array(scores), window)
    assert average.min() >= min(scores) - 1e-6
    assert average.max() <= max(scores) + 1e-6


def test_no_window_returns_the_scores():
    scores = np.array([1.0, 5.0])
    assert scales.window_average(np.array([0.0, 1.0]), scores, 0.0).tolist() == scores.tolist()
