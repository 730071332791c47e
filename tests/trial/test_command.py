"""`resynapse trial`, `trials` and `validate` as a person uses them."""

from __future__ import annotations

import csv
import json
import signal
import sys

import pytest
import yaml

from resynapse import cli
from resynapse.trial import outcome, run
from resynapse.trial.reading import load_trial
from trial_runs import PLANNED, changed

COLUMNS = (
    "arm,endpoint,time_h,statistic,observed,observed_lo,observed_hi,simulated,simulated_lo,simulated_hi,verdict,use"
)


def call(monkeypatch, capsys, *words: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    monkeypatch.setattr(sys, "argv", ["resynapse", *words])
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before, code = [signal.getsignal(number) for number in numbers], 0
    try:
        cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_planned_trial_gets_power_and_a_report(monkeypatch, capsys, tmp_path):
    file, out = tmp_path / "mine.yaml", tmp_path / "out"
    file.write_text(yaml.safe_dump(PLANNED))
    code, said, _ = call(monkeypatch, capsys, "trial", str(file), "--patients", "64", "--out", str(out))
    assert code == 0
    assert "find the difference in 80 % of simulated trials" in said
    assert {path.name for path in out.iterdir()} == {"report.html", "results.csv", "power.csv", "figures"}
    assert (out / "results.csv").read_text().splitlines()[0] == COLUMNS
    power = list(csv.DictReader((out / "power.csv").read_text().splitlines()))
    assert [float(row["power"]) for row in power][-1] > 0.9
    assert "https://" not in (out / "report.html").read_text().replace("https://www.w3.org", "")


def test_a_bundled_trial_has_verdicts_and_the_same_seed_the_same_numbers(monkeypatch, capsys, tmp_path):
    words = ("trial", "van_schalkwyk_2018", "--patients", "64", "--seed", "3", "--out")
    for name in ("a", "b"):
        assert call(monkeypatch, capsys, *words, str(tmp_path / name))[0] == 0
    one, two = ((tmp_path / name / "results.csv").read_bytes() for name in ("a", "b"))
    assert one == two
    rows = list(csv.DictReader(one.decode().splitlines()))
    assert {row["verdict"] for row in rows} <= {"consistent", "too high", "too low", "uninformative"}
    assert [row["use"] for row in rows] == ["calibration", "calibration"]


@pytest.mark.parametrize(
    ("content", "words"),
    [(changed(scale="mood"), "scale"), (changed(at="-2 h"), "at"), ({"name": "x"}, "arms")],
)
def test_a_bad_file_is_one_sentence_and_leaves_nothing(monkeypatch, capsys, tmp_path, content, words):
    file, out = tmp_path / "bad.yaml", tmp_path / "out"
    file.write_text(yaml.safe_dump(content))
    code, said, error = call(monkeypatch, capsys, "trial", str(file), "--out", str(out))
    assert (code, said) == (2, "")
    assert words in error
    assert error.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize("words", [("--patients", "0"), ("--patients", "many"), ("--seed", "-1")])
def test_options_out_of_range_are_refused(monkeypatch, capsys, words):
    code, _, error = call(monkeypatch, capsys, "trial", "berman_2000", *words)
    assert code == 2
    assert "is not accepted" in error


def test_trials_are_listed(monkeypatch, capsys):
    code, said, _ = call(monkeypatch, capsys, "trials", "--json")
    assert code == 0
    found = json.loads(said)
    assert {"name", "study", "description", "path"} == set(found[0])
    assert len(found) > 50


@pytest.mark.slow
def test_validate_prints_json_for_everything(monkeypatch, capsys):
    code, said, _ = call(monkeypatch, capsys, "validate", "--json", "--patients", "16")
    assert code == 0
    found = json.loads(said)["comparisons"]
    assert len(found) > 200
    assert {one["use"] for one in found} == {"calibration", "validation", "context"}


def test_a_row_without_an_observation_has_no_verdict_for_the_eye(monkeypatch, capsys, tmp_path):
    """results.csv keeps its words; the printed table and the page do not pretend that something was compared."""
    file, out = tmp_path / "mine.yaml", tmp_path / "out"
    file.write_text(yaml.safe_dump(PLANNED))
    _, said, _ = call(monkeypatch, capsys, "trial", str(file), "--patients", "32", "--out", str(out))
    rows = list(csv.DictReader((out / "results.csv").read_text().splitlines()))
    assert {(row["verdict"], row["use"]) for row in rows} == {("uninformative", "context")}
    for text in (said, (out / "report.html").read_text()):
        assert "no observation" in " ".join(text.split())
        assert "uninformative" not in text


def test_every_rated_scale_has_its_picture():
    trial = load_trial("glue_2018")
    assert outcome.rated_scales(trial) == ["FQ", "HAM-A"]
    drawn = [picture.name for picture in run.pictures(run.run(trial, 16, replicates=20))]
    assert drawn[:2] == ["time_course", "time_course_ham_a"]
