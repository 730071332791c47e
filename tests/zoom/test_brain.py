"""The third microscope: what it shows at moments of a course, what it saves, and what it refuses."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import xarray
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from typer.testing import CliRunner

import connectome_runs
from resynapse.cli import app
from resynapse.dose import expand, load_plan
from resynapse.errors import InputError
from resynapse.network import connectome
from resynapse.report.brain import Sheet, sheets
from resynapse.zoom import arms, brain_said
from resynapse.zoom import brain as micro
from resynapse.zoom import brain_seen as told

PICTURES = ("brain", "matrices", "edges", "spectrum", "dynamics", "readings", "response")
PLAN, AT = "murrough_2013_ketamine", ("40 min", "24 h")


def folder(place: Path) -> Path:
    """The small made-up brain as a folder of one's own."""
    brain = connectome_runs.toy()
    place.mkdir()
    for name in ("weights", "lengths"):
        np.savetxt(place / f"{name}.csv", getattr(brain, name), delimiter=",")
    who = brain.regions
    rows = zip(who.labels, who.hemisphere, who.network, who.prefrontal * 1, who.hippocampal * 1, strict=True)
    with open(place / "labels.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["label", "hemisphere", "network", "prefrontal", "hippocampal"])
        out.writerows(rows)
    return place


@cache
def seen() -> xarray.Dataset:
    connectome_runs.people()
    return micro.look(PLAN, AT, patients=24)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return folder(tmp_path_factory.mktemp("own") / "mine")


@pytest.fixture(scope="module")
def saved(own, tmp_path_factory):
    place = tmp_path_factory.mktemp("saved") / "out"
    asked = ["--plan", PLAN, "--at", "40 min", "--connectome", str(own), "--save", str(place)]
    done = CliRunner().invoke(app, ["zoom", "brain", *asked])
    assert done.exit_code == 0, done.exception
    return place


def test_labels_alone_are_enough(tmp_path):
    place = folder(tmp_path / "plain")
    (place / "labels.csv").write_text("\n".join(("label", *connectome_runs.toy().regions.labels)), encoding="utf-8")
    asked = ["--at", "40 min", "--connectome", str(place), "--save", str(tmp_path / "out")]
    done = CliRunner().invoke(app, ["zoom", "brain", *asked])
    assert done.exit_code == 0, done.exception
    assert "no region is marked prefrontal" in done.output
    assert "unknown" not in done.output
    assert (tmp_path / "out" / "spectrum.png").is_file()


def test_changes_are_against_the_baseline_of_the_same_patient():
    rows = [row for row in told.table(seen()) if row["at"] == "baseline"]
    assert rows
    assert all(row["change_median"] in (0.0, None) for row in rows)
    assert list(seen().moment.values) == ["baseline", *AT]


def test_the_matrix_of_a_reading_is_the_one_shown():
    x = seen().connectivity.sel(moment="24 h").values
    np.testing.assert_allclose(np.diag(x), 1.0)
    z = np.arctanh(np.clip(x - np.eye(len(x)), -1 + 1e-9, 1 - 1e-9))
    np.testing.assert_allclose(seen().gbc.sel(moment="24 h"), z.sum(axis=1) / (len(x) - 1), rtol=1e-9)


def test_every_variable_says_what_it_is_and_every_result_whose_data_it_stands_on():
    for variable in seen().data_vars.values():
        assert {"units", "long_name", "kind"} <= variable.attrs.keys()
    assert {"version", "parameter_hash", "plan", "at", "seed", "brain_fit", "brain_fit_hash"} <= seen().attrs.keys()
    for text in (seen().attrs["acknowledgement"], brain_said.sentence(seen()), told.as_json(seen())):
        assert "Human Connectome Project" in text


def test_what_is_built_in_stands_beside_the_correlation_with_response():
    r = {one.words.split(",")[0].split(" (")[0]: one for one in told.against_response(seen())}
    assert len(r) == 5
    assert r["as simulated"].high > 0.0
    for name in ("shared state cut", "synapses held fixed"):
        assert r[name].low < 0.0 < r[name].high


def test_where_no_persons_are_measured_noise_is_unknown_and_the_rest_is_shown():
    attrs = {name: value for name, value in seen().prefrontal_gbcr.attrs.items() if name != "between_persons"}
    brain = seen().assign(prefrontal_gbcr=seen().prefrontal_gbcr.assign_attrs().copy())
    brain.prefrontal_gbcr.attrs = attrs
    assert told.against_response(brain) == told.against_response(seen())[:3]
    assert "with scanner noise: unknown" in brain_said.sentence(brain)
    assert "with scanner noise: unknown" not in brain_said.sentence(seen())


def test_words_tell_the_plan_the_other_arms_and_the_other_models():
    words = brain_said.sentence(seen())
    for name in ("lanicemine", "midazolam", "saline", "held", "hopf"):
        assert f"\n  {name}: 40 min " in words
    for name in ("brain_fit_hash", "parameter_hash", "version"):
        assert str(seen().attrs[name]) in words


def test_what_is_saved_is_whole_and_can_be_read_again(saved):
    names = {path.name for path in saved.iterdir()}
    assert {"brain.nc", "readings.csv", "atlas-mine_nodeindices.tsv"} <= names
    assert not (saved / "brain.png").exists()  # no centres are known of this brain: no map
    for picture in ("matrices", "spectrum", "dynamics", "readings"):
        assert (saved / f"{picture}.png").read_bytes().startswith(b"\x89PNG")
        assert b"<svg" in (saved / f"{picture}.svg").read_bytes()[:2000]
    with xarray.open_dataset(saved / "brain.nc") as again:
        matrix = np.loadtxt(saved / "atlas-mine_desc-40min_meas-correlation_relmat.tsv", delimiter="\t")
        np.testing.assert_allclose(matrix, again.connectivity.sel(moment="40 min"), atol=1e-6)
        known = dict(again.attrs)
    about = json.loads((saved / "atlas-mine_desc-40min_meas-correlation_relmat.json").read_text())
    table = json.loads((saved / "readings.json").read_text())
    assert about["Simulated"] is True
    for name in ("acknowledgement", "brain_fit", "brain_fit_hash", "seed", "version", "parameter_hash"):
        assert table[name] == known[name] != ""
    for name in ("Acknowledgements", "BrainFit", "BrainFitHash", "Units", "Seed"):
        assert name in about
    assert (about["BrainFit"], about["BrainFitHash"]) == (known["brain_fit"], known["brain_fit_hash"])
    with open(saved / "readings.csv", newline="") as file:
        assert set(next(csv.reader(file))) == {one for name in table["Columns"] for one in name.split(", ")}
    with open(saved / "atlas-mine_nodeindices.tsv") as file:
        assert file.readline().split() == list(json.loads((saved / "atlas-mine_nodeindices.json").read_text()))


def test_lanicemine_midazolam_and_saline_are_arms_of_every_comparison():
    brain = seen()
    assert list(brain.arm.values) == ["ketamine", "lanicemine", "midazolam", "saline"]
    change = brain.prefrontal_gbc.sel(variant="global") - brain.prefrontal_gbc.sel(variant="global", moment="baseline")
    assert np.abs(change.sel(arm="saline")).max() < 1e-6
    assert np.nanmedian(change.sel(arm="ketamine", moment="40 min")) > 0.0
    assert change.sel(arm="midazolam", moment="40 min").max() < 0.0  # its GABA gain is up while it is infused
    assert np.abs(change.sel(arm="midazolam", moment="24 h")).max() < 1e-6
    for row in ("lanicemine: 40 min", "midazolam: 40 min", "saline: 40 min"):
        assert row in brain_said.sentence(brain)
    drawn = sheets(brain, [one._asdict() for one in told.against_response(brain)])
    assert tuple(drawn) == PICTURES
    for name, sheet in drawn.items():
        assert set(brain.arm.values) <= texts(sheet, brain), name


def texts(sheet: Sheet, brain: xarray.Dataset) -> set[str]:
    """Every word of a picture."""
    figure = Figure(figsize=sheet.size)
    FigureCanvasAgg(figure)
    sheet.draw(figure, brain)
    figure.draw_without_rendering()
    return {text.get_text().removeprefix("\N{BLACK CIRCLE} ") for text in figure.findobj(Text)}


def test_a_moment_alone_has_no_change_to_draw_and_moments_that_find_no_room_are_said():
    alone = seen().isel(moment=[0])
    drawn = sheets(alone)
    assert set(drawn) == {"brain", "matrices"}
    for sheet in drawn.values():
        assert not any("change" in words for words in texts(sheet, alone))
    many = seen().isel(moment=[0, 1, 2, 1, 2, 1])
    assert any("The first 4 of 5 moments." in words for words in texts(sheets(many)["matrices"], many))


def test_how_connectivity_moves_is_shown_beside_people():
    brain = seen()
    assert np.all(np.diff(brain.fcd, axis=-1) >= 0.0)
    assert np.abs(brain.fcd.sel(arm="saline") - brain.fcd.isel(arm=0, moment=0)).max() < 1e-6
    gap = float(np.abs(brain.fcd_people - brain.fcd.isel(arm=0, moment=0)).max())
    assert gap > 0.3  # a linear model has no states that come and go: a known miss


def test_a_rhythm_is_only_said_where_there_is_one():
    brain = seen()
    assert np.isnan(brain.rhythm).all()  # all modes are real: reduced Wong-Wang has no alpha, no gamma
    assert "No region has a rhythm" in brain_said.sentence(brain)
    assert bool((brain.spectrum.diff("frequency") < 0.0).all())
    peak = brain.rhythm.copy(data=np.full(brain.rhythm.shape, 40.0))
    assert "40 to 40 Hz" in brain_said.sentence(brain.assign(rhythm=peak))


def test_an_arm_is_the_same_patient_on_the_same_days():
    plan = load_plan("murrough_2013_six_infusions")
    own, *others = arms.of(plan).values()
    starts = [one.time for one in expand(own).doses]
    assert len(starts) > 1
    for other in others:
        assert other.patient == plan.patient
        np.testing.assert_allclose([one.time for one in expand(other).doses], starts)
        assert len({one.drug for one in expand(other).doses}) == 1


def test_a_plan_of_a_comparator_is_not_compared_with_itself():
    assert list(arms.of(load_plan("murrough_2013_midazolam"))) == ["midazolam", "lanicemine", "saline"]


@pytest.mark.parametrize("asked", [
    ["--patients", "0"],
    ["--patients", "some"],
    ["--at", "900 d"],
    ["--at", "soon"],
    ["--seed", "-1"],
    ["--save", "picture.png"],
    ["--contested"],  # beside a plan
    ["--connectome", " "],
    ["--coupling", "strong"],
    ["--coupling", "nan"],
    ["--coupling", "-1"],
    ["--coupling", "50"],  # beyond stability
])  # fmt: skip
def test_nonsense_is_refused_in_one_sentence(asked, own):
    done = CliRunner().invoke(app, ["zoom", "brain", "--plan", PLAN, "--connectome", str(own), *asked])
    assert isinstance(done.exception, InputError)
    assert "is not accepted" in str(done.exception)
    assert "\n" not in str(done.exception)
    if "--coupling" in asked:
        assert done.exception.field == "coupling"


@pytest.mark.parametrize("asked", [["--patients", "0"], ["--seed", "-1"]])
def test_contested_findings_are_not_simulated_for_nobody(asked):
    done = CliRunner().invoke(app, ["zoom", "brain", "--contested", *asked])
    assert isinstance(done.exception, InputError)
    assert done.exception.field == asked[0].removeprefix("--")


def test_a_rat_has_no_human_connectome():
    with pytest.raises(InputError, match="human"):
        micro.look("li_2010_rat")


@pytest.mark.parametrize("broken", ["none", "empty", "negative", "sizes"])
def test_a_broken_connectome_is_refused_in_one_sentence(broken, tmp_path):
    place = tmp_path / "none"
    if broken != "none":
        place = folder(tmp_path / broken)
        if broken == "empty":
            (place / "labels.csv").unlink()
        elif broken == "negative":
            np.savetxt(place / "weights.csv", -connectome_runs.toy().weights, delimiter=",")
        else:
            np.savetxt(place / "lengths.csv", np.zeros((3, 3)), delimiter=",")
    done = CliRunner().invoke(app, ["zoom", "brain", "--connectome", str(place), "--save", str(tmp_path / "out")])
    assert isinstance(done.exception, InputError)
    assert not (tmp_path / "out").exists()


def test_without_a_connectome_the_report_says_so(monkeypatch, tmp_path):
    def gone(*_):
        raise InputError("connectome", "aal2_94 (not on this machine)", "one run of `resynapse brain-data`")

    monkeypatch.setattr(connectome, "aal2_94", gone)
    done = CliRunner().invoke(app, ["run", PLAN, "--brain", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.exception
    assert "Not shown: connectome" in (tmp_path / "report.html").read_text()
