"""A spiking column per second of its own time, against Brian2 in C++: `make bench`, or this file alone.

Both run the same graph, numbers and start with step 0.1 ms on one core; each draws its own afferent events. Timed are
CPU seconds of the steps: loading, drawing the graph, writing and compiling are stated apart. Brian2 gets its quickest
form found: releases kept at the presynaptic cell, one delay per projection, Poisson numbers added to conductances, and
forward Euler, which is of first order (ours is of second). Two seeds on two cores are judged by the wall clock.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import brian2_peer

from resynapse.circuit.spiking import ColumnState
from resynapse.circuit.spiking.engine import advance
from resynapse.circuit.spiking.run import SETTLE, STEP, batch, record

SIZES = (2000, 5000)
SECONDS = 2.0  # settling included
GOALS = {"one core": 1.0, "two seeds on two cores": 2.0}


def ours(size: int, seed: int) -> tuple[float, float]:
    """CPU seconds of drawing the graph, and of the steps."""
    begin = time.process_time()
    made = brian2_peer.task(ColumnState(), size, seed)
    drawn = time.process_time()
    advance(round(1000.0 * SECONDS / STEP), *made.network, made.memory, made.cells, made.shared)
    return drawn - begin, time.process_time() - drawn


def two(size: int) -> float:
    """Wall seconds of two seeds side by side, graph and all."""
    common = {"states": ColumnState(), "cells": size, "seconds": SECONDS - SETTLE}
    begin = time.perf_counter()
    batch([common | {"seed": seed} for seed in (0, 1)], threads=2)
    return time.perf_counter() - begin


def binaries(code: Path, at_once: int) -> float:
    """Wall seconds of two runs of Brian2's program, one after the other or at once."""

    def run(place: int) -> None:
        folder = code / f"place{place}"
        folder.mkdir(exist_ok=True)
        command = [str(code / "main"), "--results_dir", f"{folder}/"]
        subprocess.run(command, cwd=code, check=True, stdout=subprocess.DEVNULL)

    begin = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(run, (0, 1)))
    return time.perf_counter() - begin


def compare(folder: Path, runs: int) -> dict[str, Any]:
    """Medians of several runs, ours and theirs in turns."""
    record(ColumnState(), cells=50, seconds=0.1)  # compiles
    found: dict[str, Any] = {}
    for size in SIZES:
        place = folder.resolve() / str(size)
        what = brian2_peer.task(ColumnState(), size, 0)
        peer = brian2_peer.brian2(place, what, SECONDS, repeats=runs, method="euler")
        mine = [ours(size, 0) for _ in range(runs)]
        beside = [(two(size), binaries(place / "code", 1), binaries(place / "code", 2)) for _ in range(runs)]
        steps, theirs = statistics.median(step for _, step in mine), statistics.median(peer.spent.tolist())
        wall = [statistics.median(each) for each in zip(*beside, strict=True)]
        found[str(size)] = {
            "cpu_per_second": steps / SECONDS,
            "cpu_runs": [step for _, step in mine],
            "graph_cpu": statistics.median(graph for graph, _ in mine),
            "brian2_cpu_per_second": theirs / SECONDS,
            "brian2_cpu_runs": peer.spent.tolist(),
            "brian2_build_wall": peer.built[0],
            "brian2_build_cpu": peer.built[1],
            "one core": theirs / steps,
            "two seeds, wall: ours on two cores, Brian2 on one, Brian2 on two": wall,
            "two seeds on two cores": wall[1] / wall[0],
            "two seeds on two cores, both": wall[2] / wall[0],
            "version": peer.version,
        }
        for name, goal in GOALS.items():
            print(f"{size} cells, {name}: {found[str(size)][name]:.1f} times Brian2; goal {goal:g}", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    from run import machine

    found = {"machine": machine(), "column": compare(asked.out / "brian2", asked.runs)}
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "column.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
