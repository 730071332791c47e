"""From synapses to the score.

    improvement  I = G [y_Y Y + y_S (synapses - synapses_0)]
    score        MADRS = baseline * exp(-(I + X))

synapses: (S + N + K) L of prefrontal cortex; synapses_0 its value before the first dose; X expectation. G: patient.
Relief therefore comes early from potentiation, later from synapses, and stress that stops helps without any drug.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import Source, assumed, param, parameters

COURSE = Source(
    "",
    "calibration rows: depression day 1 to 15, relapse",
    "fitted",
    ("E012", "E025", "E027", "E315", "E326", "E336", "E339"),
)


@parameters
class Mood:
    """Gains from biology to log score."""

    potentiation: float = param(3.409, "1", "y_Y, fall of log score per unit potentiation", COURSE)
    synapses: float = param(3.957, "1", "y_S, fall of log score per unit synapses", COURSE)
    baseline: float = param(
        32.6, "1", "MADRS before treatment", assumed("recalled trial baseline", "E324"), low=20.0, high=45.0
    )
    baseline_sd: float = param(6.1, "1", "its spread", assumed("recalled trial baseline", "E324"), low=3.0, high=9.0)


def improvement(potentiation: Array, synapses: Array, reference: ArrayLike, gain: ArrayLike, m: Mood) -> Array:
    """Fall of the log score that biology carries."""
    return gain * (m.potentiation * potentiation + m.synapses * (synapses - reference))


def score(baseline: ArrayLike, fall: Array) -> Array:
    """Score after a fall of the log score; never below 0."""
    return baseline * jnp.exp(-fall)
