"""The second microscope: what it shows at a moment of a course, and what it refuses."""

import json
from functools import cache

import numpy as np
import pytest
from typer.testing import CliRunner

from resynapse.cli import app
from resynapse.errors import InputError
from resynapse.report.column import picture
from resynapse.zoom.column import as_json, look, sentence, write


@cache
def seen():
    return look("murrough_2013_ketamine", "40 min", cells=500, seconds=1.0)


def test_the_drug_slows_sst_cells_along_the_dose_axis():
    sst = seen().rate_by_level.sel(cell_class="SST").values
    assert sst[-1] < 0.7 * sst[0]
    assert float(seen()["rate"].sel(cell_class="SST")[1]) < float(seen()["rate"].sel(cell_class="SST")[0])


def test_before_the_first_dose_both_conditions_are_alike():
    before = look("murrough_2013_ketamine", "baseline", cells=200, seconds=0.3)
    np.testing.assert_array_equal(before["rate"][0], before["rate"][1])
    np.testing.assert_array_equal(before["spike_cell"][0], before["spike_cell"][1])


def test_every_variable_says_what_it_is():
    for variable in seen().data_vars.values():
        assert {"units", "long_name", "kind"} <= variable.attrs.keys()
    assert {"version", "parameter_hash", "plan", "at", "seed", "dt_ms"} <= seen().attrs.keys()
    words = sentence(seen())
    assert words.startswith("Simulated")
    for shown in ("excitation over inhibition", "in bursts", "synchrony", "gamma", "1 to 4 Hz"):
        assert shown in words
    assert "slow delta at anaesthetic levels is not reproduced" in words
    assert float(seen().level[-1]) == 30.0
    assert "spike_time" not in as_json(seen())


def test_what_is_saved_is_whole(tmp_path):
    asked = ["--cells", "200", "--seconds", "0.3", "--save", str(tmp_path / "here")]
    done = CliRunner().invoke(app, ["zoom", "column", *asked])
    assert done.exit_code == 0, done.exception
    assert {file.name for file in (tmp_path / "here").iterdir()} == {"column.png", "column.svg", "column.nc"}
    assert picture(seen()).startswith(b"\x89PNG")
    write(seen(), tmp_path / "one.svg")
    assert {file.name for file in tmp_path.iterdir()} == {"here", "one.svg"}


def test_what_is_printed_is_json_even_where_nothing_can_be_told():
    few = look("murrough_2013_ketamine", "baseline", cells=50, seconds=0.1)
    assert np.isnan(few.irregularity).all()
    assert np.isnan(few.slow).all()  # a tenth of a second says nothing of 1 Hz
    assert "1 to 4 Hz" not in sentence(few)
    assert json.loads(as_json(few))["data_vars"]["irregularity"]["data"] == [None, None]


@pytest.mark.parametrize(
    "asked",
    [
        ["--cells", "0"], ["--cells", "-3"], ["--cells", "many"], ["--cells", "1000000000"], ["--seconds", "-1"],
        ["--seconds", "nan"], ["--seconds", "0"], ["--seconds", "0.001"], ["--seed", "-1"], ["--at", "900 d"],
        ["--plan", "nothing"],
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_one_sentence(asked):
    done = CliRunner().invoke(app, ["zoom", "column", *asked])
    assert isinstance(done.exception, InputError)
    assert "is not accepted" in str(done.exception)
