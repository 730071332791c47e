"""One transmission and ten thousand, against SciPy on the same equations and against plain NumPy on the same channels.

One second of one synapse: ours, and SciPy's BDF and LSODA, each at the loosest tolerance that keeps every state within
BOUND of a reference (Radau, 1e-10). The right-hand side is the same compiled function for all three. The ensemble:
the channels of one transmission by Gillespie's direct method in NumPy, on the glutamate and voltage of the mean
transmission; ours does that and the cleft, the carriers, the voltages and the milestones besides. CPU seconds of the
process, in the same run; compiling is left out on both sides.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy
from scipy.integrate import solve_ivp

from resynapse import __version__
from resynapse.synapse import Numbers, SynapseState, transmissions, transmit
from resynapse.synapse.after import Synapse, release, run, synapse
from resynapse.synapse.flow import AFTER, V_SPINE, flow, seen
from resynapse.synapse.rates import arrays
from resynapse.synapse.receptors import receptors
from resynapse.synapse.scheme import generator

TIMES = np.linspace(0.0, 1000.0, 51)
BOUND = 1e-5
TOLERANCES = (1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
MANY, FEW = 10_000, 10
GOALS = {"one_second_of_one_synapse": 1.0, "ten_thousand_seconds": 10.0}  # CPU seconds, no more


def cpu(call: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.process_time()
    return call(), time.process_time() - begin


def volley() -> Synapse:
    numbers = Numbers()
    return synapse(SynapseState(), numbers, receptors(), together=numbers.spine.volley)


def solvers() -> dict[str, float]:
    """CPU seconds, error and tolerance of one second of one synapse, by solver."""
    made = volley()
    start, p, one, two = release(made, made.rest), made.record, arrays(made.first), arrays(made.second)

    def right(_: float, y: np.ndarray) -> np.ndarray:
        dy = np.empty_like(y)
        flow(AFTER, y, dy, p, one, two)
        return dy

    def scipys(method: str) -> Callable[[float], np.ndarray]:
        return lambda tol: solve_ivp(right, (0.0, 1000.0), start, method, TIMES, rtol=tol, atol=1e-2 * tol).y.T

    exact = solve_ivp(right, (0.0, 1000.0), start, "Radau", TIMES, rtol=1e-10, atol=1e-12).y.T
    scale = np.abs(exact).max(axis=0) + 1e-6
    sides = {"ours": lambda tol: run(made, start, TIMES, tol), "bdf": scipys("BDF"), "lsoda": scipys("LSODA")}
    found: dict[str, float] = {}
    run(made, start, TIMES[:2])
    for name, solve in sides.items():
        for tolerance in TOLERANCES:
            states, seconds = cpu(lambda tol=tolerance, f=solve: f(tol))
            error = float(np.max(np.abs(states - exact) / scale))
            if error < BOUND:
                found |= {f"{name}_seconds": seconds, f"{name}_error": error, f"{name}_tolerance": tolerance}
                break
    return found


def gillespie(made: Synapse, times: np.ndarray, level: np.ndarray, voltage: np.ndarray, rng: Any) -> None:
    """Both kinds of channels by the direct method, rates held from one reading to the next."""
    inputs = made.inputs
    for scheme, number in ((made.first, inputs.first_number), (made.second, inputs.second_number)):
        share = np.clip(scheme.start, 0.0, None)
        counts = rng.multinomial(round(number), share / share.sum())
        for k in range(len(times) - 1):
            q = generator(scheme, level[k], inputs.blocker, voltage[k], inputs.magnesium)
            np.fill_diagonal(q, 0.0)
            left = times[k + 1] - times[k]
            while True:
                pace = counts[:, None] * q
                total = pace.sum()
                left -= rng.exponential(1.0 / total) if total > 0.0 else np.inf
                if left <= 0.0:
                    break
                i, j = divmod(int(np.searchsorted(np.cumsum(pace), rng.random() * total)), len(counts))
                counts[i] -= 1
                counts[j] += 1


def ensemble() -> dict[str, float]:
    """CPU seconds for MANY stochastic transmissions, half of which release; NumPy's from FEW releases."""
    made = volley()
    times = np.concatenate([np.arange(0.0, 12.0, 0.02), np.arange(12.0, 50.0, 0.2), np.arange(50.0, 1000.0, 8.0)])
    states = run(made, release(made, made.rest), times)
    level = np.array([seen(y, made.record) for y in states])
    transmissions(number=10)
    seconds = cpu(lambda: transmissions(number=MANY))[1]
    rng = np.random.default_rng(0)
    plain = cpu(lambda: [gillespie(made, times, level, states[:, V_SPINE], rng) for _ in range(FEW)])[1]
    theirs = plain / FEW * MANY * Numbers().pool.utilisation
    return {"ten_thousand_seconds": seconds, "numpy_ten_thousand_seconds": theirs, "numpy_ratio": theirs / seconds}


def measure() -> dict[str, Any]:
    """Everything, with versions."""
    found: dict[str, Any] = solvers()
    found |= {f"{name}_ratio": found[f"{name}_seconds"] / found["ours_seconds"] for name in ("bdf", "lsoda")}
    transmit()
    found["one_second_of_one_synapse"] = cpu(lambda: transmit(until=1000.0))[1]
    found |= ensemble()
    versions = {"python": platform.python_version(), "scipy": scipy.__version__, "numpy": np.__version__}
    for name, goal in GOALS.items():
        print(f"{name}: {found[name]:.2g} s; goal {goal:g} s", flush=True)
    return found | versions | {"resynapse": __version__}


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:32s} {value if isinstance(value, str) else format(value, '.3g')}")
