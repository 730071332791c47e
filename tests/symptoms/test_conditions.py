"""Which effects may be forecast, how large they were, and which are refused in plain words."""

import math

import pytest

from resynapse.errors import InputError
from resynapse.symptoms.conditions import (
    CONDITIONS,
    DRUGS,
    SCALES,
    Evidence,
    NoForecast,
    evidence_for,
    studied_hours,
)
from resynapse.symptoms.scales import DEPRESSION, OTHER
from resynapse.symptoms.tables import table

ROUTES = ("iv", "im", "sc", "nasal", "oral", "sublingual")
EVERYTHING = [(c, d, r) for c in CONDITIONS for d in DRUGS for r in ROUTES]
KNOWN = [key for key in EVERYTHING if isinstance(evidence_for(*key), Evidence)]


@pytest.mark.parametrize(
    ("key", "effect", "low", "high"),
    [
        (("depression", "ketamine", "iv"), 1.00, 0.73, 1.28),
        (("depression", "esketamine", "nasal"), 9.96, 8.97, 10.95),
        (("depression", "lanicemine", "iv"), 0.40, None, None),
        (("ptsd", "ketamine", "iv"), 0.27, 0.03, 0.51),
        (("pain", "ketamine", "iv"), 1.34, 0.39, 2.29),
        (("pain", "esketamine", "iv"), 5.45 - 2.68, None, None),
        (("ocd", "ketamine", "iv"), 50.0, None, None),
    ],
)
def test_published_effects(key, effect, low, high):
    found = evidence_for(*key)
    assert found.effect == pytest.approx(effect)
    for end, published in ((found.low, low), (found.high, high)):
        assert math.isnan(end) if published is None else end == pytest.approx(published)


@pytest.mark.parametrize(
    "key",
    [("depression", "arketamine", "iv"), ("depression", "memantine", "oral"), ("insomnia", "ketamine", "iv"),
     ("insomnia", "esketamine", "nasal"), ("stress", "ketamine", "iv"), ("healthy", "ketamine", "iv"),
     ("ocd", "esketamine", "nasal"), ("depression", "ketamine", "im")],
)
def test_without_human_outcomes_there_is_no_forecast(key):
    found = evidence_for(*key)
    assert isinstance(found, NoForecast)
    sentence = str(found)
    assert "no forecast: no evidence" in sentence
    assert found.why in sentence
    assert studied_hours(*key) == 0.0


@pytest.mark.parametrize("key", KNOWN)
def test_every_effect_names_its_rows_and_its_limits(key):
    found = evidence_for(*key)
    assert found.rows
    assert all(row in table("conditions") for row in found.rows)
    assert set(found.nulls) <= set(found.rows)
    assert found.scale in DEPRESSION + OTHER
    assert found.note
    if found.design == "controlled":
        assert found.hours > 0
        assert found.effect > 0
    if found.design == "uncontrolled":
        assert math.isnan(found.effect)
        assert found.hours == 0.0 < found.hours_open


def test_null_trials_are_counted():
    counted = {key: len(evidence_for(*key).nulls) for key in KNOWN}
    assert counted["depression", "ketamine", "iv"] == 1  # KARMA-Dep 2
    assert counted["depression", "esketamine", "nasal"] == 1  # Japan
    assert counted["ptsd", "ketamine", "iv"] == 1  # Abdallah 2022
    assert counted["depression", "lanicemine", "iv"] == 1  # Sanacora 2017


def test_a_control_arm_has_no_effect_over_itself():
    for route in ("iv", "sc"):
        assert evidence_for("depression", "midazolam", route).effect == 0.0


def test_the_studied_time_is_that_of_the_controlled_trials():
    assert studied_hours("ocd", "ketamine", "iv") == 7 * 24
    assert studied_hours("ptsd", "ketamine", "iv") == table("conditions")["S116"].number
    esketamine = evidence_for("depression", "esketamine", "nasal")
    assert esketamine.hours == 28 * 24 < esketamine.hours_open


def test_unknown_words_are_refused():
    with pytest.raises(InputError, match="happiness"):
        evidence_for("happiness", "ketamine", "iv")
    with pytest.raises(InputError, match="aspirin"):
        evidence_for("depression", "aspirin", "oral")


def test_conditions_and_scales_are_complete():
    assert set(SCALES) == set(CONDITIONS)
