"""Published points appear only beside the treatment that was studied."""

from __future__ import annotations

import json

import pytest

import resynapse
from resynapse.report import published, reading

COLUMNS = [
    "id",
    "source",
    "status",
    "use",
    "study",
    "year",
    "doi",
    "quantity",
    "value",
    "low",
    "high",
    "unit",
    "context",
    "note",
]


def ids(course, variable):
    return {row["id"] for row in published.matching(course, variable)}


def changed(course, plan=None, **dose):
    doses = [row | dose for row in json.loads(course.attrs["doses"])]
    text = course.attrs["plan"]
    for old, new in (plan or {}).items():
        assert old in text
        text = text.replace(old, new)
    return course.assign_attrs(doses=json.dumps(doses), plan=text)


def test_open_six_infusions(course):
    assert ids(course, "symptoms_madrs") == {"E010"}  # Murrough 2013, 2 h after the first
    assert ids(course, "response") == {"E011"}
    assert "E248" in ids(course, "plasma_ketamine")


def test_blinded_trials_need_a_blinded_plan(course):
    blind = changed(course, {"blinding: open": "blinding: blind"})
    assert "E315" in ids(blind, "symptoms_madrs")
    assert "E010" not in ids(blind, "symptoms_madrs")


@pytest.mark.parametrize(
    "dose", [{"amount": 1.0}, {"route": "oral"}, {"drug": "esketamine"}, {"duration": 1.0}, {"per_kg": False}]
)
def test_another_dose_has_no_points(course, dose):
    assert not ids(changed(course, **dose), "symptoms_madrs")


def test_another_condition_or_species_has_no_points(course):
    assert not ids(changed(course, {"depression": "ocd"}), "symptoms_madrs")
    assert not ids(changed(course, {"human": "rat"}), "plasma_ketamine")


def test_comedication_has_no_points(course):
    assert not ids(changed(course, {"blinding": "comedication: [{drug: opioid}]\nblinding"}), "symptoms_madrs")


def test_changes_are_drawn_from_the_baseline(course):
    point = published.points(course, "symptoms_madrs", baseline=32.0)[0]
    assert point.value == pytest.approx(32 - 18.9)
    assert point.low == pytest.approx(32 - 25.5)
    assert point.high == pytest.approx(32 - 12.3)


def test_tables_name_their_sources():
    for name in ("published_points", "studied_durations"):
        rows = published.table(name)
        assert rows
        for row in rows:
            assert list(row)[: len(COLUMNS)] == COLUMNS
            assert row["source"]
            assert row["use"] in ("calibration", "validation", "context")
            assert row["status"].startswith(("verified", "recalled"))
    assert all(row["status"] == "verified" for row in published.table("published_points"))


def test_studied_duration(course):
    assert published.studied(course).until == pytest.approx(83 * 24)
    unknown = changed(course, {"depression": "insomnia"})
    assert published.studied(unknown).until == 0.0
    assert published.studied(course.assign_attrs(studied_hours=100.0)).until == 100.0


def test_sprays_of_one_session_are_one_dose_of_a_trial():
    """SUSTAIN-2 counts sessions of 56 or 84 mg; the plan gives them in sprays of 28 mg."""
    found = resynapse.run("esketamine_label_taper")
    assert "E431" in [row["id"] for row in published.matching(found, "symptoms_madrs")]
    whole = reading.whole_doses(found)
    assert [one.amount for one in whole[:2]] == [56.0, 84.0]
