"""Files to and from cubnm: a brain, and what it does at rest."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-cubnm" / "bin" / "python"


class Answer(NamedTuple):
    """bold [member, volume, N]; rate_e, rate_i [member, N]; spent: CPU seconds of each run, the first with set-up."""

    bold: np.ndarray
    rate_e: np.ndarray
    rate_i: np.ndarray
    spent: np.ndarray
    version: str


def cubnm(folder: Path, **task: Any) -> Answer:
    """The brain of `task` (see cubnm_side.py) in cubnm."""
    folder.mkdir(parents=True, exist_ok=True)
    defaults = {"repeats": 0, "repetition": 1.0, "settle": 0.0, "seed": 0, "step": 0.1}
    np.savez(folder / "task.npz", **{**defaults, **task})
    side = Path(__file__).with_name("cubnm_side.py")
    with (folder / "log.txt").open("w") as log:
        subprocess.run([str(PYTHON), str(side), str(folder)], check=True, stdout=log, stderr=log)
    with np.load(folder / "result.npz") as r:
        return Answer(r["bold"], r["rate_e"], r["rate_i"], r["spent"], str(r["version"]))


def packaged(measure: str) -> np.ndarray | None:
    """cubnm's own connectome of 100 cortical regions ("strength" or "length"); None without its environment."""
    name = f"cubnm/data/hcp/sc/group-train706/ctx_parc-schaefer-100_desc-{measure}.npz"
    for path in ROOT.glob(f".venv-cubnm/lib/python3*/site-packages/{name}"):
        with np.load(path) as file:
            return np.asarray(file[file.files[0]], float)
    return None
