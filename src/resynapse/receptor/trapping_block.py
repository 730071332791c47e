"""Share of NMDA channels a trapping blocker holds shut, by subunit and cell class, quasi-steady on the slow clock.

    occupancy     u_j = sum over drugs of C / K_j(V, Mg)         block_j = u_j / (1 + u_j)
    half block    K_j(V, Mg) = K_j(0) exp(depth F (V + 66 mV) / RT) (1 + c_j [Mg]/3.57 exp(-0.062 V))
    rare opening  a drug that is not trapped escapes between rare openings: K_j is multiplied by
                  (1 + kappa(-ln trapped)) / (1 + kappa(-ln trapped_ketamine)) on tonic and resting receptors
    native        tonic and resting receptors have an incomplete low-concentration component:
                  1 - (1 - block)(1 - site C / (C + site_half))

c_j, the hold of magnesium on subunit j, is what makes the half block in 1 mM Mg at -66 mV come out as tabulated.
Drugs exclude each other and magnesium in the pore (competition). Concentrations: unbound, umol/L.
Contested: which receptors a low dose reaches. Emnett 2013 finds memantine and ketamine alike at synapses (phasic
here), Gideons 2014 finds only ketamine at rest (resting here).
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from resynapse.provenance import assumed, param, parameters
from resynapse.receptor.blockers import Ketamine, Lanicemine, Memantine
from resynapse.receptor.magnesium import strength

TABULATED = -66.0  # mV, where the tables were measured
THERMAL = 25.69  # RT/F at 25 C [mV]
SUBUNITS = ("GluN2A", "GluN2B", "GluN2C", "GluN2D")
MIX = assumed("adult cortex: pyramids 2A and 2B, interneurons also 2C and 2D; shares not measured by class")
POTENTIAL = assumed("near the tabulated potential")


@parameters
class Membranes:
    """Which subunits each class carries and at what potential, and the extracellular magnesium."""

    magnesium: float = param(
        1.0,
        "mmol/L",
        "extracellular magnesium",
        assumed("as in the tables; brain fluid near 1 mM"),
        low=0.7,
        high=1.3,
    )
    voltage: float = param(-66.0, "mV", "potential at which tonic block is read", POTENTIAL, low=-75.0, high=-50.0)
    pyramidal_2a: float = param(0.6, "1", "GluN2A share on pyramids (rest 2B)", MIX, low=0.4, high=0.8)
    interneuron_2b: float = param(0.2, "1", "GluN2B share on interneurons", MIX, low=0.1, high=0.5)
    interneuron_2c: float = param(0.3, "1", "GluN2C share on interneurons (rest 2D)", MIX, low=0.1, high=0.5)
    escape: float = param(
        10.0,
        "1",
        "kappa, weight of escape between rare openings",
        assumed("no measurement; 0 to 100 spans the comparators"),
        low=0.0,
        high=100.0,
    )
    site_others: float = param(
        0.0,
        "1",
        "1: memantine and lanicemine share the low-concentration component",
        assumed("switch; drug specificity unmeasured", "M048"),
        low=0.0,
        high=1.0,
    )


class Receptors(NamedTuple):
    """All numbers of this scale."""

    membranes: Membranes = Membranes()
    ketamine: Ketamine = Ketamine()
    memantine: Memantine = Memantine()
    lanicemine: Lanicemine = Lanicemine()


class Free(NamedTuple):
    """Unbound concentrations in the brain [umol/L]."""

    s_ketamine: Array
    r_ketamine: Array
    memantine: Array
    lanicemine: Array


class Block(NamedTuple):
    """What the next scale may know: shares of NMDA channels blocked, 0 to 1."""

    phasic: Array  # synaptic receptors of pyramids
    interneuron: Array  # tonic receptors of PV, SST and VIP cells
    resting: Array  # receptors of pyramids at rest, in magnesium
    racemate: Array  # ketamine as umol/L of racemate, weighed by potency


def racemate(free: Free, ketamine: Ketamine) -> Array:
    """The racemic concentration that blocks as much as these enantiomers do [umol/L]."""
    rho = ketamine.s_over_r
    return 2.0 * (rho * free.s_ketamine + free.r_ketamine) / (1.0 + rho)


def half_block(drug: Ketamine | Memantine | Lanicemine, voltage: Array | float, magnesium: Array | float) -> Array:
    """Half-blocking concentration by subunit [4, ...] umol/L."""
    bare = (drug.ic50_2a, drug.ic50_2b, drug.ic50_2c, drug.ic50_2d)
    with_mg = (drug.mg_2a, drug.mg_2b, drug.mg_2c, drug.mg_2d)
    shift = jnp.exp(drug.depth * (voltage - TABULATED) / THERMAL)
    relative = strength(voltage, magnesium) / strength(TABULATED, 1.0)
    return jnp.stack([k * shift * (1.0 + (m / k - 1.0) * relative) for k, m in zip(bare, with_mg, strict=True)])


def by_subunit(free: Free, receptors: Receptors, *, tonic: bool = False) -> Array:
    """Pore block of each subunit [4, ...]; `tonic` lets poorly trapped drugs escape."""
    cells = receptors.membranes
    occupancy: Array = jnp.zeros(())
    for drug, level in (
        (receptors.ketamine, racemate(free, receptors.ketamine)),
        (receptors.memantine, free.memantine),
        (receptors.lanicemine, free.lanicemine),
    ):
        half = half_block(drug, cells.voltage, cells.magnesium)
        if tonic:
            half = half * _escape(drug.trapped, receptors)
        half = half.reshape(half.shape[:1] + (1,) * (jnp.ndim(level) - half.ndim + 1) + half.shape[1:])
        occupancy = occupancy + level / half
    return occupancy / (1.0 + occupancy)


def _escape(trapped: Array | float, receptors: Receptors) -> Array:
    kappa = receptors.membranes.escape
    return (1.0 - kappa * jnp.log(trapped)) / (1.0 - kappa * jnp.log(receptors.ketamine.trapped))


def block(free: Free, receptors: Receptors) -> Block:
    """Blocked shares for these unbound concentrations, any shape."""
    cells, ketamine = receptors.membranes, receptors.ketamine
    phasic, tonic = by_subunit(free, receptors), by_subunit(free, receptors, tonic=True)
    a = cells.pyramidal_2a
    b, c = cells.interneuron_2b, cells.interneuron_2c
    level = racemate(free, ketamine)
    reach = level + cells.site_others * (free.memantine + free.lanicemine)
    spared = 1.0 - ketamine.site * reach / (reach + ketamine.site_half)
    inner = b * tonic[1] + c * tonic[2] + (1.0 - b - c) * tonic[3]
    rest = a * tonic[0] + (1.0 - a) * tonic[1]
    return Block(
        phasic=a * phasic[0] + (1.0 - a) * phasic[1],
        interneuron=1.0 - (1.0 - inner) * spared,
        resting=1.0 - (1.0 - rest) * spared,
        racemate=level,
    )
