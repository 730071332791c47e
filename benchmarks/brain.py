"""Biological seconds of a simulated brain per core-second, against cubnm: `make bench`, or this file alone.

Both simulate the same 100 regions, connectome, inhibition, noise on both pools (0.01 per square root of a ms), step
(0.1 ms) and BOLD step (1 ms), on one core, timed in CPU seconds. cubnm's noise is made in a first run that is not
timed; ours is drawn while it is timed. cubnm couples regions at every step: so does "every step" here; "every ms" is
our default, which leaves rates and connectivity unchanged (tests/network/test_convergence.py).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
from cubnm_peer import cubnm, packaged

from resynapse.network import analytic
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import simulate
from resynapse.network.wong_wang import NodeParameters, WongWang, alike

G, SIGMA, VELOCITY = 0.5, 0.01, 4.0
EVERY_MS = Protocol(settle=0.0, repetition=1.0, velocity=VELOCITY)
EVERY_STEP = dataclasses.replace(EVERY_MS, refresh=EVERY_MS.step)


def connectome() -> tuple[np.ndarray, np.ndarray]:
    """cubnm's packaged one: weights of mean 0.01, lengths [mm]."""
    strength, lengths = packaged("strength"), packaged("length")
    if strength is None or lengths is None:
        raise SystemExit("cubnm's environment is missing: make peers")
    return 0.01 * strength / strength.mean(), lengths


def brain(weights: np.ndarray) -> NodeParameters:
    """Regions held at 3 Hz."""
    regions = len(weights)
    nodes = alike(regions, G)._replace(sigma=np.full(regions, SIGMA))
    return NodeParameters(*map(np.asarray, analytic.balance(weights, nodes, WongWang())[0]))


def ours(nodes: NodeParameters, weights: np.ndarray, members: int, seconds: float, **options: Any) -> float:
    """Biological seconds per core-second."""
    begin = time.process_time()
    simulate(nodes, weights, seconds, members=members, workers=1, **options)
    return members * seconds / (time.process_time() - begin)


def theirs(folder: Path, members: int, seconds: float, repeats: int, **task: Any) -> tuple[list[float], str]:
    """The same of each timed run, and the version."""
    answer = cubnm(folder, members=members, seconds=seconds, repeats=repeats, g=G, sigma=SIGMA, **task)
    return [members * seconds / spent for spent in answer.spent[1:]], answer.version


def compare(folder: Path, runs: int) -> dict[str, Any]:
    """Medians of several runs, ours between theirs."""
    weights, lengths = connectome()
    nodes = brain(weights)
    common = {"weights": weights, "w_ie": nodes.w_ie}
    late = {"lengths": lengths}
    cases = {
        "batch": (64, 10.0, {}, (4, 10.0)),
        "single": (1, 60.0, {}, (1, 20.0)),
        "delays": (64, 10.0, late, (4, 5.0)),
        "single with delays": (1, 60.0, late, (1, 10.0)),
    }
    found: dict[str, Any] = {}
    for name, (members, seconds, options, (few, short)) in cases.items():
        velocity = {"velocity": VELOCITY} if options else {}
        peer, version = theirs(folder, few, short, runs, **common, **options, **velocity)
        found[name] = {"cubnm": statistics.median(peer), "cubnm_runs": peer, "version": version}
        for label, protocol in (("every ms", EVERY_MS), ("every step", EVERY_STEP)):
            again = [ours(nodes, weights, members, seconds, protocol=protocol, **options) for _ in range(runs + 1)][1:]
            rate = statistics.median(again)
            found[name][label] = {"rate": rate, "runs": again, "ratio": rate / found[name]["cubnm"]}
            print(f"{name}, coupled {label}: {rate:.0f} s/s, {rate / found[name]['cubnm']:.1f} times cubnm", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    from run import machine

    found = {"machine": machine(), "brain": compare(asked.out / "cubnm", asked.runs)}
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "brain.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
