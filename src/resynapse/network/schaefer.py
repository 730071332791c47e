"""The second connectome: 706 and 303 persons of the Human Connectome Project, 100 cortical regions (Schaefer 2018).

Tracts, lengths, connectivity and maps of receptors, myelin and genes lie in the package cubnm 0.1.0. They are read from
its files where it is installed, or from its archive; the package is never imported, and nothing of it is kept in this
project. It asks for numpy below 2, which this project cannot have beside it: so it is no extra, but sought

    1. in the environment or folder that RESYNAPSE_CUBNM names,
    2. in this environment, and in `.venv-cubnm` (`make peers`) beside it or in the working folder,
    3. in the archive that `resynapse brain-data --connectome schaefer-100` fetched, checked against its hash.

The data keep their own terms (`archive.TERMS`). Two groups are no persons: there is no interval over people here. An
atlas of the cortex has no hippocampus.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from resynapse.errors import InputError
from resynapse.network import regions, wheel
from resynapse.network.archive import ACKNOWLEDGED
from resynapse.network.brain import Brain, Floats
from resynapse.network.strengths import Cortex

REQUIREMENT = "cubnm==0.1.0"
SHA256 = "fdcccb076bed33b63b86d94798c89fe65b4ede95ace7d0f6f0582cb65bb73629"
ANYWHERE = ("--only-binary=:all:", "--python-version=3.11", "--platform=manylinux2014_x86_64")  # only data are read
CONTENT = "74930a3385b661ea66b31518a5b63491faabd3b29441d0336802424ef91ac85c"  # SHA-256 of the tables read
VARIABLE = "RESYNAPSE_CUBNM"
COMMAND = "resynapse brain-data --connectome schaefer-100"
NOTICE = f"Connectome and maps: {REQUIREMENT}, Schaefer-100. {ACKNOWLEDGED}"
MAPS = {"nmda": "nmda", "gabaa": "gabaa", "t1w_t2w": "myelinmap", "genes": "genepc1", "thickness": "thickness"}
WINDOW = (30.0, 5.0)  # s, of the stored dynamics
PARCELS = "ctx_parc-schaefer-100"
GROUPS = ("group-train706", "group-test303")

Place = Path | zipfile.Path


def brain(package: Path | None = None) -> Brain:
    """The two groups: 706 persons to fit, 303 to test.

    Args:
        package: an environment, a folder or the package itself; sought as said above if absent.
    Raises:
        InputError: it is nowhere, or its data are others than those of version 0.1.0.
    """
    read, content = _read(_found(package))
    if content != CONTENT:
        raise InputError("connectome", f"other data than {REQUIREMENT} has", f"{REQUIREMENT} itself: `{COMMAND}`")
    who, centres = regions.atlas("schaefer_100")
    tracts = (read["strength"] + read["strength"].T) / 2.0
    n = len(tracts)
    return Brain(
        "schaefer_100",
        tracts - np.diag(np.diag(tracts)),
        read["length"],
        who,
        centres,
        {name: read[name] for name in MAPS},
        np.zeros((0, n, n)),
        np.array([read[f"fc {of}"] for of in GROUPS]),
        np.array([np.quantile(read[f"fcd {of}"], np.linspace(0.0, 1.0, 1001)) for of in GROUPS]),
        NOTICE,
        Cortex(),
        groups=True,
        window=WINDOW,
    )


def _read(data: Place) -> tuple[dict[str, Floats], str]:
    """Every table by name, and the hash of all of them; no hash if a file is missing or broken."""
    files = {name: f"hcp/sc/{GROUPS[0]}/{PARCELS}_desc-{name}.npz" for name in ("strength", "length")}
    files |= {f"fc {of}": f"hcp/fc/{of}/REST/{PARCELS}_desc-fc.npz" for of in GROUPS}
    files |= {f"fcd {of}": f"hcp/fcd/{of}/REST/{PARCELS}_window-30_step-5_desc-fcdtril.npz" for of in GROUPS}
    files |= {ours: f"maps/{PARCELS}_desc-{theirs}_zscore.txt" for ours, theirs in MAPS.items()}
    found, content = {}, hashlib.sha256()
    for name, file in files.items():
        if not data.joinpath(file).is_file():
            return {}, ""
        raw = data.joinpath(file).read_bytes()
        try:
            if file.endswith(".npz"):
                with np.load(io.BytesIO(raw)) as stored:
                    found[name] = np.asarray(stored[stored.files[0]], dtype=np.float64)
            else:
                found[name] = np.array(raw.decode().split(), dtype=np.float64)
        except (ValueError, EOFError, AttributeError, IndexError, zipfile.BadZipFile):
            return {}, ""
        content.update(found[name].tobytes())
    return found, content.hexdigest()


def fetch(folder: Path | None = None) -> Path:
    """The archive in the cache, fetched if it is not there.

    Raises:
        InputError: pip cannot get it.
    """
    kept = _kept(folder)
    if not kept.exists():
        content = wheel.fetch(REQUIREMENT, SHA256, *ANYWHERE)
        if content is None:
            raise _missing("not on this machine, and no package index answers")
        wheel.refuse_another(content, SHA256)
        wheel.keep(kept, content)
    return kept


def _found(package: Path | None) -> Place:
    """The folder `data` of the package, wherever it is."""
    named = package or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    for place in _places() if named is None else (named,):
        for root in _roots(place):
            if (root / "data" / "hcp").is_dir():
                return root / "data"
    if named is not None:
        raise _missing(f"no {REQUIREMENT} in {named}")
    if _kept(None).exists():
        return zipfile.Path(_kept(None), "cubnm/data/")
    raise _missing("not on this machine")


def _places() -> Iterator[Path]:
    spec = find_spec("cubnm")  # located, not imported
    yield from (Path(it) for it in (spec.submodule_search_locations or () if spec else ()))
    yield Path(sys.prefix).parent / ".venv-cubnm"
    yield Path(".venv-cubnm")


def _roots(place: Path) -> Iterator[Path]:
    """Where the package can lie in an environment, in a folder of packages, or that is the package."""
    yield place
    yield place / "cubnm"
    yield from sorted(place.glob("lib/python3*/site-packages/cubnm"))
    yield place / "Lib" / "site-packages" / "cubnm"


def _kept(folder: Path | None) -> Path:
    return (folder or wheel.kept_in()) / f"{REQUIREMENT.replace('==', '-')}-{SHA256[:12]}.whl"


def _missing(why: str) -> InputError:
    return InputError(
        "connectome",
        f"schaefer-100 ({why})",
        f"one run of `{COMMAND}` with a package index that pip can reach, or {VARIABLE} naming an environment that "
        f"has {REQUIREMENT}; aal2-94 and a folder of your own work without it",
    )
