"""One transmission and ten thousand: ours against SciPy's BDF on the same equations, at the same accuracy.

CPU seconds of the process, in the same run; compiling is left out on both sides.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from resynapse.synapse import Numbers, SynapseState, transmissions, transmit
from resynapse.synapse.after import release, run, synapse
from resynapse.synapse.flow import AFTER, flow
from resynapse.synapse.rates import arrays
from resynapse.synapse.receptors import receptors

TIMES = np.linspace(0.0, 1000.0, 51)
BOUND = 1e-5


def by_scipy(right: Any, start: np.ndarray, tolerance: float) -> np.ndarray:
    found = solve_ivp(right, (0.0, 1000.0), start, "BDF", TIMES, rtol=tolerance, atol=1e-2 * tolerance)
    return found.y.T


def cpu(call: Any) -> tuple[Any, float]:
    begin = time.process_time()
    return call(), time.process_time() - begin


def measure() -> dict[str, float]:
    """CPU seconds: one second of one synapse, ours and SciPy's within BOUND; ten thousand transmissions."""
    numbers = Numbers()
    made = synapse(SynapseState(), numbers, receptors(), together=numbers.spine.volley)
    start, p, one, two = release(made, made.rest), made.record, arrays(made.first), arrays(made.second)

    def right(_: float, y: np.ndarray) -> np.ndarray:
        dy = np.empty_like(y)
        flow(AFTER, y, dy, p, one, two)
        return dy

    exact = solve_ivp(right, (0.0, 1000.0), start, "Radau", TIMES, rtol=1e-10, atol=1e-12).y.T
    scale = np.abs(exact).max(axis=0) + 1e-6
    found = {}
    for name, tolerances, solve in (
        ("ours", (1e-4, 1e-5, 1e-6, 1e-7), lambda t: run(made, start, TIMES, t)),
        ("scipy", (1e-4, 1e-5, 1e-6, 1e-7, 1e-8), lambda t: by_scipy(right, start, t)),
    ):  # fmt: skip
        for tolerance in tolerances:
            solve(tolerance)
            states, seconds = cpu(lambda t=tolerance, f=solve: f(t))
            error = float(np.max(np.abs(states - exact) / scale))
            if error < BOUND:
                found |= {f"{name}_seconds": seconds, f"{name}_error": error, f"{name}_tolerance": tolerance}
                break
    transmit()
    found["one_second_of_one_synapse"] = cpu(lambda: transmit(until=1000.0))[1]
    transmissions(number=10)
    found["ten_thousand_transmissions"] = cpu(lambda: transmissions(number=10_000))[1]
    return found


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:32s} {value:.3g}")
