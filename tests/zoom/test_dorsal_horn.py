"""The spinal microscope: what it shows at a moment of a course, and what it refuses."""

from functools import cache

import numpy as np
import pytest
from typer.testing import CliRunner

from resynapse.cli import app
from resynapse.errors import InputError
from resynapse.report.dorsal_horn import picture
from resynapse.zoom.dorsal_horn import look, sentence


@cache
def seen():
    return look("murrough_2013_ketamine", "40 min")


def test_the_drug_takes_wind_up_before_the_first_response():
    c = seen().response_c
    grown = c.isel(stimulus=-1) - c.isel(stimulus=0)
    assert grown[1] < 0.8 * grown[0]
    assert c[1, 0] > 0.9 * c[0, 0]
    assert np.all(np.diff(seen().wind_up) < 0)


def test_before_the_first_dose_both_conditions_are_alike():
    before = look("murrough_2013_ketamine", "baseline", stimuli=4)
    np.testing.assert_allclose(before.response_c[0], before.response_c[1])


def test_every_variable_says_what_it_is():
    for variable in seen().data_vars.values():
        assert {"units", "long_name", "kind"} <= variable.attrs.keys()
    assert {"version", "parameter_hash", "plan", "at", "seed"} <= seen().attrs.keys()
    assert "contested" in sentence(seen())


def test_what_is_saved_is_whole(tmp_path):
    done = CliRunner().invoke(app, ["zoom", "dorsal-horn", "--stimuli", "4", "--save", str(tmp_path / "here")])
    assert done.exit_code == 0
    assert {file.name for file in (tmp_path / "here").iterdir()} == {
        "dorsal_horn.png", "dorsal_horn.svg", "dorsal_horn.nc"
    }  # fmt: skip
    for kind in (".png", ".svg", ".nc"):
        assert str(tmp_path / "here" / f"dorsal_horn{kind}") in done.stdout
    assert picture(seen()).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "asked",
    [
        ["--hz", "nan"], ["--hz", "0"], ["--hz", "fast"], ["--hz", "6"], ["--stimuli", "1"], ["--stimuli", "2.5"],
        ["--stimuli", "nan"], ["--stimuli", "65"], ["--at", "-1 h"], ["--at", "900 d"], ["--plan", "nothing"],
        ["--save", "figure.pdf"],
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_one_sentence(asked):
    done = CliRunner().invoke(app, ["zoom", "dorsal-horn", *asked])
    assert isinstance(done.exception, InputError)
    assert "is not accepted" in str(done.exception)
