"""Stiff integration: the Rosenbrock method RODAS of order 4 with an embedded one of order 3 (Hairer and Wanner).

Six stages, one factorisation each step; L-stable, so that channels that open in microseconds do not dictate the
step once they have settled. Amounts that the equations conserve are conserved to rounding. The step follows the
error estimate.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from resynapse.compiled import compiled
from resynapse.synapse.flow import flow, jacobian

GAMMA = 0.25
A = np.zeros((6, 6))
A[1, :1] = (1.544,)
A[2, :2] = (0.9466785280815826, 0.2557011698983284)
A[3, :3] = (3.314825187068521, 2.896124015972201, 0.9986419139977817)
A[4, :4] = (1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950)
A[5, :4] = A[4, :4]
A[5, 4] = 1.0
C = np.zeros((6, 6))
C[1, :1] = (-5.6688,)
C[2, :2] = (-2.430093356833875, -0.2063599157091915)
C[3, :3] = (-0.1073529058151375, -9.594562251023355, -20.47028614809616)
C[4, :4] = (7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160)
C[5, :5] = (8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054)


@compiled
def integrate(
    part: int, y0: Any, at: Any, p: Any, first: Any, second: Any, small: Any, tolerance: float, longest: float
) -> Any:
    """Follow one part of the synapse from a state.

    Args:
        part: see `flow`.
        y0: state at the first time [n].
        at: increasing times [T]; every one is stepped on exactly.
        p, first, second: numbers and schemes, see `flow`.
        small: absolute error allowed per step, by state [n], in units of `tolerance`.
        tolerance: relative error allowed per step.
        longest: step never exceeded [ms].
    Returns:
        states [T, n].
    Raises:
        RuntimeError: when no step is small enough.
    """
    n = len(y0)
    out = np.empty((len(at), n))
    out[0] = y0
    y = y0.copy()
    base, stage = np.empty(n), np.empty(n)
    k = np.empty((6, n))
    h = 1e-4
    for target in range(1, len(at)):
        t = at[target - 1]
        while t < at[target]:
            h = min(h, longest)
            left = at[target] - t
            step = left if h >= 0.999 * left else h
            flow(part, y, base, p, first, second)
            jac = jacobian(part, y, base, p, first, second)
            while True:
                inverse = np.linalg.inv(np.eye(n) / (GAMMA * step) - jac)
                for s in range(6):
                    stage[:] = y
                    for j in range(s):
                        if A[s, j] != 0.0:
                            stage += A[s, j] * k[j]
                    flow(part, stage, base, p, first, second)
                    for j in range(s):
                        base += C[s, j] / step * k[j]
                    k[s] = inverse @ base
                stage += k[5]
                error = 0.0
                for i in range(n):
                    room = tolerance * (small[i] + max(abs(y[i]), abs(stage[i])))
                    error += (k[5, i] / room) ** 2
                error = np.sqrt(error / n)
                if error <= 1.0:
                    break
                step *= max(0.2, 0.9 * error**-0.25) if error < 1e300 else 0.2
                if not step > 1e-12:
                    raise RuntimeError("no step is small enough")
            y[:] = stage
            t = at[target] if step == left else t + step
            h = step * min(4.0, 0.9 * max(error, 1e-8) ** -0.25)
        out[target] = y
    return out
