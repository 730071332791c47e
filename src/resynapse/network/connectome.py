"""Connectomes: the two sets that come with public packages, and your own folder."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from resynapse.errors import InputError
from resynapse.network import archive, regions
from resynapse.network.brain import Brain, Floats, Regions

AAL2_NOTICE = f"Connectome: {archive.REQUIREMENT} (Cakan 2023), AAL2. {archive.ACKNOWLEDGED}"
ATLASES = ("aal2_94", "schaefer_100")
MAPS = {"nmda": "nmda", "gabaa": "gabaa", "t1w_t2w": "myelinmap", "genes": "genepc1", "thickness": "thickness"}


def aal2_94(folder: Path | None = None) -> Brain:
    """Seven persons of the Human Connectome Project, 94 regions with hippocampus, amygdala, basal ganglia, thalamus.

    Args:
        folder: where the table is kept; the user's cache folder if absent.
    Raises:
        InputError: the table is neither cached nor to be had (see `archive`).
    """
    kept = archive.table(folder)
    who, centres = regions.atlas("aal2_94")
    return checked(
        Brain(
            "aal2_94",
            kept["tracts"].mean(axis=0),
            kept["lengths"],
            who,
            centres,
            {},
            kept["tracts"],
            kept["connectivity"],
            kept["dynamics"],
            AAL2_NOTICE,
        )
    )


def schaefer_100(package: Path | None = None) -> Brain:
    """Group connectome of 706 persons on 100 cortical parcels, with receptor, myelin and gene maps.

    Read from the files of an installed cubnm 0.1.0, which is never imported. `connectivity` holds two groups, not
    persons: 706 to fit and 303 to test.

    Args:
        package: the folder `cubnm`, where it is installed elsewhere.
    Raises:
        InputError: it is not installed.
    """
    data = _cubnm(package) / "data"
    if not (data / "hcp").is_dir():
        raise InputError("connectome", "schaefer_100", "an installed cubnm==0.1.0, or aal2_94, or a folder of your own")
    parcels = "ctx_parc-schaefer-100"

    def group(kind: str, of: str, file: str) -> Floats:
        with np.load(data / "hcp" / kind / of / file) as stored:
            return np.asarray(stored[stored.files[0]], dtype=np.float64)

    who, centres = regions.atlas("schaefer_100")
    fc = [group("fc", of, f"REST/{parcels}_desc-fc.npz") for of in ("group-train706", "group-test303")]
    fcd = [
        np.quantile(group("fcd", of, f"REST/{parcels}_window-30_step-5_desc-fcdtril.npz"), np.linspace(0.0, 1.0, 1001))
        for of in ("group-train706", "group-test303")
    ]
    tracts = group("sc", "group-train706", f"{parcels}_desc-strength.npz")
    tracts = (tracts + tracts.T) / 2.0
    return checked(
        Brain(
            "schaefer_100",
            tracts - np.diag(np.diag(tracts)),
            group("sc", "group-train706", f"{parcels}_desc-length.npz"),
            who,
            centres,
            {ours: np.loadtxt(data / "maps" / f"{parcels}_desc-{theirs}_zscore.txt") for ours, theirs in MAPS.items()},
            np.zeros((0, len(tracts), len(tracts))),
            np.array(fc),
            np.array(fcd),
            f"Connectome and maps: cubnm 0.1.0, Schaefer-100. {archive.ACKNOWLEDGED}",
        )
    )


def own(folder: Path) -> Brain:
    """A connectome of your own: weights, lengths and labels, each as CSV or TSV.

    Either `weights.csv`, `lengths.csv`, `labels.csv`, or the names of BIDS connectivity derivatives that end in
    `_relmat.tsv` (with `meas-length` for the lengths) beside a `_nodeindices.tsv` or `labels.tsv`. Matrices have
    no header. The labels' table needs a column `label`; hemisphere (L, R), lobe, network, prefrontal, hippocampal
    (0, 1), mirror (a label) and x, y, z (MNI mm) may follow.

    Raises:
        InputError: a file missing or a matrix that is no connectome; one sentence says why.
    """
    weights = _matrix(_file(folder, "weights", ("weights.csv", "weights.tsv", "*weight*_relmat.tsv", "*_relmat.tsv")))
    lengths = _matrix(_file(folder, "lengths", ("lengths.csv", "lengths.tsv", "*length*_relmat.tsv")))
    table = _file(folder, "labels", ("labels.csv", "labels.tsv", "*_nodeindices.tsv"))
    lines = table.read_text(encoding="utf-8-sig").replace("\t", ",").splitlines()
    who, centres = regions.read(lines, table.name)
    n = len(weights)
    none = np.zeros((0, n, n))
    found = Brain(
        folder.name, weights, lengths, who, centres, {}, none, none, np.zeros((0, 0)), f"Connectome: {folder.name}"
    )
    return checked(found)


def checked(brain: Brain) -> Brain:
    """The brain itself, if its matrices make a connectome.

    Raises:
        InputError: sizes that differ, NaN, negative or asymmetric weights, a region without any fibre, brains that
            fall apart.
    """
    n, w = len(brain.regions.labels), brain.weights
    for name, matrix in (("weights", w), ("lengths", brain.lengths)):
        if matrix.shape != (n, n):
            raise InputError(name, f"{' x '.join(map(str, matrix.shape))} numbers for {n} labels", f"{n} x {n} numbers")
        if not np.isfinite(matrix).all():
            raise InputError(name, "NaN or infinite", "finite numbers")
        if (matrix < 0).any():
            raise InputError(name, float(matrix.min()), "numbers of 0 or more")
        if not np.allclose(matrix, matrix.T, rtol=1e-6, atol=1e-9 * max(matrix.max(), 1e-300)):
            i, j = np.unravel_index(np.argmax(np.abs(matrix - matrix.T)), matrix.shape)
            raise InputError(name, _between(brain.regions, int(i), int(j)), "a symmetric matrix")
    if np.diag(w).any():
        raise InputError("weights", "a region joined to itself", "zeros on the diagonal")
    reached = _reached(w > 0)
    if not reached.all():
        raise InputError("weights", brain.regions.labels[int(np.argmin(reached))], "regions that are all connected")
    return brain


def _reached(joined: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which regions can be reached from the one with most fibres."""
    seen = np.zeros(len(joined), dtype=bool)
    seen[int(joined.sum(axis=1).argmax())] = True
    for _ in range(len(joined)):
        more = seen | joined[seen].any(axis=0)
        if (more == seen).all():
            break
        seen = more
    return seen


def _between(who: Regions, i: int, j: int) -> str:
    return f"{who.labels[i]} to {who.labels[j]} unlike back"


def _file(folder: Path, what: str, patterns: tuple[str, ...]) -> Path:
    if not folder.is_dir():
        raise InputError("connectome", str(folder), "a folder that exists")
    for pattern in patterns:
        for found in sorted(folder.glob(pattern)):
            if what == "lengths" or "length" not in found.name:
                return found
    raise InputError("connectome", f"{folder.name} without {what}", f"a folder with a file {' or '.join(patterns)}")


def _matrix(file: Path) -> Floats:
    text = file.read_text(encoding="utf-8-sig").replace("\t", ",").strip().splitlines()
    try:
        rows = [[float(cell) for cell in line.split(",")] for line in text]
        return np.array(rows, dtype=np.float64)
    except ValueError:
        raise InputError(file.name, "not a matrix of numbers", "as many numbers in each line, no header") from None


def _cubnm(package: Path | None) -> Path:
    if package is not None:
        return package
    found = find_spec("cubnm")  # located, not imported
    return Path(next(iter(found.submodule_search_locations))) if found and found.submodule_search_locations else Path()
