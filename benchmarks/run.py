"""How fast, how accurate, how large: `make bench`.

A cohort is followed through six infusions over 28 days with 200 outputs. Its error is taken from other patients,
against a grid four times as fine, which is itself checked against SciPy. libroadrunner integrates the exported model
of the same patients at the loosest tolerance that keeps its own error within the same bound. Both run on one core
(pinned, where the system can do that) and are timed in CPU seconds of the process, so that other work on the machine
matters little; sampling, rating noise, loading and compiling are left out on both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brain
import numpy as np
import peer

import synapse
from resynapse import __version__, cohort, forecast

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from course_runs import distance, scipy_solution

PLAN = "murrough_2013_six_infusions"
HOURS = np.linspace(0.0, 672.0, 200)
BOUND = 1e-5
KEPT = (*peer.STATES, "score")
TOLERANCES = (1e-5, 3e-6, 2e-6, 1e-6, 7e-7, 5e-7, 3e-7, 1e-7, 1e-8)  # relative; the absolute one is a thousandth
CHILD = """
import resource, sys
import numpy as np
from resynapse import cohort, forecast
days = float(sys.argv[1])
ready = forecast.prepare("glue_2018_maintenance", np.arange(512))
line = ready.line._replace(stop=24 * days)
cohort.follow(line, ready.people, np.linspace(0.0, 24 * days, 200), keep=("score",))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def follow(numbers: np.ndarray, **options: Any) -> tuple[dict[str, np.ndarray], float]:
    """The patients with these numbers, and CPU seconds."""
    ready = prepared(numbers)
    begin = time.process_time()
    found = cohort.follow(ready.line, ready.people, HOURS, keep=KEPT, workers=1, **options)
    return found, time.process_time() - begin


def prepared(numbers: np.ndarray) -> forecast.Prepared:
    """The plan, cut after 28 days."""
    ready = forecast.prepare(PLAN, numbers)
    return ready._replace(line=ready.line._replace(stop=float(HOURS[-1])))


def largest(found: dict[str, np.ndarray], truth: dict[str, np.ndarray]) -> float:
    """Worst error of any state, and of the score, over its peak of that patient."""
    score = np.abs(found["score"] - truth["score"]).max(axis=0) / np.abs(truth["score"]).max(axis=0)
    return max(*distance(found, truth).values(), float(score.max()))


def accuracy(first: int, count: int) -> dict[str, Any]:
    """Our error on patients that are not timed, and that of the reference against SciPy."""
    numbers = np.arange(first, first + count)
    truth, _ = follow(numbers, refine=4, sweeps=3)
    ours, _ = follow(numbers)
    ready = prepared(numbers)
    few = range(0, count, max(1, count // 5))
    checks = [
        max(distance({n: truth[n][:, k : k + 1] for n in peer.STATES}, scipy_solution(ready, k, HOURS)).values())
        for k in few
    ]
    return {"patients": count, "error": largest(ours, truth), "reference_against_scipy": max(checks)}


def loosest(first: int, folder: Path) -> dict[str, Any]:
    """libroadrunner's tolerances for an error within the bound, on 40 patients."""
    numbers = np.arange(first, first + 40)
    truth, _ = follow(numbers, refine=4, sweeps=3)
    ready = prepared(numbers)
    peer.export(ready.line, ready.people, HOURS, folder)
    tried = []
    for relative in TOLERANCES:
        answer = peer.roadrunner(folder, relative, relative / 1000)
        tried.append({"relative": relative, "error": largest(answer.found, truth)})
        if tried[-1]["error"] <= BOUND:
            return {**tried[-1], "tried": tried, "version": answer.version}
    raise ArithmeticError(f"no tolerance keeps libroadrunner within {BOUND}: {tried}")


def speed(patients: int, runs: int, tolerance: dict[str, Any], folder: Path) -> dict[str, Any]:
    """CPU seconds per patient on both sides, in turns."""
    follow(np.arange(cohort.WIDTH))  # compiles
    ready = prepared(np.arange(200))
    peer.export(ready.line, ready.people, HOURS, folder)
    relative = tolerance["relative"]
    mine, theirs, simulated = [], [], 0
    for _ in range(runs):
        mine.append(follow(np.arange(patients))[1] / patients)
        spent = peer.roadrunner(folder, relative, relative / 1000, seconds=20.0 / runs).spent
        theirs.append(float(np.mean(spent)))
        simulated += len(spent)
    ours, peers = statistics.median(mine), statistics.median(theirs)
    return {
        "patients": patients,
        "runs": runs,
        "ours_per_core_second": 1.0 / ours,
        "roadrunner_per_core_second": 1.0 / peers,
        "roadrunner_patients": simulated,
        "ratio": peers / ours,
        "ratios": [b / a for a, b in zip(mine, theirs, strict=True)],
    }


def wall(command: list[str], **options: Any) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    return time.perf_counter() - begin


def starts() -> dict[str, float]:
    """Wall seconds of the command line, first and again, and of the import."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = {**os.environ, "XDG_CACHE_HOME": folder}
        run = [sys.executable, "-m", "resynapse.cli", "run", "--out", f"{folder}/out"]
        cold = wall(run, env=fresh)
        warm = statistics.median(wall(run, env=fresh) for _ in range(3))
    nothing = statistics.median(wall([sys.executable, "-c", "pass"]) for _ in range(5))
    imported = statistics.median(wall([sys.executable, "-c", "import resynapse"]) for _ in range(5))
    return {"run_cold_s": cold, "run_warm_s": warm, "import_s": imported - nothing}


def memory() -> dict[str, float]:
    """Peak MiB for 28 and for 280 days with the same 512 patients and 200 outputs."""

    def peak(days: int) -> float:
        done = subprocess.run([sys.executable, "-c", CHILD, str(days)], check=True, capture_output=True, text=True)
        return float(done.stdout)

    return {"peak_28_days_mib": peak(28), "peak_280_days_mib": peak(280)}


def column(out: Path, runs: int) -> dict[str, Any]:
    """The spiking column against Brian2, in a process that may use two cores."""
    side = Path(__file__).with_name("column.py")
    subprocess.run([sys.executable, str(side), "--out", str(out), "--runs", str(runs)], check=True)
    return json.loads((out / "column.json").read_text(encoding="utf-8"))["column"]


def machine() -> dict[str, Any]:
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.split(":")[1].strip() for line in text.splitlines() if line.startswith("model name")]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "resynapse": __version__,
        **{name: __import__(name).__version__ for name in ("jax", "numpy", "scipy")},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    found: dict[str, Any] = {"machine": machine()}
    found["starts"] = starts()
    print("starts", found["starts"], flush=True)
    found["memory"] = memory()
    print("memory", found["memory"], flush=True)
    found["column"] = column(asked.out, asked.runs)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # before JAX makes its threads; children inherit it
    found["accuracy"] = accuracy(asked.patients, asked.others)
    print("accuracy", found["accuracy"], flush=True)
    found["roadrunner"] = loosest(asked.patients, asked.out / "peer")
    print("libroadrunner", found["roadrunner"], flush=True)
    found["speed"] = speed(asked.patients, asked.runs, found["roadrunner"], asked.out / "peer")
    print("speed", found["speed"], flush=True)
    found["brain"] = brain.compare(asked.out / "cubnm", asked.runs)
    subprocess.run([sys.executable, str(Path(__file__).with_name("accelerated.py"))], check=False)  # where a GPU is
    side = Path(__file__).with_name("clinic.py")  # in a process of its own: Django, on every core
    told = subprocess.run([sys.executable, str(side)], capture_output=True, text=True, check=False).stdout
    found["clinic"] = json.loads(told or '{"failed": true}')
    print("clinic", found["clinic"], flush=True)
    found["synapse"] = synapse.measure()
    print("synapse", found["synapse"], flush=True)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "bench.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"{found['speed']['ratio']:.0f} times libroadrunner's patients per core-second; {asked.out / 'bench.json'}")


if __name__ == "__main__":
    main()
