"""How the course enters the brain: block of NMDA receptors by cell class, and lost or regrown synapses.

    synapses:     e_r = e_l = 1 - m (1 - synapses)            prefrontal and hippocampal pyramids
    drug:         e_r, e_l times (1 - s_E b_phasic R_n),      i_r = 1 - s_I b_interneuron R_n
    homeostasis:  f = f_0 + rho (f_tuned - f_0)               f_tuned holds every region at its usual rate

in this order: what lasts weeks (synapses) is compensated with rho_chronic, what lasts hours (drug) with rho_acute.
R_n: receptor density over its mean, 1 where no map is known. No published number says how much of a synaptic loss
reaches the coupling between regions (m), how much of a region's excitation NMDA receptors carry (s) or how fast
feedback inhibition follows (rho): these five are assumptions with wide ranges, and signs depend on them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from resynapse.network import analytic
from resynapse.network.brain import Brain, Floats
from resynapse.network.state import BrainState
from resynapse.network.wong_wang import NodeParameters, WongWang
from resynapse.provenance import assumed, param, parameters


@parameters
class Routes:
    """How strongly the course acts on the brain."""

    share_e: float = param(
        0.3, "1", "share of pyramidal excitation that NMDA receptors carry",
        assumed("recalled charge share, as in the column"), low=0.15, high=1.0,
    )  # fmt: skip
    share_i: float = param(
        0.3, "1", "share of interneuron excitation that tonically active NMDA receptors carry",
        assumed("recalled charge share of SST cells, as in the column"), low=0.02, high=1.0,
    )  # fmt: skip
    transmission: float = param(
        0.5, "1", "part of a synaptic loss that reaches the coupling of regions",
        assumed("no measured number; synaptic density by PET did not change at 24 h"), low=0.0, high=1.0,
    )  # fmt: skip
    acute: float = param(
        0.5, "1", "homeostasis of feedback inhibition within an infusion",
        assumed("between none and complete; without any, a few per cent of block end stability"), low=0.0, high=1.0,
    )  # fmt: skip
    chronic: float = param(
        1.0, "1", "homeostasis of feedback inhibition over weeks",
        assumed("rates are kept in chronic states"), low=0.5, high=1.0,
    )  # fmt: skip
    density: float = param(
        0.2, "1", "relative receptor density per standard deviation of its map, where a map is known",
        assumed("as receptor gains in published models of this family"), low=0.0, high=0.5,
    )  # fmt: skip


Balance = Callable[[Array, NodeParameters, WongWang], tuple[NodeParameters, analytic.State]]


class Where(NamedTuple):
    """Where the routes act, [N] each."""

    prefrontal: Floats
    hippocampal: Floats
    pyramids: Floats  # block of NMDA receptors on them, over the mean
    interneurons: Floats


def where(brain: Brain, routes: Routes) -> Where:
    """Targets of the routes in one brain; receptor density is even unless the brain has a map "nmda"."""
    even = np.ones(len(brain.weights))
    density = np.exp(routes.density * brain.maps["nmda"]) if "nmda" in brain.maps else even
    density = density / density.mean()
    return Where(brain.regions.prefrontal * even, brain.regions.hippocampal * even, density, density)


def lasting(
    coupling: Array,
    node: NodeParameters,
    state: BrainState,
    at: Where,
    r: Routes,
    model: WongWang,
    balance: Balance = analytic.balance,
) -> NodeParameters:
    """The brain with the synapses it has, weeks of homeostasis included, without drug.

    Args:
        coupling: C, [N, N].
        node: healthy and balanced (see `analytic.balance`).
        state: of one patient.
        balance: finds the inhibition that holds every rate: of `analytic`, or of `averaged` under strong noise.
    """
    lost = at.prefrontal * (1.0 - state.prefrontal) + at.hippocampal * (1.0 - state.hippocampal)
    left = 1.0 - r.transmission * lost
    weaker = node._replace(nmda_e=node.nmda_e * left, nmda_long=node.nmda_long * left)
    return _tuned(coupling, weaker, r.chronic, model, balance)[0]


def blocked(
    coupling: Array,
    node: NodeParameters,
    state: BrainState,
    at: Where,
    r: Routes,
    model: WongWang,
    balance: Balance = analytic.balance,
) -> tuple[NodeParameters, analytic.State]:
    """The same brain under drug, and the state it would have if inhibition held every rate: where a search starts."""
    e = 1.0 - r.share_e * state.phasic * at.pyramids
    i = 1.0 - r.share_i * state.interneuron * at.interneurons
    drugged = node._replace(
        nmda_e=node.nmda_e * e, nmda_long=node.nmda_long * e, nmda_i=node.nmda_i * i, gaba=node.gaba * state.gaba
    )
    return _tuned(coupling, drugged, r.acute, model, balance)


def _tuned(
    coupling: Array, node: NodeParameters, rho: ArrayLike, model: WongWang, balance: Balance
) -> tuple[NodeParameters, analytic.State]:
    wanted, held = balance(coupling, node, model)
    return node._replace(w_ie=node.w_ie + jnp.asarray(rho) * (wanted.w_ie - node.w_ie)), held
