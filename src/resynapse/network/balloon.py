"""Balloon-Windkessel: the BOLD signal that follows synaptic activity z.

    ds/dt = z - kappa s - gamma (f - 1)              vasodilatory signal
    df/dt = s                                        blood flow
    tau dv/dt = f - v^(1/alpha)                      volume of the venous balloon
    tau dq/dt = f E(f)/rho - v^(1/alpha) q/v         deoxyhaemoglobin,  E(f) = 1 - (1 - rho)^(1/f)
    BOLD = V_0 [ k_1 (1 - q) + k_2 (1 - q/v) + k_3 (1 - v) ]

f, v and q are multiples of rest; time in seconds. kappa and gamma are rates per second, as Friston 2003 gives them; a
lineage of whole-brain code reads the same numbers as seconds, which makes the response peak at 1.9 s (`as_seconds`).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from resynapse.provenance import Source, param, parameters

Floats = NDArray[np.float64]


def _friston(row: str) -> Source:
    return Source("Friston2003", "prior means, as in published model code", "measured", (row,))


@parameters
class Balloon:
    """Haemodynamics of every region."""

    kappa: float = param(0.65, "1/s", "decay of the vasodilatory signal", _friston("M415"))
    gamma: float = param(0.41, "1/s", "feedback of flow on the signal", _friston("M416"))
    tau: float = param(0.98, "s", "transit time", _friston("M417"))
    alpha: float = param(0.32, "1", "stiffness of the vessel (Grubb)", _friston("M418"))
    rho: float = param(0.34, "1", "oxygen extracted at rest", _friston("M420"))
    v_0: float = param(0.02, "1", "blood volume at rest", _friston("M421"))
    k_1: float = param(2.38, "1", "intravascular weight, 7 rho", _friston("M422"))
    k_2: float = param(2.0, "1", "weight of concentration", _friston("M423"))
    k_3: float = param(0.48, "1", "extravascular weight, 2 rho - 0.2", _friston("M424"))


def as_seconds(balloon: Balloon) -> Balloon:
    """The same numbers read as time constants: only to compare with code that does so."""
    return dataclasses.replace(balloon, kappa=1.0 / balloon.kappa, gamma=1.0 / balloon.gamma)


def settled(activity: Floats, balloon: Balloon) -> tuple[Floats, Floats, Floats, Floats]:
    """s, f, v and q when activity has been constant for long."""
    z, b = np.asarray(activity, np.float64), balloon
    flow = 1.0 + z / b.gamma
    volume = flow**b.alpha
    return np.zeros_like(z), flow, volume, volume * (1.0 - (1.0 - b.rho) ** (1.0 / flow)) / b.rho


def bold(activity: Floats, step: float, balloon: Balloon, before: Floats | float = 0.0) -> Floats:
    """BOLD of a given activity, by Euler steps in 64 bits: the plain form that the fast one is checked against.

    Args:
        activity: z, [T, ...].
        step: between two values of z [s].
        before: activity until then, [...].
    Returns:
        [T, ...], after each step.
    """
    b = balloon
    s, f, v, q = settled(np.broadcast_to(np.asarray(before, np.float64), activity.shape[1:]), b)
    seen = np.empty(activity.shape)
    for k, z in enumerate(activity):
        out = v ** (1.0 / b.alpha)
        extraction = (1.0 - (1.0 - b.rho) ** (1.0 / f)) / b.rho
        s, f, v, q = (
            s + step * (z - b.kappa * s - b.gamma * (f - 1.0)),
            f + step * s,
            v + step / b.tau * (f - out),
            q + step / b.tau * (f * extraction - out * q / v),
        )
        seen[k] = b.v_0 * (b.k_1 * (1.0 - q) + b.k_2 * (1.0 - q / v) + b.k_3 * (1.0 - v))
    return seen


def response(balloon: Balloon, seconds: float = 30.0, step: float = 1e-3, size: float = 1.0) -> tuple[Floats, Floats]:
    """The haemodynamic response to a pulse of half a second: times from its start [s], and BOLD over its peak.

    The balloon is not linear: a very small pulse peaks 0.14 s later than one of size 1.

    >>> times, seen = response(Balloon())
    >>> bool(abs(times[seen.argmax()] - 3.2) < 0.1)
    True
    """
    times = step * np.arange(1, round(seconds / step) + 1, dtype=np.float64)
    seen = bold(np.where(times <= 0.5 + step / 2, size, 0.0), step, balloon)
    return times, np.asarray(seen / seen.max())
