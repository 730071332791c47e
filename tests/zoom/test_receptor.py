"""The receptor microscope: the mark lies where the course is, the band where the sweep puts it, files whole or none."""

import json
import math
from functools import cache

import numpy as np
import pytest
import xarray
from typer.testing import CliRunner

from resynapse import course, receptor
from resynapse.cli import app
from resynapse.errors import InputError
from resynapse.report.pharmacology import excitotoxicity_figure
from resynapse.report.receptor import figures, part
from resynapse.synapse import SynapseState
from resynapse.synapse.excitotoxicity import sweep
from resynapse.zoom.moment import first, moment
from resynapse.zoom.receptor import as_json, look, sentence

PLAN = "murrough_2013_ketamine"
EXPERIMENTS = ("dose", "voltage", "trapping", "use", "excitotoxicity")


@cache
def seen():
    return look(PLAN, "40 min")


@cache
def now():
    return moment(PLAN, "40 min")


@cache
def drawn():
    return figures(seen())


def test_the_block_at_the_mark_is_the_courses():
    """By gating scheme and by the course's closed form: to rounding."""
    free = now().free
    rho = now().patient.receptor.ketamine.s_over_r
    racemic = 2.0 * (rho * float(free.s_ketamine[0]) + float(free.r_ketamine[0])) / (1.0 + rho)
    assert float(seen().level) == pytest.approx(racemic, rel=1e-12)
    blocked = np.asarray(receptor.by_subunit(free, now().patient.receptor))[:, 0]
    assert seen().blocked.values == pytest.approx(blocked, rel=1e-6)
    assert seen().course_blocked.values == pytest.approx(blocked, rel=1e-12)


def test_the_mark_lies_on_the_curves():
    level, shares = float(seen().level), 100.0 * seen().blocked.values
    with_magnesium = drawn()["dose"].axes[1]
    dots = [line for line in with_magnesium.lines if line.get_marker() == "o"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == pytest.approx([level] * 4)
    assert [float(dot.get_ydata()[0]) for dot in dots] == pytest.approx(shares, abs=0.2)  # the curve has 41 points
    assert any("40 min" in words.get_text() for words in with_magnesium.texts)


def test_the_band_is_where_the_sweep_says():
    state = SynapseState(**first(course.synapse_state(now())))
    found, load = sweep(state), part(seen(), "excitotoxicity")
    for name in ("calcium_load", "warning_low", "warning_high", "warned"):
        np.testing.assert_allclose(load[name], found[name])
    assert (load.calcium_load_undrugged > load.calcium_load).all()
    for axis in drawn()["excitotoxicity"].axes:
        (band,) = [patch for patch in axis.patches if patch.get_width() == 1.0]
        edges = band.get_y(), band.get_y() + band.get_height()
        assert edges == pytest.approx((float(found.warning_low), float(found.warning_high)))
        assert any("never a statement about a person" in words.get_text() for words in axis.texts)
        curves = [line.get_ydata() for line in axis.lines]
        assert len(curves) == found.rate.size
    np.testing.assert_allclose(curves, found.calcium_load.values.T)


def test_one_sweep_is_one_panel():
    assert len(excitotoxicity_figure([sweep(working=(1.0, 0.1), rates=(0.0, 1.0))]).axes) == 1


def test_every_variable_and_the_dataset_say_what_they_are():
    for name, variable in seen().variables.items():
        assert {"units", "long_name"} <= variable.attrs.keys(), name
    assert {"version", "parameter_hash", "plan", "at", "drug"} <= seen().attrs.keys()
    assert seen().attrs["parameter_hash"] != seen().attrs["excitotoxicity_synapse_parameter_hash"]


def test_the_sentence_tells_level_block_trapping_and_band():
    said = sentence(seen())
    for words in (
        f"{float(seen().level):.2g} umol/L of unbound ketamine",
        f"{100 * float(seen().blocked[2]):.0f} % of GluN2C",
        "1 mmol/L magnesium",
        "5.35, 5.08, 1.18 and 2.95 umol/L (assumed constants)",
        "95 % stays blocked in 60 s of wash without agonist",
        "inside the warning band",
        "never a statement about a person",
    ):
        assert words in said
    before = look(PLAN, "baseline", "memantine")
    assert float(before.level) == 0.0
    assert "next to no memantine" in sentence(before)
    assert "1 umol/L memantine" in before.attrs["use_conditions"]
    assert not any("dashed" in words.get_text() for axis in figures(before)["dose"].axes for words in axis.texts)


def test_json_has_every_number_and_no_nan():
    def refuse(word):
        raise AssertionError(word)

    told = json.loads(as_json(seen()), parse_constant=refuse)
    assert set(told["data_vars"]) == set(seen().data_vars)
    assert math.isclose(told["data_vars"]["level"]["data"], float(seen().level))


def test_what_is_saved_is_whole(tmp_path):
    folder = tmp_path / "here"
    done = CliRunner().invoke(app, ["zoom", "receptor", "--plan", PLAN, "--save", str(folder)])
    assert done.exit_code == 0, done.output
    pictures = {f"receptor_{name}.{kind}" for name in EXPERIMENTS for kind in ("png", "svg")}
    assert {file.name for file in folder.iterdir()} == pictures | {"receptor.nc"}
    assert all(str(file) in done.stdout for file in folder.iterdir())
    assert (folder / "receptor_dose.png").read_bytes().startswith(b"\x89PNG")
    with xarray.open_dataset(folder / "receptor.nc") as kept:
        for name in EXPERIMENTS:
            assert part(kept, name).sizes
        np.testing.assert_array_equal(part(kept, "dose").drug, ["ketamine", "memantine", "lanicemine"])
        xarray.testing.assert_allclose(kept[["level", "blocked"]], seen()[["level", "blocked"]])


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (("--drug", "aspirin"), "drug: 'aspirin' is not accepted; allowed: one of ketamine, memantine, lanicemine."),
        (("--drug", ""), "drug"),
        (("--at", "-5 min"), "at"),
        (("--at", "4000 d"), "at"),
        (("--at", "soon"), "at"),
        (("--plan", "nobody"), "plan"),
        (("--save", "picture.png"), "save"),
        (("--save", "/dev/null/here"), "output folder"),
    ],
)
def test_nonsense_is_refused_in_one_sentence_and_nothing_written(asked, named, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save = () if "--save" in asked else ("--save", "out")
    done = CliRunner().invoke(app, ["zoom", "receptor", *asked, *save])
    assert isinstance(done.exception, InputError)
    assert str(done.exception).startswith(named)
    assert "is not accepted" in str(done.exception)
    assert not list(tmp_path.iterdir())
