"""Reduced Wong-Wang: one excitatory and one inhibitory pool per region, joined by slow NMDA currents.

    dS_E/dt = -S_E/tau_E + (1 - S_E) gamma r_E + sigma (w_E + sqrt(c) w_0)      r_E = H_E(I_E)
    dS_I/dt = -S_I/tau_I + r_I                 + sigma w_I                      r_I = H_I(I_I)
    I_E = W_E I_0 + J (e_r w+ S_E + e_l G C S_E) - f g S_I
    I_I = W_I I_0 + J  i_r w_EI S_E              -   g S_I
    H(I) = x / (1 - exp(-d x)),  x = a I - b

C: connectome; G: global coupling; f: feedback inhibition; w: white noise of each pool, w_0 one that all pyramids
share. e_r, e_l and i_r are what a drug leaves of the NMDA current on pyramids from their own region, on pyramids
from other regions and on interneurons; g is the GABA gain. All four are 1 at rest.

Time in milliseconds, rates in Hz, currents in nA; S is a fraction of open channels.
Source: Deco 2014 (equations, constants); regional strengths as in Demirtas 2019.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import Source, assumed, param, parameters

FLOW = 1e-3  # events per millisecond at 1 Hz


def _deco(*rows: str) -> Source:
    return Source("Deco2014", "dynamic mean field, as in published model code", "measured", rows)


@parameters
class WongWang:
    """What every region has in common."""

    tau_e: float = param(100.0, "ms", "decay of NMDA gating", _deco("M381"))
    tau_i: float = param(10.0, "ms", "decay of GABA gating", _deco("M382"))
    gamma: float = param(0.641, "1", "NMDA gating opened by one spike", _deco("M383"))
    coupling: float = param(0.15, "nA", "NMDA coupling J", _deco("M385"))
    external: float = param(0.382, "nA", "background current I_0", _deco("M386"))
    external_e: float = param(1.0, "1", "share of I_0 on pyramids W_E", _deco("M387"))
    external_i: float = param(0.7, "1", "share of I_0 on interneurons W_I", _deco("M388"))
    recurrent: float = param(1.4, "1", "recurrent excitation w+ where none is fitted", _deco("M389"))
    a_e: float = param(310.0, "1/nC", "gain of pyramids", _deco("M390"))
    b_e: float = param(125.0, "Hz", "offset of pyramids", _deco("M391"))
    d_e: float = param(0.16, "s", "curvature of pyramids", _deco("M392"))
    a_i: float = param(615.0, "1/nC", "gain of interneurons", _deco("M393"))
    b_i: float = param(177.0, "Hz", "offset of interneurons", _deco("M394"))
    d_i: float = param(0.087, "s", "curvature of interneurons", _deco("M395"))
    rate: float = param(
        3.0, "Hz", "rate that feedback inhibition holds", assumed("isolated node: 3.08 Hz", "M405"), low=2.5, high=4.0
    )
    noise: float = param(
        3.2e-4,
        "1/ms^0.5",
        "noise amplitude sigma; linear theory is exact below 1e-3 and connectivity does not depend on it there",
        assumed("0.01 per square root of a second; 0.01 per square root of a millisecond is in use, too", "M400"),
        low=1e-4,
        high=1e-2,
    )


class NodeParameters(NamedTuple):
    """What differs between regions; [N] each, or [..., N] for patients, and two scalars (or [...]).

    Attributes:
        g: global coupling G.
        w_e: recurrent excitation w+.
        w_ei: excitation of interneurons, multiple of J.
        w_ie: feedback inhibition f [nA].
        sigma: noise of both pools [1/ms^0.5].
        shared: c, variance of the noise common to all pyramids over that of their own.
        nmda_e: e_r, what drug and synapse loss leave of excitation of pyramids from their own region.
        nmda_long: e_l, the same from other regions (by target).
        nmda_i: i_r, what is left of excitation of interneurons.
        gaba: GABA gain.
    """

    g: ArrayLike
    w_e: ArrayLike
    w_ei: ArrayLike
    w_ie: ArrayLike
    sigma: ArrayLike
    shared: ArrayLike
    nmda_e: ArrayLike
    nmda_long: ArrayLike
    nmda_i: ArrayLike
    gaba: ArrayLike


def alike(regions: int, g: float = 1.0, model: WongWang | None = None) -> NodeParameters:
    """Regions that do not differ, without drug, with unit feedback inhibition (see `analytic.balance`)."""
    m, one = model or WongWang(), np.ones(regions)
    return NodeParameters(g, m.recurrent * one, one, one, m.noise * one, 0.0, one, one, one, one)


def rate_e(current: ArrayLike, model: WongWang) -> Array:
    """Rate of pyramids [Hz] at an input current [nA].

    >>> round(float(rate_e(0.3773, WongWang())), 2)
    3.07
    """
    return _transfer(model.a_e * jnp.asarray(current) - model.b_e, model.d_e)


def rate_i(current: ArrayLike, model: WongWang) -> Array:
    """Rate of interneurons [Hz] at an input current [nA]."""
    return _transfer(model.a_i * jnp.asarray(current) - model.b_i, model.d_i)


def slope_e(current: ArrayLike, model: WongWang) -> Array:
    """Derivative of `rate_e` [Hz/nA]."""
    return model.a_e * _slope(model.a_e * jnp.asarray(current) - model.b_e, model.d_e)


def slope_i(current: ArrayLike, model: WongWang) -> Array:
    """Derivative of `rate_i` [Hz/nA]."""
    return model.a_i * _slope(model.a_i * jnp.asarray(current) - model.b_i, model.d_i)


def _transfer(x: Array, d: ArrayLike) -> Array:
    """x / (1 - exp(-d x)), 1/d at x = 0."""
    safe = jnp.where(jnp.abs(x) < 1e-9, 1e-9, x)
    return safe / -jnp.expm1(-d * safe)


def _slope(x: Array, d: ArrayLike) -> Array:
    safe = jnp.where(jnp.abs(x) < 1e-6, 1e-6, x)
    share = -jnp.expm1(-d * safe)
    return (1.0 - d * safe * (1.0 - share) / share) / share
