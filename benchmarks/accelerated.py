"""Biological seconds per second of the JAX simulator on the device at hand; one command on a machine with a GPU.

    python benchmarks/accelerated.py --members 8192

100 regions of a made-up connectome, both pools with noise, step 0.1 ms, coupled every ms, BOLD every second. Also
compares mean rates and connectivity with the processor's simulator. Written to benchmarks/results/, with the machine.
Without a GPU one sentence says so and nothing is written (`make bench` calls it, too).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import jax
import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from run import machine

from brain_runs import connectivity, connectome, held
from resynapse.network.accelerated import simulate_accelerated
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import simulate

RESULTS = Path(__file__).with_name("results")
GOAL = 50_000.0  # biological seconds per second
NONE = (
    "JAX sees no GPU on this machine, so the simulator for one was not measured and nothing was recorded; with a GPU, "
    "install JAX's plug-in for it, such as `pip install 'jax[cuda12]'`, and run this again."
)
AT_ONCE = Protocol(settle=0.0, repetition=1.0)


def speed(members: int, seconds: float, runs: int) -> dict[str, Any]:
    """Biological seconds per wall second, after compiling."""
    weights, _ = connectome(100, seed=1)
    nodes = held(weights, 0.5, 0.01)
    found = []
    for run in range(runs + 1):
        begin = time.perf_counter()
        simulate_accelerated(nodes, weights, seconds, members=members, seed=run, protocol=AT_ONCE)
        found.append(members * seconds / (time.perf_counter() - begin))
    return {"members": members, "seconds": seconds, "rate": statistics.median(found[1:]), "runs": found[1:]}


def statistics_agree(members: int = 64, seconds: float = 60.0) -> dict[str, float]:
    """Rates and connectivity of 20 regions on both simulators, with noise of their own."""
    weights, _ = connectome(20)
    nodes = held(weights, 0.5, 0.01)
    usual = Protocol(settle=10.0, repetition=1.0)
    there = simulate_accelerated(nodes, weights, seconds, members=members, seed=1, protocol=usual)
    here = simulate(nodes, weights, seconds, members=members, seed=2, protocol=usual)
    above = np.triu_indices(20, 1)
    edges = [connectivity(run.bold)[above] for run in (there, here)]
    return {
        "rate_ratio": float(there.rate_e.mean() / here.rate_e.mean()),
        "connectivity_r": float(np.corrcoef(*edges)[0, 1]),
        "connectivity_difference": float(np.mean(edges[0] - edges[1])),
    }


def record(found: dict[str, Any], kind: str, folder: Path = RESULTS) -> Path:
    """Keep what was measured in a file named for the device."""
    target = folder / f"brain-{kind.lower().replace(' ', '-')}.json"
    folder.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return target


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=8192)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args(arguments)
    device = jax.devices()[0]
    if device.platform == "cpu":
        print(NONE)
        return
    found: dict[str, Any] = {"machine": {**machine(), "device": f"{device.platform}: {device.device_kind}"}}
    found["speed"] = speed(asked.members, asked.seconds, asked.runs) | {"goal": GOAL}
    found["agreement"] = statistics_agree()
    target = record(found, device.device_kind)
    rate = found["speed"]["rate"]
    met = "met" if rate >= GOAL else "not met"
    print(f"{rate:.0f} biological seconds per second on {device.device_kind} (goal {GOAL:g}: {met}); {target}")


if __name__ == "__main__":
    main()
