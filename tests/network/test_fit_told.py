"""What `resynapse fit brain` prints and keeps: numbers with units, and what they were made from."""

import csv
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from connectome_runs import MODEL, toy
from resynapse.cli import app
from resynapse.errors import InputError
from resynapse.fit import commands
from resynapse.network import connectome, fit, structure
from resynapse.network.strengths import shipped


@pytest.fixture
def groups(monkeypatch):
    """A small made-up brain whose two groups are what the model gives."""
    brain = toy(12)
    measured, _ = fit.predicted(brain.weights, structure.mirrors(brain), shipped(12), MODEL)
    moving = np.linspace(0.0, 1.0, 11) * np.ones((2, 1))
    brain = brain._replace(connectivity=np.array([measured, measured]), groups=True, dynamics=moving)
    monkeypatch.setattr(connectome, "named", lambda which: brain)
    monkeypatch.setitem(fit.SEARCH, "maxiter", 3)  # what is told is tested, not the search
    return brain


def test_a_fit_is_kept_with_units_hash_name_version_and_whose_data(groups, tmp_path):
    table = tmp_path / "numbers.csv"
    done = CliRunner().invoke(app, ["fit", "brain", "--out", str(table)])
    assert done.exit_code == 0, done.exception
    digest = fit.digest(groups, MODEL)
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["parameter"] for row in rows] == ["g", "exponent", "homotopic", "shared"]
    assert all((row["unit"], row["fit"]) == ("1", digest) for row in rows)
    about = json.loads(commands.beside(table).read_text(encoding="utf-8"))
    assert about["fitted"] == {row["parameter"]: float(row["value"]) for row in rows}
    assert (about["brain_fit_hash"], about["connectome"]) == (digest, "toy")
    assert {"version", "seed", "units", "brain_fit", "acknowledgement"} <= about.keys()
    assert about["scores"]["model"]["r"][1] is None  # one group left out has no interval
    assert digest in done.output


def test_a_place_that_cannot_be_written_is_refused_before_the_fit(groups, tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "common", lambda *_: pytest.fail("fitted"))
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for out, word in ((tmp_path, "folder"), (tmp_path / "file" / "numbers.csv", "not accepted")):
        done = CliRunner().invoke(app, ["fit", "brain", "--out", str(out)])
        assert isinstance(done.exception, InputError)
        assert word in str(done.exception)
    done = CliRunner().invoke(app, ["fit", "brain", "--map", "made", "--out", str(tmp_path / "numbers.csv")])
    assert "--map" in str(done.exception)
