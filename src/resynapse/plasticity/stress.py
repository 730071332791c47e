"""Chronic stress: the adrenal axis loosens its own brake, and cortisol prunes spines and shortens dendrites.

    cortisol      C (1 + k R C) / (1 + k) = 1 + sigma * stress          solved in closed form
    receptor      tau_R dR/dt = 1 / (1 + rho (C - 1)) - R               cortisol wears down its own feedback
    load          e = (C - 1) / (C_chronic - 1)                         1 under lasting stress of level 1
    density       dS/dt = (1 - S (1 + s e)) / tau                       s = loss / (1 - loss)
    length        dL/dt = (1 - L (1 + l e)) / tau

S and L are multiples of the unstressed brain. The losses under lasting stress are measured and put in; that synapses
(S L) fall by a third, and how all of it returns when stress stops, is computed. The axis keeps its feedback.
Hippocampus has the same equations with losses that nobody printed (assumed).
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import Source, assumed, param, parameters

AXIS = assumed("direction textbook; size in day-mean cortisol not in the evidence")


@parameters
class Stress:
    """The axis and what it does to structure."""

    drive: float = param(0.5, "1", "sigma, drive on the axis at stress level 1", AXIS, low=0.2, high=1.5)
    feedback: float = param(1.0, "1", "k, strength of cortisol feedback", AXIS, low=0.3, high=3.0)
    wear: float = param(0.5, "1", "rho, loss of receptor sensitivity per unit cortisol", AXIS, low=0.1, high=2.0)
    receptor_hours: float = param(168.0, "h", "time constant of receptor sensitivity", AXIS, low=72.0, high=336.0)
    density_loss: float = param(
        0.16,
        "1",
        "loss of spine density under lasting stress, prefrontal",
        Source("Radley2006", "21 d restraint, rat, layer 2/3", "measured", ("M357",)),
    )
    length_loss: float = param(
        0.20,
        "1",
        "loss of apical dendritic length under lasting stress, prefrontal",
        Source("Radley2006", "same animals", "measured", ("M358",)),
    )
    hippocampal_density_loss: float = param(
        0.10,
        "1",
        "same, hippocampus",
        assumed("CA3 retraction is solid, size not in the evidence", "M364"),
        low=0.0,
        high=0.3,
    )
    hippocampal_length_loss: float = param(
        0.15,
        "1",
        "same, hippocampus",
        assumed("CA3 retraction is solid, size not in the evidence", "M364"),
        low=0.0,
        high=0.3,
    )
    structure_hours: float = param(
        168.0,
        "h",
        "time constant of structural change",
        assumed("males recover within 7 to 10 d of stopping", "M361"),
        low=72.0,
        high=240.0,
    )


def cortisol(stress: ArrayLike, receptor: ArrayLike, s: Stress) -> Array:
    """Day-mean cortisol, multiples of the unstressed.

    Args:
        stress: level, 0 to 1 or more.
        receptor: feedback sensitivity R, 1 unstressed.
    """
    k = s.feedback * jnp.asarray(receptor)
    return (jnp.sqrt(1.0 + 4.0 * k * (1.0 + s.drive * stress) * (1.0 + s.feedback)) - 1.0) / (2.0 * k)


def sensitivity_target(cortisol_level: Array, s: Stress) -> Array:
    """Where receptor sensitivity heads at this cortisol."""
    return 1.0 / (1.0 + s.wear * (cortisol_level - 1.0))


def settled(stress: ArrayLike, s: Stress) -> tuple[Array, Array]:
    """Cortisol and receptor sensitivity after endless stress of this level.

    With R = `sensitivity_target`(C), `cortisol` is the positive root of
    (feedback + wear) C^2 + (1 - wear - wear A) C = A (1 - wear),    A = (1 + drive stress) (1 + feedback).
    """
    demand = (1.0 + s.drive * jnp.asarray(stress)) * (1.0 + s.feedback)
    both, middle = s.feedback + s.wear, 1.0 - s.wear - s.wear * demand
    level = (jnp.sqrt(middle**2 + 4.0 * both * demand * (1.0 - s.wear)) - middle) / (2.0 * both)
    return level, sensitivity_target(level, s)


def load(cortisol_level: Array, chronic: Array) -> Array:
    """Pruning pressure, 0 unstressed and 1 under lasting stress of level 1."""
    return 1.0 / (chronic - 1.0) * (cortisol_level - 1.0)


def excess(loss: ArrayLike) -> ArrayLike:
    """The rise of elimination that leaves 1 - loss in the end."""
    return loss / (1.0 - loss)
