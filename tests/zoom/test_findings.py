"""The pages on contested findings: what they say follows from numbers, and the shipped ones say it of all three."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from connectome_runs import toy
from resynapse.cli import app
from resynapse.errors import InputError
from resynapse.network import BrainState, connectome
from resynapse.network.contested import FINDINGS, Shown
from resynapse.network.ground import Ground
from resynapse.network.search import Answer, Cell
from resynapse.network.strengths import shipped
from resynapse.zoom import findings, findings_files, findings_index, findings_page, findings_search, findings_words
from resynapse.zoom.findings_search import Delayed, Tried

DOCS = Path(__file__).resolve().parents[2] / "docs"
PATIENTS = np.linspace(0.9, 1.1, 8)
SIZE = {"lanicemine": 0.0, "midazolam": -0.02, "saline": 0.0, findings.DEEPER: -0.03}
MODELS = ("a", "b", "c")


def made(holds: bool, name: str = "aal2_94") -> findings.Findings:
    """Three models, eight patients; a search of two cells of which the first gives everything if it `holds`."""
    size = {"ketamine": 0.01 if holds else -0.01} | SIZE
    seen = {
        (arm, when): dict.fromkeys(findings_words.READINGS, size[arm] * PATIENTS)
        for arm in size
        for when in findings.WHEN[1:]
    }
    cells = [Cell("everywhere", "everywhere", 0.3, 0.3, acute, 0.0) for acute in (0.0, 1.0)]
    both = {
        (arm, when): dict.fromkeys(findings_words.READINGS, np.array([size.get(arm, 0.0), -0.01]))
        for arm in (*size, "healthy")
        for when in findings.WHEN[1:]
    }
    both["ketamine", "40 min"] = both["ketamine", "40 min"] | {
        "within_default": np.full(2, -0.01), "default_rate": np.zeros(2)
    }  # fmt: skip
    both["healthy", "baseline"] = dict.fromkeys(findings_words.READINGS, np.zeros(2))
    return findings.Findings(
        connectome=name,
        notice=f"whose data {name} is",
        ground=Ground(f"numbers fitted to {name}", f"hash of {name}", {"g": 0.5}),
        patients=8,
        seed=3,
        between=dict.fromkeys(findings_words.READINGS, 0.02),
        judge="aal2_94",
        seen=dict.fromkeys(MODELS, seen),
        cut=dict.fromkeys(MODELS, {("ketamine", "24 h"): {"prefrontal_gbcr": np.zeros(8)}}),
        better=dict.fromkeys(size, 10.0 * PATIENTS),
        shown={it: {model: Shown(holds, "because") for model in MODELS} for it in FINDINGS},
        searched=[Tried("global", shipped(3), cells, Answer(both, np.ones(2, bool)))],
        delayed=[Delayed("global", int(holds), 1e-5, 2e-4, (2e-3, 2e-3))],
        deficit={"prefrontal_gbc": (-0.1, -0.05, 0.5)},
        spent=120.0,
    )


@pytest.mark.parametrize(("holds", "words", "count"), [(True, "reproduced", 1), (False, "not reproduced", 0)])
def test_the_verdicts_follow_from_what_the_models_show(holds, words, count):
    found = [made(holds)]
    verdicts = json.loads(findings_files.as_json(found))["verdicts"]
    assert verdicts["gbcr"] == verdicts["default"] == words
    assert verdicts["proportion"] == (f"only if {findings_words.ROUTE} is assumed" if holds else words)
    assert f"{count} of 2 combinations of mechanisms tried give all of it" in findings_words.sentence(found)


def test_a_finding_of_one_connectome_alone_is_not_called_reproduced():
    found = [made(True), made(False, "schaefer_100")]
    assert findings_words.verdict(found, "gbcr") == "only if the connectome aal2_94 is assumed"
    route = f"only if {findings_words.ROUTE} and (the connectome aal2_94) are assumed"
    assert findings_words.verdict(found, "proportion") == route
    one = found[1].shown["gbcr"] | {"b": Shown(True, "because")}
    some = [found[0], found[1]._replace(shown=found[1].shown | {"gbcr": one})]
    assert findings_words.verdict(some, "gbcr").endswith("aal2_94, or model b on schaefer_100 is assumed")
    assert findings_words.verdict([made(False), made(False, "schaefer_100")], "gbcr") == "not reproduced"
    text = findings_index.index(found)
    assert "3 of 3 models (a, b, c) | 0 of 3 models |" in text
    assert findings_words.verdict([made(True), made(True, "schaefer_100")], "gbcr") == "reproduced"


def test_what_the_search_finds_is_called_post_hoc_and_asked_for_untouched_facts_and_delays():
    text = findings_index.index([made(True)])
    assert "1 combinations show *all* (post hoc)" in text
    for fact in ("midazolam lowers", "in healthy people", "1 mg/kg lowers it more"):
        assert fact in text, fact
    assert "| aal2_94 | global | 1 | 1e-05 (counts from 0.002) | 0.0002 (counts from 0.002) |" in text
    assert "2 combinations of mechanisms were tried" in text
    assert "post hoc" not in findings_index.index([made(False)])


@pytest.mark.parametrize("name", FINDINGS)
def test_every_page_has_all_arms_models_and_connectomes_a_verdict_and_what_it_stands_on(name):
    found = [made(True), made(True, "schaefer_100")]
    text = findings_page.page(found, name)
    for arm in ("ketamine", *SIZE):
        assert f" {arm} |" in text, arm
    for it in found:
        for model in MODELS:
            assert f"| {it.connectome} | {model} | yes | because |" in text
        assert f"brain fit hash of {it.connectome} (numbers fitted to {it.connectome}" in text
        assert it.notice in text
    assert f"Verdict: **{findings_words.verdict(found, name)}**." in text
    assert "seed 3" in text
    assert "2 minutes of one core" in text


def test_a_change_that_is_rounding_is_zero_and_a_spread_of_nothing_is_not_shown():
    assert findings_words.change(3e-7) == "0"
    text = findings_page.page([made(True)], "gbcr")
    assert "| aal2_94 | a | +0.01 (+0.0091 to +0.011), 8 | 0, 8 |" in text
    assert "+0.0000" not in text


def test_where_no_brain_changes_there_is_no_correlation():
    rows = {(row["arm"], row["model"]): row for row in findings_words.correlations([made(True)])}
    assert rows["saline", "a"]["r"] is None
    assert rows["ketamine", "a"]["low"] > 0.9
    assert rows["ketamine", "a"]["cut_r"] is None
    assert "| aal2_94 | a | saline | nothing varies |  |" in findings_page.page([made(True)], "proportion")


def test_all_files_are_written_and_describe_each_other(tmp_path):
    written = findings_files.write([made(True), made(False, "schaefer_100")], tmp_path / "out")
    assert all(path.is_file() for path in written)
    assert {path.suffix for path in written} == {".md", ".png", ".svg", ".csv", ".json"}
    index = (tmp_path / "out" / "brain-findings.md").read_text(encoding="utf-8")
    for name in findings_page.NAMES.values():
        assert f"({name}.md)" in index
        assert f"(images/{name}.png)" in (tmp_path / "out" / f"{name}.md").read_text(encoding="utf-8")
    assert "<!--" not in index  # read as it is: rules and models stand on the page itself
    about = json.loads((tmp_path / "out" / "brain-findings.json").read_text(encoding="utf-8"))
    assert [it["brain_fit_hash"] for it in about["connectomes"]] == ["hash of aal2_94", "hash of schaefer_100"]
    assert {"version", "parameter_hash", "seed", "patients"} <= about.keys()
    with open(tmp_path / "out" / "brain-findings.csv", newline="") as file:
        assert set(next(csv.reader(file))) == {one for name in about["Columns"] for one in name.split(", ")}


def test_delays_are_asked_of_the_nearest_combinations_and_change_nothing_without_length():
    brain, it = toy(), made(True)
    searched = [it.searched[0]._replace(strengths=shipped(12))]
    ill = BrainState(*np.array([[0.0], [0.0], [0.7], [0.7], [1.0], [1.0]]))
    drug = ill._replace(phasic=np.array([0.05]), interneuron=np.array([0.2]))
    typical = {findings.KETAMINE: [ill, drug, ill]}
    (late,) = findings_search.delayed(brain, searched, typical, it.between)
    assert late.cells == 1
    assert 0.0 < late.gbcr < 1e-3
    (none,) = findings_search.delayed(brain._replace(lengths=0.0 * brain.lengths), searched, typical, it.between)
    assert none.gbcr < 1e-12
    assert none.default < 1e-12


def test_a_brain_without_measured_people_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr(connectome, "named", lambda which: toy())
    done = CliRunner().invoke(app, ["zoom", "brain", "--contested", "--connectome", "mine"])
    assert isinstance(done.exception, InputError)
    assert "a folder of your own has none" in str(done.exception)


def test_the_second_set_is_seen_beside_the_first(monkeypatch):
    groups = toy()._replace(name="second", groups=True, connectivity=np.zeros((2, 12, 12)))
    people = groups._replace(name="first", groups=False)
    monkeypatch.setattr(connectome, "named", lambda which: {"aal2-94": people}.get(which, groups))
    assert [it.name for it in findings.brains("schaefer-100")] == ["first", "second"]
    assert [it.name for it in findings.brains("aal2-94")] == ["first"]


@pytest.mark.parametrize("name", FINDINGS)
def test_the_shipped_pages_judge_each_finding_over_five_models_on_two_connectomes(name):
    text = (DOCS / f"{findings_page.NAMES[name]}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {findings_words.TITLES[name]}\n\nVerdict: **")
    for where in ("aal2_94", "schaefer_100"):
        for model in ("global", "held", "regional", "noisy", "hopf"):
            assert f"\n| {where} | {model} | " in text, (where, model)
    assert text.count("Human Connectome Project") >= 2
    assert (DOCS / "images" / f"{findings_page.NAMES[name]}.png").is_file()


def test_the_shipped_index_says_how_many_were_tried_and_links_each_finding():
    text = (DOCS / f"{findings_page.INDEX}.md").read_text(encoding="utf-8")
    assert "combinations of mechanisms were tried besides" in text
    for name in FINDINGS:
        assert f"]({findings_page.NAMES[name]}.md) | **" in text
