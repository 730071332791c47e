"""The first microscope end to end: milestones as JSON, files whole or not at all, one sentence for nonsense."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xarray

from resynapse.synapse.milestones import MILESTONES

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
        assert all({"units", "long_name", "kind"} <= set(seen[name].attrs) for name in seen.data_vars)
        assert abs(float(seen.nmda_charge)) < abs(float(seen.nmda_charge_undrugged))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--at", "-5 min"), "at"),
        (("--at", "4000 d"), "at"),
        (("--scheme", "nobody"), "scheme"),
        (("--scheme", "gaba-jones-1995"), "scheme"),
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
