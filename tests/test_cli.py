"""The command line as a person uses it: what it prints, writes, refuses, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray

from resynapse import __version__, cli

COMMAND = [sys.executable, "-m", "resynapse.cli"]
TWO_DOSES = """schema: 1
name: two infusions
condition: depression
patient: {weight: 70 kg}
doses: [{amount: 0.5 mg/kg, duration: 40 min, repeat: {every: 48 h, times: 2}}]
observe: {until: 4 d}
"""


def call(monkeypatch, capsys, *words: str) -> tuple[int, str, str]:
    """Run the command line in this process: exit code, stdout, stderr."""
    monkeypatch.setattr(sys, "argv", ["resynapse", *words])
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = [signal.getsignal(number) for number in numbers]
    code = 0
    try:
        cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """What `resynapse run` writes for one patient and a short plan."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "plan.yaml").write_text(TWO_DOSES)
    command = [*COMMAND, "run", "plan.yaml", "--out", "out"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["out/report.html", "out/course.nc", "out/summary.csv"]
    return folder / "out"


def test_run_writes_page_data_table_and_pictures(results):
    names = {path.name for path in results.iterdir()}
    assert names == {"report.html", "course.nc", "summary.csv", "figures"}
    assert len(list((results / "figures").glob("*.png"))) >= 12
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "two infusions" in page
    assert not re.search(r'src="(?!data:)', page)


def test_every_variable_has_a_unit_and_the_file_says_how_it_was_made(results):
    with xarray.open_dataset(results / "course.nc") as course:
        for name in course.data_vars:
            assert course[name].attrs["units"], name
        assert course.attrs["version"] == __version__
        assert course.attrs["seed"] == 0
        assert "two infusions" in course.attrs["plan"]


def test_summary_agrees_with_the_course(results):
    lines = (results / "summary.csv").read_text(encoding="utf-8").splitlines()
    found = {line.split(",")[0]: float(line.split(",")[2]) for line in lines[1:] if line.startswith("Cmax S-keta")}
    with xarray.open_dataset(results / "course.nc") as course:
        level = course.plasma_ketamine.sel(enantiomer="S").where(course.time <= 48, drop=True)
        assert found["Cmax S-ketamine"] == pytest.approx(1000 * float(level.max()), rel=1e-8)


def test_scores_of_one_patient_have_nested_bands(results):
    with xarray.open_dataset(results / "course.nc") as course:
        band = course.symptoms_madrs_band.transpose("quantile", "time").values
    assert np.all(np.diff(band, axis=0) >= 0)


def test_version(monkeypatch, capsys):
    assert call(monkeypatch, capsys, "--version") == (0, f"resynapse {__version__}\n", "")


def test_plans_default_first(monkeypatch, capsys):
    code, out, _ = call(monkeypatch, capsys, "plans", "--json")
    listed = json.loads(out)
    assert code == 0
    assert listed[0]["name"] == "murrough_2013_six_infusions"
    _, paths, _ = call(monkeypatch, capsys, "plans", "--path")
    assert paths.split() == [plan["path"] for plan in listed]
    assert all(Path(plan["path"]).is_file() for plan in listed)
    assert listed[0]["doses"][0]["amount"] == "0.5 mg/kg"
    assert {plan["species"] for plan in listed} == {"human", "rat", "mouse"}


def test_fields_of_a_plan_explain_themselves(monkeypatch, capsys):
    code, out, _ = call(monkeypatch, capsys, "plans", "--fields")
    assert code == 0
    amount = next(line for line in out.splitlines() if line.startswith("PlannedDose\tamount"))
    assert "mg or mg/kg" in amount
    schema = json.loads(call(monkeypatch, capsys, "plans", "--fields", "--json")[1])
    assert "description" in schema["$defs"]["PlannedDose"]["properties"]["amount"]


def test_models_can_be_chosen_by_the_name_that_is_listed(monkeypatch, capsys, tmp_path):
    code, out, _ = call(monkeypatch, capsys, "models", "--json")
    listed = json.loads(out)
    assert code == 0
    assert len([it for it in listed if it["species"] == "human"]) >= 3
    racemic = next(it["name"] for it in listed if it["analytes"] == ["ketamine"])
    code, _, _ = call(monkeypatch, capsys, "run", "--model", racemic, "--out", str(tmp_path / "out"))
    assert code == 0
    assert (tmp_path / "out" / "summary.csv").read_text().splitlines()[1].startswith("Cmax ketamine (S+R),ng/mL,1")
    assert "No drug is given" not in (tmp_path / "out" / "report.html").read_text()


def test_parameters_say_value_unit_kind_source_meaning(monkeypatch, capsys):
    code, out, _ = call(monkeypatch, capsys, "parameters", "--json")
    listed = json.loads(out)
    assert code == 0
    assert len(listed) > 100
    for row in listed:
        assert {"name", "value", "unit", "kind", "source", "meaning"} <= set(row)
        assert row["source"]
        assert row["reference"] in (row["source"], "")
    code, plain, _ = call(monkeypatch, capsys, "parameters")
    assert len(plain.strip().splitlines()) == len(listed)


def test_sources(monkeypatch, capsys):
    code, out, _ = call(monkeypatch, capsys, "sources", "--json")
    listed = json.loads(out)
    assert code == 0
    assert {"key", "authors", "year", "title", "doi"} <= set(listed[0])
    assert len({row["key"] for row in listed}) == len(listed)
    for row in listed:
        assert row["title"] or row["journal"] or row["note"], row["key"]
        assert not set("{}\\") & set(row["title"] + row["authors"]), row["key"]


REFUSED = {
    "--patients: '0'": ["run", "--patients", "0"],
    "--patients: 'many'": ["run", "--patients", "many"],
    "--seed: '-1'": ["run", "--seed=-1"],
    "'nowhere.yaml'": ["run", "nowhere.yaml"],
    "plasma model: 'Nobody2099'": ["run", "--model", "Nobody2099"],
    "No such command": ["fly"],
    "--colour": ["run", "--colour"],
}


@pytest.mark.parametrize("words", REFUSED)
def test_bad_input_is_one_sentence_and_writes_nothing(words, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(monkeypatch, capsys, *REFUSED[words])
    assert code == 2
    assert out == ""
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


PLANS = {
    "negative dose": TWO_DOSES.replace("0.5 mg/kg", "-0.5 mg/kg"),
    "wrong unit": TWO_DOSES.replace("0.5 mg/kg", "0.5 mL"),
    "unknown drug": TWO_DOSES.replace("{amount", "{drug: sugar, amount"),
    "no number": TWO_DOSES.replace("0.5 mg/kg", "nan mg/kg"),
    "truncated": TWO_DOSES[: TWO_DOSES.index("duration") + 5],
    "heavy": TWO_DOSES.replace("70 kg", "10000 kg"),
}


@pytest.mark.parametrize("name", PLANS)
def test_bad_plans_are_one_sentence(name, monkeypatch, capsys, tmp_path):
    (tmp_path / "plan.yaml").write_text(PLANS[name])
    out = tmp_path / "out"
    code, _, err = call(monkeypatch, capsys, "run", str(tmp_path / "plan.yaml"), "--out", str(out))
    assert code == 2
    assert len(err.strip().splitlines()) == 1
    assert "allowed" in err
    assert not out.exists()


def test_unwritable_folder_is_refused_before_anything_is_simulated(monkeypatch, capsys, tmp_path):
    (tmp_path / "file").write_text("mine")
    started = time.monotonic()
    code, _, err = call(monkeypatch, capsys, "run", "--out", str(tmp_path / "file" / "out"))
    assert code == 2
    assert err.startswith("output folder: ")
    assert time.monotonic() - started < 5
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_leaves_nothing(how, tmp_path):
    command = [*COMMAND, "run", "--patients", "50000", "--out", "out"]
    run = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 30
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(1.0)
    run.send_signal(how)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert err.strip().splitlines()[-1] == "Interrupted; nothing was written."
    assert list(tmp_path.iterdir()) == []


def test_listing_into_a_closed_pipe_is_quiet():
    run = subprocess.run(
        f"{sys.executable} -m resynapse.cli parameters --json | head -1",
        shell=True,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.stdout.strip() == "["
    assert run.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_listing_onto_a_full_disk_is_one_sentence():
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [*COMMAND, "parameters"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "full disk" in ended.stderr


def test_an_event_table_of_a_header_alone_is_refused(monkeypatch, capsys, tmp_path):
    table = tmp_path / "empty.csv"
    table.write_text("id,time,amt,rate,cmt,evid,ii,addl\n")
    code, _, said = call(monkeypatch, capsys, "run", str(table), "--out", str(tmp_path / "out"))
    assert code == 2
    assert "at least one line" in said
    assert not (tmp_path / "out").exists()


def test_ids_that_name_one_folder_on_some_disks_are_refused(monkeypatch, capsys, tmp_path):
    table = tmp_path / "doses.csv"
    table.write_text(TABLE.replace("B,24", "a,24"))
    code, _, said = call(monkeypatch, capsys, "run", str(table), "--out", str(tmp_path / "out"))
    assert code == 2
    assert "capital letters" in said


def test_no_folder_is_not_the_current_one(monkeypatch, capsys):
    code, _, said = call(monkeypatch, capsys, "run", "--out", "")
    assert code == 2
    assert said == "--out: '' is not accepted; allowed: the name of a folder; '.' is the current one.\n"


def test_version_needs_no_heavy_import():
    code = "import sys, resynapse.cli; sys.exit(any(m in sys.modules for m in ('jax', 'xarray', 'matplotlib')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


TABLE = "id,time,amt,rate,cmt,evid,ii,addl,wt\nA,0,35,52.5,1,1,48,1,70\nB,24,50,0,3,1,0,0,90\n"


def test_an_event_table_gives_a_folder_for_each_id(monkeypatch, capsys, tmp_path):
    (tmp_path / "doses.csv").write_text(TABLE)
    code, printed, _ = call(monkeypatch, capsys, "run", str(tmp_path / "doses.csv"), "--out", str(tmp_path / "out"))
    assert code == 0
    assert len(printed.split()) == 6
    for name, dose in (("A", 35.0), ("B", 50.0)):
        course = xarray.open_dataset(tmp_path / "out" / name / "course.nc")
        assert json.loads(course.attrs["doses"])[0]["amount"] == dose
        assert (tmp_path / "out" / name / "report.html").stat().st_size > 100_000


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden"])
def test_an_id_that_is_no_folder_name_is_refused(name, monkeypatch, capsys, tmp_path):
    (tmp_path / "doses.csv").write_text(TABLE.replace("\nB,", f"\n{name},"))
    code, _, error = call(monkeypatch, capsys, "run", str(tmp_path / "doses.csv"), "--out", str(tmp_path / "out"))
    assert code == 2
    assert len(error.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_events_writes_the_table_that_run_reads(monkeypatch, capsys, tmp_path):
    code, printed, _ = call(monkeypatch, capsys, "events")
    assert code == 0
    assert printed.splitlines()[0].startswith("id,time,amt,rate,cmt,evid,ii,addl")
    assert len(printed.splitlines()) == 7
