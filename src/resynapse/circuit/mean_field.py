"""A prefrontal column on the slow clock: four classes, quasi-steady, in multiples of their resting rates.

    pyramidal  x_E = G_E { 1 + w_EE (J a_E x_E - 1) - t_E b_phasic - w_EP (g x_P - 1) - w_ES (g x_S - 1) - q_E }
    PV         x_P = m(d_P t_I b_tonic) { 1 + [w_PE (a_P x_E - 1) - w_PS (g x_S - 1) - q_P] / (1 + w_PP) }
    SST        x_S = m(t_I b_tonic)     { 1 + w_SE (a_S x_E - 1) - w_SV (g x_V - 1) - q_S }
    VIP        x_V = m(d_V t_I b_tonic) { 1 + w_VE (a_V x_E - 1) - w_VS (g x_S - 1) - q_V }

a_X = (1 - nu_X)(1 - q) + nu_X (1 - b_phasic): what is left of excitation on class X when a share q of AMPA and
b_phasic of NMDA receptors is blocked; nu_X is the NMDA share. J: excitatory synapses times their homeostatic
scaling, 1 at rest. m(l) = 1 - l + k l^2: what an interneuron keeps of its rate without a share l of its tonic drive;
it falls less than along its tangent. g: GABA gain (benzodiazepines raise it). q_X: afferent AMPA drive lost to a
blocker; at rest that drive carries whatever the column's own cells do not. G_E: gain from dopamine and serotonin. t_I
and t_E, how much tonic NMDA drive interneurons and pyramids live on, are the two numbers nobody measured: they are
solved from two anchors (balance.py), not shipped. The four equations are linear in the rates and solved exactly.

Wiring: Rudy 2011 (shares), Pfeffer 2013 (PV->PV, SST->others, VIP->SST). Weights and k are those of the spiking column
(spiking/weights.py), whose strengths are assumed in turn.
Contested: disinhibition was not found in thalamus (Amat-Foraster 2018) and Autry 2011 does not need it.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse.circuit.modulators import Modulators, gain
from resynapse.provenance import Source, assumed, param, parameters
from resynapse.receptor import Block

CLASSES = ("pyramidal", "PV", "SST", "VIP")
WEIGHT = Source(
    "", "least squares on rates of the spiking column in 80 states: spiking/data/agreement.csv, weights.py", "derived"
)
SHARE = assumed("recalled NMDA charge share", "M234", "M235")
RATE = assumed("recalled awake rate", "M230", "M231", "M232", "M233")


@parameters
class Column:
    """Weights, NMDA shares, tonic drive and resting rates."""

    w_ee: float = param(0.521, "1", "recurrent excitation", WEIGHT, low=0.1, high=1.5)
    w_ep: float = param(0.968, "1", "PV inhibition of pyramids", WEIGHT, low=0.4, high=2.5)
    w_es: float = param(1.21, "1", "SST inhibition of pyramids", WEIGHT, low=0.5, high=3.0)
    w_pe: float = param(1.07, "1", "pyramidal drive of PV", WEIGHT, low=0.3, high=2.5)
    w_ps: float = param(0.619, "1", "SST inhibition of PV", WEIGHT, low=0.1, high=1.5)
    w_pp: float = param(0.234, "1", "PV inhibition of PV", WEIGHT, low=0.1, high=0.6)
    w_se: float = param(0.385, "1", "pyramidal drive of SST", WEIGHT, low=0.1, high=1.0)
    w_sv: float = param(0.126, "1", "VIP inhibition of SST", WEIGHT, low=0.05, high=0.4)
    w_ve: float = param(0.369, "1", "pyramidal drive of VIP", WEIGHT, low=0.1, high=1.0)
    w_vs: float = param(0.256, "1", "SST inhibition of VIP", WEIGHT, low=0.05, high=0.6)
    bend: float = param(
        0.0831, "1", "bend k of an interneuron's rate against its lost tonic drive", WEIGHT, low=0.0, high=0.25
    )
    nu_e: float = param(0.3, "1", "NMDA share of excitation, pyramids", SHARE, low=0.15, high=0.5)
    nu_p: float = param(0.1, "1", "NMDA share of excitation, PV", SHARE, low=0.02, high=0.25)
    nu_s: float = param(0.3, "1", "NMDA share of excitation, SST", SHARE, low=0.15, high=0.5)
    nu_v: float = param(0.2, "1", "NMDA share of excitation, VIP", SHARE, low=0.02, high=0.5)
    drive_p: float = param(
        0.5, "1", "tonic NMDA drive of PV relative to SST", assumed("PV less than SST"), low=0.1, high=1.0
    )
    drive_v: float = param(
        0.5, "1", "tonic NMDA drive of VIP relative to SST", assumed("as PV; unmeasured"), low=0.1, high=1.0
    )
    rate_e: float = param(2.0, "Hz", "resting rate, pyramids", RATE, low=0.5, high=5.0)
    rate_p: float = param(12.0, "Hz", "resting rate, PV", RATE, low=5.0, high=25.0)
    rate_s: float = param(6.0, "Hz", "resting rate, SST", RATE, low=2.0, high=12.0)
    rate_v: float = param(5.0, "Hz", "resting rate, VIP", RATE, low=1.0, high=15.0)
    floor: float = param(
        0.05, "1", "width of the smooth floor of a rate", assumed("keeps rates positive"), low=0.01, high=0.1
    )


class Balance(NamedTuple):
    """Tonic NMDA drive, solved from the anchors."""

    interneuron: ArrayLike  # t_I
    pyramidal: ArrayLike  # t_E


class Tone(NamedTuple):
    """What else sets the column: all 1 (or 0 for `ampa`) at rest."""

    synapses: ArrayLike = 1.0  # J
    ampa: ArrayLike = 0.0  # q, share of AMPA receptors blocked
    gaba: ArrayLike = 1.0  # g


class Activity(NamedTuple):
    """What the next scale may know; multiples of rest, shape of the block."""

    rates: Array  # [4, ...] pyramidal, PV, SST, VIP
    excess: Array  # x_E - 1 without the floor: what drives release
    inhibition: Array  # inhibitory drive on pyramids
    balance: Array  # excitation over inhibition on pyramids
    gamma: Array  # proxy: gain of the pyramid-PV loop


def activity(block: Block, tone: Tone, balance: Balance, column: Column, modulators: Modulators) -> Activity:
    """Solve the column for these blocked shares.

    Args:
        block: shares blocked, any shape.
        tone, balance: broadcast against `block`.
    """
    c = column
    b, q, g = block.phasic, tone.ampa, tone.gaba
    a_e, a_p, a_s, a_v = ((1.0 - nu) * (1.0 - q) + nu * (1.0 - b) for nu in (c.nu_e, c.nu_p, c.nu_s, c.nu_v))
    lost = balance.interneuron * block.interneuron
    m_p, m_s, m_v = (_kept(share, c.bend) for share in (c.drive_p * lost, lost, c.drive_v * lost))
    ge = gain(modulators)
    # deviations y = x - 1 obey a linear system; SST and VIP first, in terms of the pyramids
    k_s, k_v = m_s * c.w_se * a_s, m_v * c.w_ve * a_v
    more = g - 1.0
    s0 = m_s * (1.0 + c.w_se * (a_s - 1.0) - c.w_sv * more - _lost(1.0 + c.w_sv - c.w_se, c.nu_s, q)) - 1.0
    v0 = m_v * (1.0 + c.w_ve * (a_v - 1.0) - c.w_vs * more - _lost(1.0 + c.w_vs - c.w_ve, c.nu_v, q)) - 1.0
    u_s, u_v = m_s * g * c.w_sv, m_v * g * c.w_vs
    inverse = 1.0 / (1.0 - u_s * u_v)
    s0, s1 = (s0 - u_s * v0) * inverse, (k_s - u_s * k_v) * inverse
    v0, v1 = v0 - u_v * s0, k_v - u_v * s1
    own = 1.0 / (1.0 + c.w_pp) * m_p
    afferent = _lost(1.0 + c.w_pp + c.w_ps - c.w_pe, c.nu_p, q)
    p0 = m_p - 1.0 + own * (c.w_pe * (a_p - 1.0) - c.w_ps * (g * s0 + more) - afferent)
    p1 = own * (c.w_pe * a_p - g * c.w_ps * s1)
    loop = tone.synapses * a_e
    afferent = _lost(1.0 + c.w_ep + c.w_es - c.w_ee, c.nu_e, q)
    free = c.w_ee * (loop - 1.0) - balance.pyramidal * b - afferent
    free = free - c.w_ep * (g * p0 + more) - c.w_es * (g * s0 + more)
    e = (ge * (1.0 + free) - 1.0) / (1.0 - ge * (c.w_ee * loop - g * (c.w_ep * p1 + c.w_es * s1)))
    p, s, v = p0 + p1 * e, s0 + s1 * e, v0 + v1 * e
    rates = jnp.stack([_floor(1.0 + y, c.floor) for y in (e, p, s, v)])
    inhibition = g * (c.w_ep * rates[1] + c.w_es * rates[2]) / (c.w_ep + c.w_es)
    return Activity(
        rates=rates,
        excess=e,
        inhibition=inhibition,
        balance=loop * rates[0] / inhibition,
        gamma=jnp.sqrt(rates[0] * rates[1]),
    )


def _lost(afferent: ArrayLike, nmda: ArrayLike, blocked: ArrayLike) -> ArrayLike:
    """Afferent drive lost when a share of AMPA receptors is blocked; its NMDA part is in t_I and t_E."""
    return afferent * (1.0 - nmda) * blocked


def _kept(lost: ArrayLike, bend: ArrayLike) -> ArrayLike:
    """Rate that is left of an interneuron when this share of its tonic drive is lost."""
    return 1.0 - lost + bend * lost * lost


def _floor(x: Array, width: ArrayLike) -> Array:
    """A rate cannot be negative: smooth, and exactly 1 at 1."""
    squared = jnp.square(jnp.asarray(width))
    return (x + jnp.sqrt(x * x + squared)) / (1.0 + jnp.sqrt(1.0 + squared))
