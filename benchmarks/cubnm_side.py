"""Run by the interpreter of .venv-cubnm: the same brain in cubnm, on the processor.

Reads a folder with task.npz (weights, g, w_ie [N], sigma, seconds, repetition, members, seed, settle, repeats, and
lengths with velocity where delays are wanted); writes result.npz. The first run makes the noise, which later runs
use again; only those are timed.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
from cubnm import __version__
from cubnm.sim import rWWSimGroup


def main(folder: Path) -> None:
    with np.load(folder / "task.npz") as file:
        task = dict(file)
    members, regions = int(task["members"]), len(task["weights"])
    seconds, settle = float(task["seconds"]), float(task["settle"])
    late = {"sc_dist": task["lengths"]} if "lengths" in task else {}
    group = rWWSimGroup(
        duration=seconds + settle,
        TR=float(task["repetition"]),
        sc=np.ascontiguousarray(task["weights"].T),  # rows are sources
        dt=str(task["step"]),
        bw_dt="1.0",
        do_fic=False,
        do_fc=False,
        do_fcd=False,
        force_cpu=True,
        gof_terms=[],
        bold_remove_s=settle,
        sim_seed=int(task["seed"]),
        noise_segment_length=None if seconds + settle <= 30 else 30,
        **late,
    )
    group.N = members
    group.param_lists["G"] = np.full(members, float(task["g"]))
    for name, value in {"w_p": 1.4, "J_N": 0.15, "wIE": task["w_ie"], "sigma": task["sigma"]}.items():
        group.param_lists[name] = np.ascontiguousarray(np.broadcast_to(value, (members, regions)), dtype=float)
    if late:
        group.param_lists["v"] = np.full(members, float(task["velocity"]))
    spent = []
    for _ in range(1 + int(task["repeats"])):
        begin = time.process_time()
        group.run()
        spent.append(time.process_time() - begin)
    np.savez(
        folder / "result.npz",
        bold=group.sim_bold[:, round(settle / float(task["repetition"])) :],
        rate_e=group.sim_states["r_E"],
        rate_i=group.sim_states["r_I"],
        spent=np.array(spent),
        version=__version__,
    )


main(Path(sys.argv[1]))
