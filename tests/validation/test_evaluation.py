"""Every bundled comparison: what is written about it, what is recorded, and (slow) that the record still holds.

The rule of a verdict is in tests/trial/test_verdict.py. A known miss is a row of the record and of the page; it fails
here the day it is mended, as does a number that gets worse.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from resynapse import forecast
from resynapse.provenance import digest
from resynapse.trial.compare import Comparison
from resynapse.trial.reading import all_trials
from resynapse.validation import claims, evaluate, page, publish, record, score
from resynapse.validation.evaluate import Evaluation

DOCS = Path(__file__).resolve().parents[2] / "docs"
IDS = {e.id for t in all_trials() for e in t.endpoints} | {check.id for check in evaluate.checks()}


def line(name: str, verdict: str, use: str = "validation", simulated: float | None = 1.0, **more) -> Comparison:
    numbers = {"observed": 1.2, "observed_lo": 0.8, "observed_hi": 1.6, "simulated_lo": 0.7, "simulated_hi": 1.3}
    return Comparison(
        name,
        f"claim {name}",
        "Study",
        use,
        "mean",
        simulated=simulated,
        verdict=verdict,
        **(numbers | more),  # type: ignore[arg-type]
    )


def evaluation(*lines: Comparison) -> Evaluation:
    return Evaluation([], list(lines), "abcdef123456", "123456abcdef", 0, 8, 10, "0")


def test_a_worse_verdict_is_a_regression_and_a_better_one_is_not():
    found = evaluation(line("A", "too high"), line("B", "consistent"), line("C", "uninformative"), line("D", "too low"))
    before = {"A": "consistent", "B": "too low", "C": "consistent", "D": "too high", "E": "consistent"}
    assert [one.id for one in record.regressions(found, before)] == ["A", "C"]
    assert record.gone(found, before) == ["E"]
    assert record.regressions(found, {}) == []


def test_an_evaluation_is_numbered_and_logged(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "FOLDER", tmp_path / "data")
    found = evaluation(line("A", "consistent"), line("B", "too low", "calibration"))
    assert [record.write(found), record.write(found)] == [1, 2]
    assert [row["number"] for row in record.log()] == ["1", "2"]
    assert record.log()[0]["validation_consistent"] == "1"
    assert record.recorded() == {"A": "consistent", "B": "too low"}


def test_page_counts_and_names_what_is_missed():
    lost = line("C", "uninformative", simulated=None, note="nobody simulates this")
    trial = line("D", "consistent", arm="drug")
    text = page.body(evaluation(line("A", "consistent"), line("B", "too low", why="a known reason"), lost, trial))
    assert "| validation, kinetics and mechanism | 3 | 1 | 1 | 0 | 1 |" in text
    assert "| validation, trials | 1 | 1 | 0 | 0 | 0 |" in text
    assert "a known reason" in text
    assert "nobody simulates this" in text
    assert "-0.2" in text


def test_every_miss_has_its_reason_and_no_reason_is_left_of_one_that_is_met():
    assert "no reason is known yet" not in (DOCS / "validation.md").read_text(encoding="utf-8")
    kept = record.recorded()
    assert all(kept[row] in ("too high", "too low") and why for row, why in record.reasons().items())
    assert not [row for row in record.reasons() if row in {e.id for t in all_trials() for e in t.endpoints if e.why}]


def test_patients_count_once():
    one = [line(name, v, cohorts=("X",)) for name, v in (("A", "consistent"), ("B", "too low"))]
    assert page.cohorts([*one, line("C", "consistent", cohorts=("Y",))]) == 75.0


def test_json_is_what_others_read(tmp_path):
    publish.publish(evaluation(line("A", "consistent")), tmp_path / "out", log=False)
    content = json.loads((tmp_path / "out" / "validation.json").read_text())
    assert set(content) == {"comparisons"}
    assert set(content["comparisons"][0]) == {
        "id", "claim", "study", "use", "statistic", "observed", "observed_lo", "observed_hi",
        "simulated", "simulated_lo", "simulated_hi", "verdict",
    }  # fmt: skip
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"validation.md", "validation.json"}


def test_random_effects_without_heterogeneity_is_the_weighted_mean():
    values, errors = np.array([1.0, 1.1, 0.9]), np.array([0.5, 0.5, 0.25])
    mean, sd = score.random_effects(values, errors)
    weight = 1 / errors**2
    assert mean == pytest.approx((weight * values).sum() / weight.sum())
    assert sd == pytest.approx(weight.sum() ** -0.5)
    _, wide = score.random_effects(np.array([0.0, 10.0, 20.0]), np.full(3, 0.1))
    assert wide == pytest.approx(np.hypot(10.0, 10.0 / 3**0.5), rel=0.01)


def test_log_density():
    assert score.log_density(1.0, 0.2, 2.0) == pytest.approx(stats.norm.logpdf(1.0, 0.2, 2.0))


@pytest.mark.parametrize(("table", "count"), [("claims", 23), ("references", 13)])
def test_every_claim_and_reference_has_its_row(table, count):
    found = claims.claims(table)
    assert len(found) == count
    known = {name.split(".")[0] for name in IDS}
    assert [row for one in found for row in one.rows if row not in known] == []


def test_a_claim_says_what_its_comparisons_say():
    found = [line("A", "consistent"), line("A.sd", "too low"), line("B", "uninformative", simulated=None)]
    assert claims.verdict(found) == "1 of 3 consistent; off: A.sd too low; not simulated: B"
    assert claims.verdict([]) == "no published number to hold it against"
    assert [one.id for one in claims.held(claims.Claim("1", "", "", ("A",)), found)] == ["A", "A.sd"]


def test_the_page_shows_what_is_recorded_and_all_of_it_is_compared():
    kept = record.recorded().keys()
    assert kept == IDS
    shown = set(re.findall(r"^\| ([A-Z]\d+[\w.]*) \|", (DOCS / "validation.md").read_text(encoding="utf-8"), re.M))
    assert shown == kept


def test_the_last_evaluation_is_of_these_trial_files_and_parameters():
    last = record.log()[-1]
    assert last["trials"] == evaluate.fingerprint()
    assert last["parameters"] == digest(forecast.parameters())


def test_most_of_the_calibration_is_consistent():
    with (record.FOLDER / record.LOG).open(encoding="utf-8", newline="") as file:
        last = list(csv.DictReader(file))[-1]
    assert int(last["consistent"]) >= 0.8 * int(last["calibration"])


@pytest.mark.slow
def test_nothing_is_worse_than_recorded_and_nothing_better_is_hidden():
    """The whole evaluation, at the recorded size. A number that got better asks for a new record."""
    found = evaluate.evaluate(digest(forecast.parameters()))
    before = record.recorded()
    assert record.regressions(found, before) == []
    assert record.state(found) == before
