"""Published points appear only beside the treatment that was studied."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import resynapse
from resynapse.report import background, outcome, published, reading

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


def test_a_row_is_the_evidence_s_own():
    """Same status, use, value, unit and source as where the evidence stands: nothing is typed in twice."""
    package = Path(resynapse.__file__).parent
    known = {}
    for path in package.rglob("data/*.csv"):
        if path.parent.parent.name != "report":
            for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
                known.setdefault(row.get("id"), []).append(row)
    for row in published.table("published_points"):
        keys = ("source", "status", "use", "value", "unit")
        assert any(all(it[key] == row[key] for key in keys) for it in known[row["id"]]), row["id"]


def test_what_is_only_remembered_says_so():
    found = resynapse.run("singh_2016_esketamine_020")
    (point,) = published.points(found, "symptoms_madrs", 32.0)
    assert point.remembered
    assert point.label.endswith("remembered, not read")
    assert point.value == pytest.approx(32.0 - 16.8)
    assert "not read" in published.caption(found, "symptoms_madrs")
    assert not any(point.remembered for point in published.points(found, "plasma_ketamine"))


def test_a_difference_stands_at_the_simulated_control_arm():
    found = resynapse.run("daly_2018_esketamine_84")
    day = next(row for row in published.matching(found, "symptoms_madrs") if row["id"] == "E372")
    control = float(found.symptoms_madrs_control_latent.sel(time=24.0).squeeze())
    point = next(it for it in published.points(found, "symptoms_madrs", 32.0) if it.hour == 24.0)
    assert point.value == pytest.approx(control + float(day["value"]))
    assert "vs control" in point.label
    alone = found.drop_vars([name for name in found.data_vars if "control" in str(name)])
    assert "E372" not in ids(alone, "symptoms_madrs")


def test_animals_have_their_own_points():
    found = resynapse.run("radley_2006_rat_stress")
    (spines,) = published.points(found, "plasticity_spines")
    assert (spines.hour, spines.value) == (0.0, pytest.approx(0.84))
    treated = resynapse.run("li_2010_rat")
    assert "M357" not in ids(treated, "plasticity_spines")
    assert any("M326" in words for words in published.findings(treated, "plasticity_spines"))


def test_only_studies_of_this_page_are_listed(parameters):
    untreated = resynapse.run("untreated_depression")
    assert len(background.sources(untreated, parameters).tables) == 1
    rows = background.sources(resynapse.run("singh_2016_esketamine_020"), parameters).tables[1].rows
    assert [row[0][0] for row in rows] == ["Singh 2016 IV esketamine (2016)"]


def test_a_trial_that_found_nothing_is_told_where_there_is_no_score():
    for plan, row in (("memantine_oral", "S101"), ("arketamine_phase_2a", "S104")):
        assert any(row in note for note in outcome.section(resynapse.run(plan)).notes)
