"""The first microscope end to end: milestones as JSON, files whole or not at all, one sentence for nonsense."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray

from resynapse import forecast
from resynapse.provenance import digest
from resynapse.synapse.milestones import MILESTONES
from resynapse.zoom.synapse import look, table, twin_times, when

COMMAND = [str(Path(sys.executable).parent / "resynapse"), "zoom", "synapse"]


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


def test_fifteen_milestones_and_three_files(tmp_path):
    done = call("--plan", "murrough_2013_ketamine", "--at", "40 min", "--json", "--save", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert list(printed) == ["milestones"]
    rows = printed["milestones"]
    assert [row["milestone"] for row in rows] == [it.id for it in MILESTONES]
    assert len(rows) == 15
    assert all(list(row) == ["milestone", "time_ms", "low_ms", "high_ms", "published", "source"] for row in rows)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["synapse.nc", "synapse.png", "synapse.svg"]
    with xarray.open_dataset(tmp_path / "out" / "synapse.nc") as seen:
        assert {"version", "parameter_hash", "plan", "at", "seed"} <= set(seen.attrs)
        assert seen.attrs["parameter_hash"] == digest(forecast.parameters())  # as in course.nc
        assert seen.attrs["synapse_parameter_hash"] != seen.attrs["parameter_hash"]
        assert all({"units", "long_name", "kind"} <= set(seen[name].attrs) for name in seen.data_vars)
        assert abs(float(seen.nmda_charge)) < abs(float(seen.nmda_charge_undrugged))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--at", "-5 min"), "at"),
        (("--at", "4000 d"), "at"),
        (("--scheme", "nobody"), "scheme"),
        (("--plan", "nobody"), "plan"),
        (("--seed", "-1"), "seed"),
        (("--seed", "one"), "seed"),
        (("--at", "soon"), "at"),
    ],
)
def test_nonsense_is_one_sentence_and_nothing_written(arguments, named, tmp_path):
    done = call(*arguments, "--save", str(tmp_path / "out"))
    assert done.returncode == 2
    assert done.stderr.startswith(named)
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_every_published_scheme_can_be_chosen():
    """A GABA-A scheme changes the inhibitory twin and nothing of the excitatory synapse."""
    usual, other = (look("murrough_2013_ketamine", scheme=name, trials=1) for name in (None, "gaba-jones-1995"))
    assert other.attrs["scheme_gaba"] == "gaba-jones-1995"
    assert twin_times(other)[1] > 2.0 * twin_times(usual)[1]  # desensitised states prolong the current
    np.testing.assert_array_equal(other.ampa_current, usual.ampa_current)


def test_what_the_mean_does_not_reach_has_no_interval():
    seen = look("moghaddam_1997_rat_200", "40 min", trials=200)
    spike = next(row for row in table(seen) if row["milestone"] == "soma_spike")
    assert spike["time_ms"] is spike["low_ms"] is spike["high_ms"] is None
    assert 0.0 < float(seen.milestone_share.sel(milestone="soma_spike")) < 0.5
    assert "single transmissions" in when(seen, spike)
