"""A million virtual patients: chunks of a cohort on Dask workers, each written to disk when it is done.

A chunk is a function of plan, seed and the numbers of its patients only. So it does not matter which worker computes
it, how often it was tried, or in how many sittings: the store ends up with the same bits (same build, same kind of
machine). A chunk counts as done when its marker file exists, and the marker is written after the data.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from resynapse import __version__, cohort, dose, forecast, machine
from resynapse.dose import Plan
from resynapse.errors import InputError
from resynapse.population import Spread
from resynapse.provenance import digest
from resynapse.solve import Floats

if TYPE_CHECKING:
    import distributed

KEPT = {  # what `course.story` names, and how the store calls it
    "score": ("symptoms_madrs_latent", "points"),
    "cadss": ("symptoms_cadss", "points"),
    "systolic": ("symptoms_systolic", "mmHg"),
}
RATED = "symptoms_madrs"
CHUNK = 2048  # patients
AHEAD = 3  # chunks in flight per worker: memory grows with workers, not with patients
MARKERS = "done"
MOST = 100_000_000


class Job(NamedTuple):
    """Everything a chunk is a function of; plain enough to travel to a worker and into the store."""

    plan: str
    patients: int
    seed: int
    chunk: int
    hours: tuple[float, ...]
    version: str
    parameter_hash: str

    @property
    def chunks(self) -> int:
        """How many there are; the last may be shorter."""
        return -(-self.patients // self.chunk)


def job(plan: Plan | str | Path | None, patients: int, seed: int = 0, chunk: int = CHUNK) -> Job:
    """Check what is asked for.

    Raises:
        InputError: a plan or number that cannot be used.
    """
    forecast.whole("patients", patients, 1, MOST)
    forecast.whole("seed", seed, 0, 2**32 - 1)
    forecast.whole("chunk", chunk, 1, 2**20)
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    if checked.species != "human":
        raise InputError("species", checked.species, "human: animals have no scores to keep")
    prepared = forecast.prepare(checked, np.array([-1]), seed)
    last = prepared.line.stop
    hours = sorted({0.0, last, *np.arange(0.0, last, 24.0), *(h for h in checked.observed_hours if 0.0 <= h <= last)})
    text = dose.to_yaml(checked)
    return Job(text, patients, seed, chunk, tuple(hours), __version__, digest(forecast.parameters()))


def simulate(
    task: Job,
    out: Path,
    scheduler: str | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Path:
    """Simulate a job into a Zarr store, going on where an earlier run of the same job was stopped.

    Args:
        out: the store; made if absent.
        scheduler: address of a Dask scheduler whose workers see the same disk; without one, workers start here.
        workers: how many to start here; one per core by default.
        progress: called with the number of patients done.
    Raises:
        InputError: the folder holds something else, or cannot be written; the scheduler does not answer.
    """
    fresh = not out.exists()
    prepare_store(task, out)
    todo = [k for k in range(task.chunks) if not _marker(out, k).exists()]
    done = min(task.patients, (task.chunks - len(todo)) * task.chunk)
    if progress:
        progress(done)
    if not todo:
        return out
    try:
        asked = _client(scheduler, workers)
    except InputError:
        if fresh:  # an empty store would be all that is left of a refused run
            shutil.rmtree(out, ignore_errors=True)
        raise
    with asked as client:
        for count in _computed(client, task, out.absolute(), todo):
            done += count
            if progress:
                progress(done)
    return out


def chunk_values(task: Job, index: int) -> dict[str, Floats]:
    """What is kept of one chunk, each [patients, time]."""
    first = index * task.chunk
    numbers = np.arange(first, min(first + task.chunk, task.patients))
    prepared = forecast.prepare(task.plan, numbers, task.seed)
    hours = np.array(task.hours)
    found = cohort.follow(prepared.line, prepared.people, hours, keep=tuple(KEPT), workers=1)
    rated = cohort.rated(found["score"], hours, task.seed, prepared.people, Spread().rating)
    return {RATED: rated.T} | {name: found[key].T for key, (name, _) in KEPT.items()}


def write_chunk(task: Job, out: str, index: int) -> int:
    """Compute one chunk and write it; the marker comes last. Returns the number of its patients."""
    import zarr

    store = zarr.open_group(out, mode="r+")
    first = index * task.chunk
    values = chunk_values(task, index)
    for name, value in values.items():
        store[name][first : first + len(value)] = value  # type: ignore[index]
    marker = _marker(Path(out), index)
    half = marker.with_suffix(f".{os.getpid()}")
    half.touch()
    os.replace(half, marker)
    return len(values[RATED])


def prepare_store(task: Job, out: Path) -> None:
    """Make the empty store, or check that the one there is of the same job."""
    import zarr

    kept = json.loads(json.dumps(task._asdict()))
    begun = (out / "zarr.json").exists()
    found = dict(zarr.open_group(str(out), mode="r").attrs) if begun else {}
    if found:
        other = [name for name, value in kept.items() if found.get(name) != value]
        if other:
            raise InputError("output folder", str(out), f"a new folder; this one differs in {', '.join(other)}")
        return
    if not begun and out.exists() and any(it.name != MARKERS for it in out.iterdir()):
        raise InputError("output folder", str(out), "a new or empty folder")
    try:
        (out / MARKERS).mkdir(parents=True, exist_ok=True)
        _make(task, out, kept)
    except OSError as error:
        raise InputError("output folder", str(out), f"a folder that can be written ({error.strerror})") from error


def _make(task: Job, out: Path, kept: dict[str, Any]) -> None:
    """The empty arrays. The attributes come last: a store without them is taken for an unfinished one."""
    import zarr

    group = zarr.open_group(str(out), mode="a")
    shape = (task.patients, len(task.hours))
    units = {RATED: "points"} | dict(KEPT.values())
    for name, unit in units.items():
        made = group.create_array(
            name,
            shape=shape,
            chunks=(task.chunk, shape[1]),
            dtype="f8",
            dimension_names=("patient", "time"),
            overwrite=True,
        )
        made.attrs["units"] = unit
    times = group.create_array("time", shape=shape[1:], dtype="f8", dimension_names=("time",), overwrite=True)
    times[:] = np.array(task.hours)
    times.attrs["units"] = "h"
    group.attrs.update(kept)


def _marker(out: Path, index: int) -> Path:
    return out / MARKERS / f"{index:08d}"


def _client(scheduler: str | None, workers: int | None) -> distributed.Client:
    import distributed

    if scheduler is None:
        return distributed.Client(
            n_workers=workers or machine.cores(),
            threads_per_worker=1,
            dashboard_address=None,
            set_as_default=False,
            silence_logs=logging.ERROR,
        )
    try:
        return distributed.Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError("scheduler", scheduler, f"the address of a Dask scheduler that answers ({error})") from error


def _computed(client: distributed.Client, task: Job, out: Path, todo: list[int]) -> Iterator[int]:
    """Numbers of patients as their chunks finish; a bounded number of chunks is in flight."""
    import distributed

    waiting = iter(todo)

    def submit(index: int) -> Any:
        return client.submit(write_chunk, task, str(out), index, pure=False, retries=3)

    width = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
    running = distributed.as_completed([submit(k) for k in islice(waiting, width)], with_results=True, loop=client.loop)
    for _, count in running:
        yield count
        for index in islice(waiting, 1):
            running.add(submit(index))
