"""From the dorsal horn to a pain score.

    NRS = baseline signal(b) (1 - r M / (M + C50)) e^(-X)
    dM/dt = (C - M) / tau                tau = half-life / ln 2

signal(b): what the dorsal horn still sends up under NMDA block b; it comes and goes with the drug, within hours.
M: memory of exposure. PUT IN BY HAND: a published description of one trial in complex regional pain syndrome, an
effect compartment for S-ketamine with a half-life of days; no mechanism here explains it, and trials of single short
infusions found nothing lasting. C: plasma S-ketamine [mg/L] that blocks as much as the drugs given do. r: 1 in a
patient whose pain answers, 0 in the others (67 % answer); 0.67 in the typical patient. X: expectation, as in
depression (assumed). NRS: 0 no pain, 10 the worst imaginable.
"""

from __future__ import annotations

import math

import jax.numpy as jnp
from jax import Array
from jax.scipy.special import ndtr
from jax.typing import ArrayLike

from resynapse.plasma.brain import unbound_umol_per_mg
from resynapse.provenance import Source, assumed, param, parameters
from resynapse.receptor.blockers import Ketamine

MILDEST, WORST = 3.0, 10.0  # trials take patients in at 3 or more, milder groups down to 0.8 of their mean: assumed


@parameters
class Pain:
    """Numbers of the pain score."""

    baseline: float = param(
        7.0, "1", "NRS before treatment", assumed("severe pain; 8 and 8 to 9 in other patients", "W013", "E515"),
        low=5.0, high=9.0,
    )  # fmt: skip
    baseline_sd: float = param(
        1.5, "1", "its spread", assumed("interquartile range 2, a quarter to three quarters of a normal", "W013"),
        low=0.5, high=2.5,
    )  # fmt: skip
    half: float = param(
        10.5, "ng/mL", "C50, plasma S-ketamine for half the lasting relief",
        Source("Dahan2011", "abstract; fitted there to the trial it is shown against", "measured", ("W009",)),
        low=4.37, high=21.2, sd=4.8,
    )  # fmt: skip
    half_life: float = param(
        261.6, "h", "onset and offset half-life of the lasting relief, 10.9 days",
        Source("Dahan2011", "abstract; fitted there to the trial it is shown against", "measured", ("W010",)),
        low=127.2, high=492.0, sd=96.0,
    )  # fmt: skip
    chance: float = param(
        0.67, "1", "chance of a lasting effect",
        Source("Dahan2011", "abstract; 0.23 with placebo", "measured", ("W011", "W012")), low=0.47, high=0.87, sd=0.1,
    )  # fmt: skip


def rate(p: Pain) -> ArrayLike:
    """Rate at which the memory follows the level [1/h]."""
    return math.log(2.0) / p.half_life


def exposure(racemate: Array, ketamine: Ketamine) -> Array:
    """Plasma S-ketamine [mg/L] that blocks as much as this racemate equivalent, unbound in the brain [umol/L]."""
    rho = ketamine.s_over_r
    return racemate * (1.0 + rho) / (2.0 * rho) / unbound_umol_per_mg("s")


def patients(z_start: Array, z_relief: Array, typical: Array, start: float, p: Pain) -> tuple[Array, Array]:
    """NRS before treatment [points] and whether pain answers for days (1, 0; the chance in the typical patient), [P].

    Args:
        z_start, z_relief: standard-normal draws.
        typical: true where the patient is the typical one.
        start: NRS of the typical patient before treatment.
    """
    share = min(1.0, 0.8 * start / MILDEST)  # milder groups differ less
    baseline = jnp.clip(start + share * p.baseline_sd * z_start, min(MILDEST, 0.8 * start), WORST)
    return baseline, jnp.where(typical, p.chance, ndtr(z_relief) < p.chance)


def score(baseline: ArrayLike, signal: Array, memory: Array, responds: ArrayLike, expected: Array, p: Pain) -> Array:
    """NRS pain; arguments broadcast.

    Args:
        baseline: before treatment [points].
        signal: of the dorsal horn, multiple of that without drug.
        memory: M [mg/L].
        responds: 1, 0, or the chance of it.
        expected: fall of the log score by expectation.
    """
    lasting = responds * memory / (memory + p.half / 1000.0)
    return jnp.clip(baseline * signal * (1.0 - lasting) * jnp.exp(-expected), 0.0, WORST)
