"""How fast the brain is without simulation: `python benchmarks/brain_analytic.py`.

CPU milliseconds of the process, warm, on the primary connectome (94 regions), pinned to one core where the system can.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

if hasattr(os, "sched_setaffinity"):  # before JAX makes its threads
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import jax
import numpy as np
from threadpoolctl import threadpool_limits

from resynapse.network import analytic, averaged, connectome, fit, rest, structure
from resynapse.network.routes import Routes
from resynapse.network.state import BrainState
from resynapse.network.strengths import Strengths, shipped
from resynapse.network.wong_wang import WongWang, alike

MODEL, ROUTES = WongWang(), Routes()
MOMENTS, PATIENTS = 4, 10_000
GOALS = {
    "connectivity": 2.0,
    "with gradient, 4 numbers": 5.0,
    "with gradient, 286 numbers": 5.0,
    "noise-averaged fixed point": 100.0,
    "noise-averaged connectivity with gradient, 4 numbers": 250.0,
}


def milliseconds(call: Callable[[], Any], times: int = 30) -> float:
    jax.block_until_ready(call())
    begin = time.process_time()
    for _ in range(times):
        jax.block_until_ready(call())
    return 1e3 * (time.process_time() - begin) / times


def main() -> None:
    brain = connectome.aal2_94()
    pairs, wanted, here = structure.mirrors(brain), brain.connectivity.mean(axis=0), shipped(94)
    global_x = np.log([value for _, value in fit.four(here)])
    coupling = structure.coupling(brain.weights, pairs, here.exponent, here.homotopic)
    noisy = alike(94, 0.485)._replace(sigma=0.01 * np.ones(94))
    common = jax.jit(jax.value_and_grad(fit.objective(brain, wanted, MODEL), has_aux=True))

    def distance(strengths: Strengths) -> jax.Array:
        return ((fit.predicted(brain.weights, pairs, strengths, MODEL)[0] - wanted) ** 2).mean()

    strong_model = WongWang(noise=0.01)

    def strong_distance(x: jax.Array) -> jax.Array:
        strengths = here._replace(**{name: jax.numpy.exp(x[k]) for k, (name, _) in enumerate(fit.four(here))})
        joined = structure.coupling(brain.weights, pairs, strengths.exponent, strengths.homotopic)
        node, state = averaged.balance(joined, fit.node(strengths, strong_model), strong_model)
        return ((analytic.connectivity(joined, node, state, strong_model) - wanted) ** 2).mean()

    strong_gradient = jax.jit(jax.value_and_grad(strong_distance))
    every = jax.jit(jax.value_and_grad(distance))
    leaves = Strengths(*(np.asarray(it, dtype=float) for it in here))
    tuned = jax.jit(lambda node: analytic.connectivity(coupling, *analytic.balance(coupling, node, MODEL), MODEL))
    strong = jax.jit(lambda node: averaged.balance(coupling, node, MODEL))
    with threadpool_limits(1):
        found = {
            "connectivity": milliseconds(lambda: tuned(noisy)),
            "with gradient, 4 numbers": milliseconds(lambda: common(global_x)),
            "with gradient, 286 numbers": milliseconds(lambda: every(leaves)),
            "noise-averaged fixed point": milliseconds(lambda: strong(noisy), 5),
            "noise-averaged connectivity with gradient, 4 numbers": milliseconds(lambda: strong_gradient(global_x), 5),
        }
    for name, value in found.items():
        print(f"{name}\t{value:.2f} ms\tgoal {GOALS[name]:g} ms")
    draw, some = np.random.default_rng(0), 1024
    states = BrainState(0.1 * draw.random(some), 0.2 * draw.random(some), *(0.7 + 0.3 * draw.random((2, some))))
    healthy = rest.ready(brain, here, MODEL, ROUTES)
    rest.readings(BrainState(), healthy, ROUTES, MODEL)
    begin = time.process_time()
    rest.readings(states, healthy, ROUTES, MODEL)
    each = (time.process_time() - begin) / some
    print(f"one patient's brain\t{1e3 * each:.2f} ms")
    print(f"{PATIENTS} patients at {MOMENTS} moments\t{each * PATIENTS * MOMENTS:.0f} s on one core\tgoal 360 s")


if __name__ == "__main__":
    main()
