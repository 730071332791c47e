"""Connectomes: the two sets that come with public packages, and your own folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from resynapse.errors import InputError
from resynapse.network import archive, regions, schaefer
from resynapse.network.brain import Brain, Floats, Regions

AAL2_NOTICE = f"Connectome: {archive.REQUIREMENT} (Cakan 2023), AAL2. {archive.ACKNOWLEDGED}"
ATLASES = ("aal2_94", "schaefer_100")
FEWEST, LARGEST = 3, 1e30  # regions, and the number that still has powers


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
    """Two groups of 706 and 303 persons, 100 cortical regions, with receptor, myelin and gene maps (see `schaefer`).

    Args:
        package: an environment, a folder or the package cubnm itself; sought if absent.
    Raises:
        InputError: it is nowhere.
    """
    found = checked(schaefer.brain(package))
    archive.tell(found.name)
    return found


def named(which: str | Path | None) -> Brain:
    """By name ("aal2-94", the one if absent, or "schaefer-100"), or from a folder of your own.

    Raises:
        InputError: neither a set nor a folder, or one that cannot be used.
    """
    match str("aal2-94" if which is None else which).strip().lower().replace("_", "-"):
        case "aal2-94":
            return aal2_94()
        case "schaefer-100":
            return schaefer_100()
        case "":
            raise InputError("connectome", str(which), "aal2-94, schaefer-100, or a folder that exists")
    return own(Path(str(which)))


def fetched(which: str) -> str:
    """Fetch a set once, so that it is there without a network; says what it holds.

    Raises:
        InputError: no such set, or it is not to be had.
    """
    if which.replace("_", "-") == "schaefer-100":
        schaefer.fetch()
        return f"{len(schaefer_100().regions.labels)} regions, two groups of 706 and 303 persons"
    if which.replace("_", "-") != "aal2-94":
        raise InputError("connectome", which, "aal2-94 or schaefer-100")
    brain = aal2_94()
    return f"{len(brain.regions.labels)} regions, {len(brain.tracts)} persons"


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
    who, centres = regions.read(_lines(table), table.name)
    n = len(weights)
    none = np.zeros((0, n, n))
    found = Brain(
        folder.name, weights, lengths, who, centres, {}, none, none, np.zeros((0, 0)), f"Connectome: {folder.name}"
    )
    return checked(found)


def checked(brain: Brain) -> Brain:
    """The brain itself, if its matrices make a connectome.

    Raises:
        InputError: too few regions, sizes that differ, NaN, huge, negative or asymmetric weights, a region without
            any fibre, brains that fall apart.
    """
    n, w = len(brain.regions.labels), brain.weights
    if n < FEWEST:
        raise InputError("labels", n, f"{FEWEST} or more regions")
    for name, matrix in (("weights", w), ("lengths", brain.lengths)):
        if matrix.shape != (n, n):
            raise InputError(name, f"{' x '.join(map(str, matrix.shape))} numbers for {n} labels", f"{n} x {n} numbers")
        if not np.isfinite(matrix).all():
            raise InputError(name, "NaN or infinite", "finite numbers")
        if (matrix < 0).any():
            raise InputError(name, float(matrix.min()), "numbers of 0 or more")
        if matrix.max() > LARGEST:
            raise InputError(name, float(matrix.max()), f"numbers up to {LARGEST:g}")
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
        raise InputError("connectome", str(folder), "aal2-94, schaefer-100, or a folder that exists")
    for pattern in patterns:
        for found in sorted(folder.glob(pattern)):
            if what == "lengths" or "length" not in found.name:
                return found
    raise InputError("connectome", f"{folder.name} without {what}", f"a folder with a file {' or '.join(patterns)}")


def _lines(file: Path) -> list[str]:
    """Lines of a table, separated by commas."""
    try:
        return file.read_text(encoding="utf-8-sig").replace("\t", ",").strip().splitlines()
    except UnicodeDecodeError:
        raise InputError(file.name, "not a text in UTF-8", "a table as CSV or TSV, in UTF-8") from None
    except OSError as error:
        raise InputError(file.name, error.strerror or "not readable", "a file that can be read") from error


def _matrix(file: Path) -> Floats:
    lines = _lines(file)
    try:
        rows = [[float(cell) for cell in line.split(",")] for line in lines]
        return np.array(rows, dtype=np.float64)
    except ValueError:
        raise InputError(file.name, "not a matrix of numbers", "as many numbers in each line, no header") from None
