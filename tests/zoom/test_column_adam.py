"""The published column in the microscope: chosen by the name of its paper, shown and refused in the same way."""

import json
from functools import cache

import numpy as np
import pytest
from typer.testing import CliRunner

from resynapse.cli import app
from resynapse.errors import InputError
from resynapse.report.column_adam import picture
from resynapse.zoom.column_adam import as_json, look, sentence


@cache
def seen():
    return look("murrough_2013_ketamine", "40 min", seconds=4.0)


def test_the_state_of_the_course_enters():
    assert seen().attrs["model"] == "adam-2024"
    assert seen().attrs["state_phasic"] == pytest.approx(float(seen().phasic[1]))
    assert float(seen().phasic[0]) == 0.0
    assert (np.diff(seen().phasic.values[2:]) > 0.0).all()
    tonic = seen()["rate"].sel(cell_class="tonic").values
    assert tonic[1] < 0.5 * tonic[0]


def test_every_variable_says_what_it_is():
    for variable in seen().data_vars.values():
        assert {"units", "long_name", "kind"} <= variable.attrs.keys()
    assert {"version", "parameter_hash", "plan", "at", "seed", "dt_ms", "cells"} <= seen().attrs.keys()
    words = sentence(seen())
    assert words.startswith("Simulated column of Adam 2024")
    for shown in ("180 cells", "tonic", "gamma", "0.5 to 4 Hz", "silent without drug"):
        assert shown in words
    assert "spike_time" not in as_json(seen())
    assert json.loads(as_json(seen()))["data_vars"]["waxing"]["data"][0] is None  # no pyramid fires without drug


def test_its_picture_is_drawn():
    assert picture(seen()).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (["--model", "nothing"], "model"), (["--model", "adam-2024", "--cells", "2000"], "cells"),
        (["--model", "adam-2024", "--seconds", "1"], "seconds"), (["--model", "adam-2024", "--seed", "-1"], "seed"),
        (["--model", "adam-2024", "--at", "900 d"], "at"), (["--model", "adam-2024", "--seconds", "nan"], "seconds"),
        (["--model", "adam-2024", "--plan", "nothing"], "plan"), (["--model", "adam-2024", "--save", "a.pdf"], "save"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_one_sentence(asked, field):
    done = CliRunner().invoke(app, ["zoom", "column", *asked])
    assert isinstance(done.exception, InputError)
    assert done.exception.field == field
    assert "is not accepted" in str(done.exception)
