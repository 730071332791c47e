"""From glutamate to protein: BDNF released through AMPA and L-type calcium, TrkB, mTORC1, and the eEF2K route.

    eEF2K     active = (1 - resting block)(1 - inhibitor)
    pool      tau_P dP/dt = 1 + alpha (1 - active) - P                     translation of BDNF at rest
    BDNF      tau_B dB/dt = P * glutamate * ampa * calcium * mu * free - B  released through AMPA and L-type channels
    TrkB      h = z / (z + beta),   z = ramp(B - theta),   theta = 1 - comp (1 - mu)
    feedback  tau_F dF/dt = h - F            u = ramp(h - F)                only a change is seen
    mTORC1    tau_M dM/dt = u (1 - rapamycin) - M
    proteins  dQ/dt = M - Q / tau_Q

mu: activity-dependent secretion of the Val66Met genotype. Every blocker acts at its own arrow; none touches an output.
Causal chain: Li 2010, Lepack 2015, Liu 2012, Autry 2011, Gideons 2014. Kinetics are assumed inside the time course
of Li 2010 (peak 0.5 to 1 h, back by 2 h, proteins 2 to 72 h). Contested: mTORC1 may serve S- and not R-ketamine
(Yang 2019); drugs may bind TrkB directly (Casarotto 2021; `direct`, off).
"""

from __future__ import annotations

from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import assumed, param, parameters
from resynapse.solve import ramp

KINETICS = assumed("inside the recalled time course: on by 0.5 h, off by 2 h", "E051", "E052", key="Li2010")


@parameters
class Signalling:
    """Gains and time constants of the cascade."""

    translation: float = param(
        0.25,
        "1",
        "alpha, rise of the BDNF pool when eEF2K is off",
        assumed("sign causal; size not read", "M338"),
        low=0.1,
        high=0.6,
    )
    pool_hours: float = param(0.5, "h", "BDNF pool", assumed("recalled: up at 30 min", "M340"), low=0.2, high=1.0)
    bdnf_hours: float = param(0.33, "h", "released BDNF", KINETICS, low=0.15, high=0.6)
    half: float = param(
        0.47,
        "1",
        "beta, BDNF above threshold for half TrkB",
        assumed("fixed before fitting: data do not hold it"),
        low=0.1,
        high=1.5,
    )
    compensation: float = param(
        0.5,
        "1",
        "share of a secretion deficit that the threshold follows",
        assumed("basal atrophy in Met/Met is partial"),
        low=0.0,
        high=0.8,
    )
    val_met: float = param(
        0.82, "1", "mu of Val/Met", assumed("recalled loss of regulated secretion"), low=0.7, high=1.0
    )
    met_met: float = param(
        0.71, "1", "mu of Met/Met", assumed("recalled loss of regulated secretion"), low=0.5, high=0.9
    )
    feedback_hours: float = param(0.7, "h", "adaptation of TrkB signalling", KINETICS, low=0.3, high=1.2)
    mtor_hours: float = param(0.25, "h", "mTORC1", KINETICS, low=0.1, high=0.5)
    protein_hours: float = param(
        30.0,
        "h",
        "synaptic proteins",
        assumed("recalled: raised from 2 to 72 h", "E053", "E054", key="Li2010"),
        low=15.0,
        high=60.0,
    )
    corner: float = param(
        0.02,
        "1",
        "width of the smooth threshold of BDNF",
        assumed("part of the model; fixed before any fit"),
        low=0.005,
        high=0.05,
    )
    corner_trkb: float = param(
        0.05,
        "1",
        "width of the smooth ramp of TrkB",
        assumed("part of the model; fixed before any fit"),
        low=0.01,
        high=0.1,
    )
    direct: float = param(
        0.0,
        "1",
        "BDNF-equivalent of full direct TrkB binding",
        assumed("contested; off", "M369"),
        low=0.0,
        high=1.0,
    )
    direct_half: float = param(
        10.0, "umol/L", "ketamine for half direct binding", assumed("recalled", "M370"), low=1.0, high=50.0
    )
    probe: float = param(
        0.95,
        "1",
        "share of its target that an experimental blocker removes",
        assumed("doses chosen to block; residual unmeasured"),
        low=0.8,
        high=1.0,
    )


def pool_target(resting_block: Array, inhibitor: ArrayLike, s: Signalling) -> Array:
    """Where the BDNF pool heads."""
    return 1.0 + s.translation * (1.0 - eef2k(resting_block, inhibitor, s))


def eef2k(resting_block: Array, inhibitor: ArrayLike, s: Signalling) -> Array:
    """Activity of eEF2 kinase, 1 at rest."""
    return (1.0 - resting_block) * (1.0 - s.probe * inhibitor)


def released(
    pool: Array,
    glutamate: Array,
    ampa: ArrayLike,
    calcium: ArrayLike,
    antibody: ArrayLike,
    mu: ArrayLike,
    s: Signalling,
) -> Array:
    """Where free BDNF heads: each factor is an arrow that can be cut."""
    return pool * glutamate * (1.0 - ampa) * (1.0 - s.probe * calcium) * (1.0 - s.probe * antibody) * mu


def trkb(bdnf: Array, racemate: Array, mu: ArrayLike, s: Signalling) -> Array:
    """Active TrkB above rest, 0 to 1."""
    threshold = 1.0 - s.compensation * (1.0 - mu)
    z = ramp(bdnf - threshold, s.corner) + s.direct * racemate / (racemate + s.direct_half)
    return z / (z + s.half)


def novelty(active: Array, adapted: Array, s: Signalling) -> Array:
    """What the cascade passes on: TrkB beyond what it has adapted to."""
    return ramp(active - adapted, s.corner_trkb)
