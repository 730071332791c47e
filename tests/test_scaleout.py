"""A large cohort on workers: the same patients as in a small one, whatever was interrupted on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import zarr

import resynapse
from resynapse import scaleout
from resynapse.errors import InputError
from resynapse.population import draw

PLAN = "murrough_2013_ketamine"


def test_a_late_patient_has_the_draws_of_the_whole_cohort() -> None:
    whole = draw(3, "keep", np.arange(1000))
    for first, last in ((0, 10), (1, 9), (997, 1000), (511, 900)):
        np.testing.assert_array_equal(draw(3, "keep", np.arange(first, last)), whole[first:last])
    assert draw(3, "keep", np.array([-1, 5])).tolist() == [0.0, whole[5]]


def _here(task: scaleout.Job, out: Path, chunks: list[int]) -> None:
    scaleout.prepare_store(task, out)
    for k in chunks:
        scaleout.write_chunk(task, str(out), k)


def test_patients_are_those_of_a_run(tmp_path: Path) -> None:
    task = scaleout.job(PLAN, 10, seed=4, chunk=4)
    _here(task, tmp_path / "store", [2, 0, 1])
    store = zarr.open_group(str(tmp_path / "store"), mode="r")
    run = resynapse.run(PLAN, 10, 4)
    for day in (0.0, 24.0, 168.0):
        place = task.hours.index(day)
        expected = run.symptoms_madrs_latent.sel(time=day, method="nearest")
        np.testing.assert_allclose(store["symptoms_madrs_latent"][:, place], expected, rtol=1e-9)
    assert store["symptoms_madrs"].attrs["units"] == "points"
    assert store.attrs["seed"] == 4


def test_a_stopped_run_goes_on_and_another_job_is_refused(tmp_path: Path) -> None:
    task, out = scaleout.job(PLAN, 9, chunk=4), tmp_path / "store"
    _here(task, out, [0, 1, 2])
    first = zarr.open_group(str(out), mode="r")["symptoms_madrs"][:]
    (out / scaleout.MARKERS / "00000001").unlink()  # as if stopped before it was done
    half = zarr.open_group(str(out), mode="r+")
    half["symptoms_madrs"][4:8] = -1.0
    _here(task, out, [1])
    np.testing.assert_array_equal(zarr.open_group(str(out), mode="r")["symptoms_madrs"][:], first)
    with pytest.raises(InputError, match="differs in seed"):
        scaleout.prepare_store(task._replace(seed=1), out)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="new or empty"):
        scaleout.prepare_store(scaleout.job(PLAN, 2), tmp_path)
    assert [it.name for it in tmp_path.iterdir()] == ["mine.txt"]


def test_a_scheduler_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="scheduler"):
        scaleout.simulate(scaleout.job(PLAN, 2), tmp_path / "s", scheduler="nowhere")
    assert not (tmp_path / "s").exists()


@pytest.mark.slow
def test_two_workers_one_killed_end_with_the_same_bits(tmp_path: Path) -> None:
    """A scheduler and two worker processes; one worker is killed mid-run."""
    task, out = scaleout.job(PLAN, 2000, seed=1, chunk=128), tmp_path / "store"
    file = tmp_path / "scheduler.json"
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *words, "--scheduler-file", str(file)]
        return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def worker() -> subprocess.Popen[bytes]:
        return start("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")

    scheduler = start("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1")
    workers = [worker(), worker()]
    seen: list[int] = []

    def watch(done: int) -> None:
        seen.append(done)
        if len(seen) == 4:
            workers[0].send_signal(signal.SIGKILL)

    try:
        for _ in range(300):
            if file.exists():
                break
            time.sleep(0.1)
        import json

        address = json.loads(file.read_text())["address"]
        scaleout.simulate(task, out, scheduler=address, progress=watch)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
    assert seen[-1] == 2000
    assert seen == sorted(seen)
    found = zarr.open_group(str(out), mode="r")
    for k in (0, 3, 7, 15):
        for name, value in scaleout.chunk_values(task, k).items():
            np.testing.assert_array_equal(found[name][128 * k : 128 * k + len(value)], value)
