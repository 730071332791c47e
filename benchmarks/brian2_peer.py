"""Files to and from Brian2: a column as drawn, with its numbers and where it starts; and its spikes."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.spiking import ColumnState, drive
from resynapse.circuit.spiking.engine import Cells, Memory, Shared
from resynapse.circuit.spiking.network import Network, connect
from resynapse.circuit.spiking.run import STEP, start
from resynapse.circuit.spiking.wiring import counts

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-brian2" / "bin" / "python"


class Task(NamedTuple):
    """A column about to be run by either simulator."""

    network: Network
    memory: Memory
    cells: Cells
    shared: Shared


class Answer(NamedTuple):
    """What Brian2 found.

    Attributes:
        when, who: step and cell of each spike.
        v: potential [cell, step] mV, if asked for.
        spent: CPU seconds of the steps of each run.
        built: wall and CPU seconds of the C++ build.
        version: of Brian2.
    """

    when: np.ndarray
    who: np.ndarray
    v: np.ndarray | None
    spent: np.ndarray | None
    built: np.ndarray | None
    version: str


def task(state: ColumnState, size: int, seed: int) -> Task:
    """What `record` runs for this key."""
    cells, shared, wired = made = drive.cells(state, size, STEP, drive.rest())
    network = connect(counts(size), wired.probability, seed)
    return Task(network, start(network, made, seed, None), cells, shared)


def brian2(folder: Path, what: Task, seconds: float, **options: Any) -> Answer:
    """The same column in Brian2.

    Args:
        folder: for the exchanged files and the C++ code; in the same folder only what differs is built again.
        seconds: simulated, settling included.
        options: seed; repeats in C++; traced: in Python instead, with potentials; method: of integration.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shared = what.shared._asdict() | {"share": what.cells.nmda}
    own = {name: value for name, value in what.cells._asdict().items() if name not in ("nmda", "replay")}
    begin = {name: getattr(what.memory, name) for name in ("v", "resource", "running")}
    asked = {"seed": 0, "repeats": 1, "traced": False, "method": "rk2", "seconds": seconds} | options
    np.savez(folder / "task.npz", **what.network._asdict(), **own, **shared, **begin, **asked)
    side = Path(__file__).with_name("brian2_side.py")
    with (folder / "log.txt").open("w") as log:
        subprocess.run([str(PYTHON), str(side), str(folder)], check=True, stdout=log, stderr=log)
    with np.load(folder / "result.npz") as r:
        extra = (r.get(name) for name in ("v", "spent", "built"))
        return Answer(r["when"], r["who"], *extra, str(r["version"]))
