"""`resynapse fit --simulate` from least squares to files, at a size that says nothing of the posterior."""

import shutil

import numpy as np
import pytest

from resynapse import solve
from resynapse.errors import InputError
from resynapse.fit import drawn, emulator, page, record, result, simulations
from resynapse.fit.population import data
from resynapse.fit.uncertain import inferred, varied

SMALL = simulations.Size(patients=32, fewer=16, steps=1, first=56, again=16, rounds=1, draws=30, alone=48)


@pytest.mark.slow
def test_one_command_from_simulations_to_files_leaves_the_package_alone_until_it_is_kept(tmp_path, monkeypatch):
    solve.remember_compilations()
    before = {path.name: path.read_bytes() for path in result.DATA.iterdir()}
    counted: list[int] = []
    made = simulations.simulate(SMALL, counted.append)
    assert counted[-1] == simulations.total(SMALL)
    z, y = emulator.parse(made.near)
    assert z.shape == (SMALL.first + SMALL.again, len(inferred()))
    assert y.shape[1] == len(data().names)
    assert emulator.parse(made.alone)[0].shape == (SMALL.alone, len(varied()))

    found = result.infer(2, 30, made)
    result.write(found, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {*result.FILES, simulations.NEAR, simulations.ALONE}
    assert found.stamp.hash != record.stored()[1].hash
    assert len(result.to_change(found.rows)) > 8  # another posterior: its numbers are not those of the source
    assert {path.name: path.read_bytes() for path in result.DATA.iterdir()} == before

    kept, docs = tmp_path / "data", tmp_path / "docs"
    shutil.copytree(result.DATA, kept)
    (docs / "images").mkdir(parents=True)
    shutil.copy(page.DOCS / "calibration.md", docs)
    monkeypatch.setattr(result, "DATA", kept)
    monkeypatch.setattr(page, "DOCS", docs)
    result.keep(found)
    assert (kept / simulations.NEAR).read_bytes() == made.near
    assert found.stamp.hash in (kept / drawn.FILE).read_text()
    assert found.stamp.hash in (kept / record.SHIPPED).read_text()
    assert found.stamp.hash in (docs / "calibration.md").read_text()
    assert np.isfinite([one.median for one in found.rows]).all()


def test_recording_without_a_documentation_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "DOCS", tmp_path)
    with pytest.raises(InputError, match="--record: .* a source tree with its documentation"):
        result.recordable()
