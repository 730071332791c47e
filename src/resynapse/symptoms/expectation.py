"""What a visit does without the drug: expectation, care and unblinding, as explicit numbers.

    dX/dt = visit k_on (target - X) - X / tau_off
    target = x [e0 + e_open open + e_cue cue]
    cue = CADSS / (CADSS + 3 points)  or, for midazolam, half at full sedation

X lowers the log of the score. It is recharged at each visit (from the start of a dose for four hours). x is the
patient's readiness (spread between patients). Set `size` to 0 for a forecast without it.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import Source, assumed, param, parameters

ARMS = Source("", "calibration rows: control arms and open-label changes", "fitted", ("E315", "E326", "E336"))
OPEN = Source(
    "Rutherford2009", "odds of response 1.8 where everybody gets the drug (fit/data/priors.csv, P016)", "derived"
)
FADING = Source("", "calibration rows: saline arms at day 1 and 15, relapse", "fitted", ("E012", "E316", "E327"))
VISIT_HOURS = 4.0


@parameters
class Expectation:
    """Size and kinetics of the response to being treated."""

    size: float = param(
        1.0,
        "1",
        "switch and scale of the whole effect",
        assumed("1: as in trials; 0: none"),
        low=0.0,
        high=2.0,
    )
    base: float = param(0.2901, "1", "e0, fall of log score in a blinded arm", ARMS)
    openness: float = param(0.18, "1", "added when everybody knows the drug", OPEN, low=0.066, high=0.49)
    unblinding: float = param(
        0.3,
        "1",
        "added by a full cue",
        assumed("rests on midazolam against saline arms only; the rows do not hold it"),
        low=0.0,
        high=0.8,
    )
    cue_half: float = param(3.0, "1", "CADSS points for half a cue", assumed("data do not hold it"), low=1.0, high=10.0)
    midazolam_cue: float = param(
        0.5,
        "1",
        "cue at full midazolam effect",
        assumed("active placebo, guessed more often than saline"),
        low=0.2,
        high=0.8,
    )
    midazolam_half: float = param(
        0.02,
        "mg/L",
        "midazolam effect-site level for half its cue",
        assumed("sedative range"),
        low=0.005,
        high=0.08,
    )
    on_hours: float = param(0.8, "h", "time constant during a visit", assumed("within the session"), low=0.3, high=2.0)
    off_hours: float = param(1414.0, "h", "fading after it", FADING)


def cue(cadss: Array, midazolam: ArrayLike, e: Expectation) -> Array:
    """How strongly a session tells the patient what was given, 0 to 1."""
    sedated = e.midazolam_cue * midazolam / (midazolam + e.midazolam_half)
    dissociated = cadss / (cadss + e.cue_half)
    return 1.0 - (1.0 - dissociated) * (1.0 - sedated)


def target(open_label: ArrayLike, cue_level: Array, readiness: ArrayLike, e: Expectation) -> Array:
    """Where the fall of the log score heads during a visit."""
    return e.size * readiness * (e.base + e.openness * open_label + e.unblinding * cue_level)


def rate(visit: ArrayLike, e: Expectation) -> Array:
    """Rate of X [1/h], constant between visit edges."""
    return jnp.asarray(visit) / e.on_hours + 1.0 / e.off_hours
