"""Run by the interpreter of .venv-brian2: the same column in Brian2.

Reads a folder with task.npz (see brian2_peer.py) and writes result.npz. Everything is dimensionless: ms, mV, nS, pA.
A release depends on its presynaptic cell alone, so it is kept there and computed once per spike; this holds because no
delay is longer than the refractory time before the next spike of that cell.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import brian2
import numpy as np
from brian2 import Network, NeuronGroup, SpikeMonitor, StateMonitor, Synapses, ms

MEMBRANE = (
    "capacity", "leak", "rest", "threshold", "slope", "below", "jump", "recall", "reset", "refractory", "cut",
)  # fmt: skip
EQUATIONS = """
dv/dt = (leak * (rest - v) + leak * slope * exp((v - threshold) / slope)
         + (ampa * a + (nmda * n + tonic) / (1 + mg * exp(-mg_slope * v))) * (excitation - v)
         + gaba * g * (inhibition - v) - w + current) / capacity / ms : 1 (unless refractory)
dw/dt = (below * (v - rest) - w) / recall / ms : 1
da/dt = -a / ampa_time / ms : 1
dn/dt = -n / nmda_time / ms : 1
dg/dt = -g / gaba_time / ms : 1
last : 1
"""
SHARED = (
    "ampa", "nmda", "gaba", "ampa_time", "nmda_time", "gaba_time", "excitation", "inhibition", "mg", "mg_slope",
)  # fmt: skip
BEFORE = "const std::clock_t begun = std::clock();"
AFTER = """{
    FILE* spent = fopen((brian::results_dir + "spent.txt").c_str(), "w");
    fprintf(spent, "%.6f", double(std::clock() - begun) / CLOCKS_PER_SEC);
    fclose(spent);
}"""


def group(task: dict[str, np.ndarray], kind: int, dt: float) -> NeuronGroup:
    """The cells of a class, and what each of their spikes releases onto every class."""
    names = {name: float(task[name]) for name in SHARED}
    names |= {name: float(value) for name, value in zip(MEMBRANE, task["membrane"][:, kind], strict=True)}
    names |= {"tonic": float(task["tonic"][kind]), "current": float(task["current"][kind])}
    extra, after = "", "v = reset; w += jump\n"
    for onto in range(4):
        use, slow = float(task["use"][onto, kind]), float(task["facilitation"][onto, kind])
        if use <= 0.0:
            continue
        extra += f"left{onto} : 1\nrunning{onto} : 1\nsent{onto} : 1\n"
        names |= {f"use{onto}": use, f"recovery{onto}": float(task["recovery"][onto, kind]), f"slow{onto}": slow}
        now = f"use{onto} + (running{onto} - use{onto}) * exp(-(t / ms - last) / slow{onto})" if slow else f"use{onto}"
        after += f"left{onto} = 1 - (1 - left{onto}) * exp(-(t / ms - last) / recovery{onto})\n"
        after += f"running{onto} = {now}\n"
        after += f"sent{onto} = running{onto} * left{onto} / use{onto}\n"
        after += f"left{onto} *= 1 - running{onto}\n"
        after += f"running{onto} += use{onto} * (1 - running{onto})\n"
    after += "last = t / ms"
    cells = slice(*task["edges"][kind : kind + 2])
    made = NeuronGroup(
        cells.stop - cells.start,
        EQUATIONS + extra,
        threshold="v > cut",
        reset=after,
        refractory=(names.pop("refractory") + dt) * ms,  # it counts from the step before the spike is seen
        method=str(task["method"]),
        namespace=names,
        name=f"cells{kind}",
    )
    made.v = task["v"][cells]
    for onto in range(4):
        if task["use"][onto, kind] > 0.0:
            setattr(made, f"left{onto}", task["resource"][cells, onto])
            setattr(made, f"running{onto}", task["running"][cells, onto])
    for rate, size, variable in (("background_rate", "background", "a"), ("cluster_rate", "cluster", "n")):
        if task[rate][kind] > 0.0:
            mean, jump = float(task[rate][kind] * dt), float(task[size][kind])
            made.run_regularly(f"{variable} += {jump!r} * poisson({mean!r})", when="start")
    return made


def connection(task: dict[str, np.ndarray], groups: list[NeuronGroup], onto: int, kind: int, dt: float) -> Synapses:
    """All synapses of a class onto another, from the lists as drawn."""
    weight = float(task["weights"][onto, kind]) * (float(task["synapses"]) if onto == kind == 0 else 1.0)
    slow = weight * float(task["share"][onto])
    into = f"a_post += {weight!r} * sent{onto}_pre; n_post += {slow!r} * sent{onto}_pre"
    made = Synapses(
        groups[kind],
        groups[onto],
        on_pre=into if kind == 0 else f"g_post += {weight!r} * sent{onto}_pre",
        delay=float(task["delay"][onto, kind]) * dt * ms,
        name=f"from{kind}onto{onto}",
    )
    sources = np.arange(*task["edges"][kind : kind + 2])
    begin, end = task["first"][4 * sources + onto], task["first"][4 * sources + onto + 1]
    targets = np.concatenate([task["targets"][a:b] for a, b in zip(begin, end, strict=True)])
    made.connect(i=np.repeat(sources - sources[0], end - begin), j=targets - task["edges"][onto])
    return made


def build(task: dict[str, np.ndarray], dt: float) -> tuple[Network, list[SpikeMonitor], list[StateMonitor]]:
    groups = [group(task, kind, dt) for kind in range(4)]
    pairs = [(onto, kind) for onto in range(4) for kind in range(4) if task["weights"][onto, kind] > 0.0]
    synapses = [connection(task, groups, *pair, dt) for pair in pairs]
    spikes = [SpikeMonitor(one) for one in groups]
    traces = [StateMonitor(one, "v", record=True, when="end") for one in groups] if task["traced"] else []
    return Network(*groups, *synapses, *spikes, *traces), spikes, traces


def standalone(folder: Path, task: dict[str, np.ndarray], dt: float) -> dict[str, Any]:
    """C++: build, then run `repeats` times with a seed each; CPU seconds of the steps alone."""
    brian2.set_device("cpp_standalone", directory=str(folder / "code"), build_on_run=False)
    begin, children = time.perf_counter(), os.times().children_user
    brian2.seed(int(task["seed"]))
    network, spikes, _ = build(task, dt)
    device = brian2.get_device()
    device.insert_code("before_network_run", BEFORE)
    device.insert_code("after_network_run", AFTER)
    network.run(float(task["seconds"]) * 1000.0 * ms)
    device.build(run=False, directory=str(folder / "code"))
    built = (time.perf_counter() - begin, time.process_time() + os.times().children_user - children)
    spent = []
    for repeat in range(int(task["repeats"])):
        device.run(results_directory=f"results{repeat}")
        spent.append(float((folder / "code" / f"results{repeat}" / "spent.txt").read_text()))
    return raster(spikes, task) | {"spent": np.array(spent), "built": np.array(built), "binary": str(folder / "code")}


def raster(spikes: list[SpikeMonitor], task: dict[str, np.ndarray]) -> dict[str, Any]:
    """Step and cell of every spike, counted at the end of its step."""
    when = np.concatenate([np.asarray(one.t / ms) for one in spikes]) / float(task["dt"])
    who = np.concatenate([np.asarray(one.i) + task["edges"][kind] for kind, one in enumerate(spikes)])
    return {"when": np.rint(when).astype(np.int64) + 1, "who": who}


def stepped(task: dict[str, np.ndarray], dt: float) -> dict[str, Any]:
    """In Python, with the potential of every cell after each step."""
    brian2.prefs.codegen.target = "numpy"
    brian2.seed(int(task["seed"]))
    network, spikes, traces = build(task, dt)
    network.run(float(task["seconds"]) * 1000.0 * ms)
    return raster(spikes, task) | {"v": np.concatenate([np.asarray(one.v) for one in traces])}


def main(folder: Path) -> None:
    with np.load(folder / "task.npz") as file:
        task = dict(file)
    dt = float(task["dt"])
    brian2.defaultclock.dt = dt * ms
    found = stepped(task, dt) if task["traced"] else standalone(folder, task, dt)
    np.savez(folder / "result.npz", version=brian2.__version__, numpy=np.__version__, **found)


main(Path(sys.argv[1]))
