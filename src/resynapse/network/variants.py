"""The same brain under different models, so that a conclusion can be tested against the choice of one.

    global      reduced Wong-Wang, four fitted numbers, half of a drug's effect on rates compensated at once
    held        the same, feedback inhibition follows the drug at once and holds every rate
    regional    one strength and one noise per region, fitted to the mean of persons or to a group (describes)
    noisy       sigma of 0.01 per square root of a millisecond, the fixed point averaged over its fluctuations
    hopf        oscillators near their onset, without rates, receptors or currents

The Hopf family knows no receptors. What couples two regions is weakened as synapses and block weaken their inputs,
C_ij sqrt(l_i l_j); and a region comes nearer to its onset by the share of inhibition it loses,

    a_i = a (1 - s_I b_interneuron + s_E b_phasic + (gaba - 1))

both assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from scipy.optimize import minimize_scalar
from threadpoolctl import threadpool_limits

from resynapse import machine
from resynapse.network import averaged, fit, hopf, observables, rest, structure
from resynapse.network import routes as ways
from resynapse.network.brain import Brain, Floats, measured
from resynapse.network.hopf import Hopf
from resynapse.network.rest import Ready
from resynapse.network.routes import Routes
from resynapse.network.state import BrainState
from resynapse.network.strengths import Strengths, shipped
from resynapse.network.wong_wang import WongWang

Values = dict[str, Floats]
Read = Callable[[BrainState, Callable[[int], None] | None], Values]
CHUNK = 64  # states of one call
QUICK = ("global", "held", "hopf")
STRONG = 0.01  # 1/ms^0.5, the noise of Deco 2014
READINGS = {name: ("1", words) for name, words in rest.SCALARS.items()} | {
    "default_rate": ("Hz", "activity of the default mode network"),
    "mean_rate": ("Hz", "mean rate of pyramids over regions"),
}


class Variant(NamedTuple):
    """A model of one brain.

    Attributes:
        name: one word.
        words: what sets it apart.
        read: `READINGS` of states, [P] each; NaN where the model has no stable answer or no such quantity.
    """

    name: str
    words: str
    read: Read


def quick(brain: Brain, routes: Routes | None = None) -> list[Variant]:
    """Those that take milliseconds per state (`QUICK`)."""
    r, model, strengths = routes or Routes(), WongWang(), shipped(len(brain.weights), brain.fitted)
    return [
        _wong_wang("global", "Wong-Wang, four fitted numbers, half compensated", brain, strengths, r, model),
        _wong_wang("held", "Wong-Wang, rates held at once", brain, strengths, replace(r, acute=1.0), model),
        _hopf(brain, r),
    ]


def every(brain: Brain, fitted: Strengths, routes: Routes | None = None) -> list[Variant]:
    """All of them. Args: fitted: per region, of `regional`."""
    r, common = routes or Routes(), shipped(len(brain.weights), brain.fitted)
    *wong_wang, other = quick(brain, r)
    described = _wong_wang("regional", "Wong-Wang, fitted per region", brain, fitted, r, WongWang())
    return [*wong_wang, described, _noisy(brain, common, r), other]


def regional(brain: Brain) -> Strengths:
    """One strength and one noise per region, fitted to the mean of all persons; it describes them."""
    start = shipped(len(brain.weights), brain.fitted)
    return fit.regional(brain, measured(brain), WongWang(), start).strengths


def _wong_wang(name: str, words: str, brain: Brain, strengths: Strengths, routes: Routes, model: WongWang) -> Variant:
    healthy = rest.ready(brain, strengths, model, routes)

    def read(state: BrainState, progress: Callable[[int], None] | None = None) -> Values:
        observed, beside = rest.readings(state, healthy, routes, model, progress)
        return named(observed._asdict() | beside | {"mean_rate": beside["rate"]})

    return Variant(name, words, distinct(read))


def named(found: dict[str, Array]) -> Values:
    """`READINGS`, NaN where the state is not valid."""
    holds = np.asarray(found["valid"]) > 0.5
    return {name: np.where(holds, np.asarray(found[name]), np.nan) for name in READINGS}


def distinct(read: Read) -> Read:
    """Reads equal states once: before treatment all patients have the same brain."""

    def once(state: BrainState, progress: Callable[[int], None] | None = None) -> Values:
        rows = np.stack(np.broadcast_arrays(*map(np.atleast_1d, state)), axis=1).astype(np.float64)
        used = rows[:, : BrainState._fields.index("excitation")]  # a reading of the column, no input of the brain
        _, first, back = np.unique(used, axis=0, return_index=True, return_inverse=True)
        found = read(BrainState(*rows[first].T), None)
        if progress:
            progress(len(rows))
        return {name: values[back.ravel()] for name, values in found.items()}

    return once


def _noisy(brain: Brain, strengths: Strengths, routes: Routes) -> Variant:
    model = WongWang(noise=STRONG)
    plain = rest.ready(brain, strengths, model, routes)
    healthy = plain._replace(node=averaged.balance(plain.coupling, plain.node, model)[0])

    @jax.jit
    def one(state: BrainState, healthy: Ready) -> dict[str, Array]:
        found = rest.at_rest(state, healthy, routes, model, averaged)
        return found.observed._asdict() | {
            "default_rate": found.default_rate,
            "mean_rate": found.state.rate_e.mean(),
            "valid": (found.slowest > 0.0) & (found.state.rate_e.max() < rest.FASTEST),
        }

    return Variant("noisy", "Wong-Wang under strong noise", distinct(partial(_each, partial(one, healthy=healthy))))


def _hopf(brain: Brain, routes: Routes) -> Variant:
    common = shipped(len(brain.weights), brain.fitted)
    coupling = structure.coupling(brain.weights, structure.mirrors(brain), common.exponent, common.homotopic)
    model, groups, at = (
        nearest(brain, np.asarray(coupling)),
        observables.masks(brain.regions),
        ways.where(brain, routes),
    )

    @jax.jit
    def one(state: BrainState) -> dict[str, Array]:
        lost = at.prefrontal * (1.0 - state.prefrontal) + at.hippocampal * (1.0 - state.hippocampal)
        blocked_e = routes.share_e * state.phasic * at.pyramids
        left = jnp.sqrt((1.0 - routes.transmission * lost) * (1.0 - blocked_e))
        freed = routes.share_i * state.interneuron * at.interneurons - blocked_e - (jnp.asarray(state.gaba) - 1.0)
        near = -model.onset * freed
        found = hopf.connectivity(coupling * left[:, None] * left[None, :], model, near)
        none = jnp.nan * jnp.zeros(())
        beside = {"default_rate": none, "mean_rate": none, "valid": jnp.max(model.onset + near) < 0.0}
        return observables.observe(found, groups)._asdict() | beside

    return Variant("hopf", "Hopf oscillators", distinct(partial(_each, one)))


def nearest(brain: Brain, coupling: Floats) -> Hopf:
    """The global coupling of the Hopf family that comes closest to measured connectivity; the default without any."""
    if not len(brain.connectivity):
        return Hopf()
    above = np.triu_indices(len(coupling), 1)
    wanted = jnp.asarray(measured(brain)[above])

    @jax.jit
    def loss(log_g: Array) -> Array:
        model = replace(Hopf(), coupling=jnp.exp(log_g))
        return fit.distance(hopf.connectivity(coupling, model)[above], wanted)

    best = minimize_scalar(lambda x: float(loss(jnp.asarray(x))), bounds=(np.log(1e-3), np.log(5.0)), method="bounded")
    return Hopf(coupling=float(np.exp(best.x)))


def _each(
    one: Callable[[BrainState], dict[str, Array]], state: BrainState, progress: Callable[[int], None] | None = None
) -> Values:
    """`CHUNK` states to a call at most, a call for each core."""
    rows = np.stack(np.broadcast_arrays(*map(np.atleast_1d, state)), axis=1).astype(np.float64)
    cores = machine.cores()
    size = min(CHUNK, -(-len(rows) // cores))
    padded = np.resize(rows, (-(-len(rows) // size) * size, rows.shape[1]))
    several = jax.jit(lambda states: jax.lax.map(one, states))
    parts = [BrainState(*padded[k : k + size].T) for k in range(0, len(padded), size)]
    with threadpool_limits(1), ThreadPoolExecutor(cores) as pool:
        found = list(pool.map(lambda part: jax.device_get(several(part)), parts))
    return named({name: np.concatenate([it[name] for it in found])[: len(rows)] for name in found[0]})
