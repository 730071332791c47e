"""The balance of the column, solved from two anchors instead of shipped as a constant.

Anchor 1: glutamate cycling rises by 13 % while 0.5 mg/kg is infused over 40 min in people (13C, E571).
Anchor 2: prefrontal glutamate does not change on average over 100 min after 50 mg/kg i.p. in the rat (Moghaddam 1997).
Unknown: t_I and t_E of `mean_field.py`. Everything else about the inverted U (up at 10 to 30 mg/kg, down at 200,
both slice concentrations, the size in between) is then a consequence.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from resynapse.circuit.mean_field import Activity, Balance, Column, Tone, activity
from resynapse.circuit.modulators import Modulators
from resynapse.circuit.release import Release, glutamate, surplus
from resynapse.provenance import Source, param, parameters
from resynapse.receptor import Free, Receptors, block


@parameters
class Anchors:
    """What the balance is solved from (calibration rows)."""

    human: float = param(
        0.13,
        "1",
        "rise of glutamate cycling at the end of a human infusion",
        Source("Abdallah2018", "13C glutamine enrichment", "measured", ("E571",)),
    )
    rat: float = param(
        0.0,
        "1",
        "mean change over 100 min after 50 mg/kg in the rat",
        Source("Moghaddam1997", "abstract: no change", "measured", ("M247",)),
    )


class Traces(NamedTuple):
    """Unbound concentrations of the two anchor experiments on even grids from the start of the dose.

    Attributes:
        human, rat: `Free`, each [T].
        human_step, rat_step: spacing [h].
    """

    human: Free
    human_step: float
    rat: Free
    rat_step: float


@jax.jit
def response(
    free: Free, step: float, balance: Balance, column: Column, release: Release, receptors: Receptors
) -> Array:
    """Glutamate over time for a column that starts at rest, [T] multiples of rest (brake by exact linear steps)."""
    state = _column(free, balance, column, receptors)
    over = surplus(state.excess, 0.0, release)
    keep = jnp.exp(-step / release.brake_hours)

    def follow(brake: Array, now: Array) -> tuple[Array, Array]:
        brake = brake * keep + now * (1.0 - keep)
        return brake, brake

    middle = 0.5 * (over[1:] + over[:-1])
    brake = jnp.append(0.0, jax.lax.scan(follow, jnp.zeros(()), middle)[1])
    return glutamate(state.excess, over, brake, release)


def _column(free: Free, balance: Balance, column: Column, receptors: Receptors) -> Activity:
    return activity(block(free, receptors), Tone(), balance, column, Modulators())


def misfit(
    balance: Balance, traces: Traces, anchors: Anchors, column: Column, release: Release, receptors: Receptors
) -> Array:
    """Both anchors' deviations, [2]."""
    human = response(traces.human, traces.human_step, balance, column, release, receptors)
    rat = response(traces.rat, traces.rat_step, balance, column, release, receptors)
    return jnp.stack([human[-1] - 1.0 - anchors.human, jnp.mean(rat) - 1.0 - anchors.rat])


@jax.jit
def solve_balance(
    traces: Traces, anchors: Anchors, column: Column, release: Release, receptors: Receptors
) -> tuple[Balance, Array]:
    """t_I and t_E that meet both anchors, by damped Newton from the middle of their range.

    Returns:
        the balance and the larger remaining deviation (the caller checks it).
    """

    def deviations(x: Array) -> Array:
        return misfit(Balance(x[0], x[1]), traces, anchors, column, release, receptors)

    def improve(_: int, x: Array) -> Array:
        change = jnp.linalg.solve(jax.jacfwd(deviations)(x), deviations(x))
        return jnp.clip(x - jnp.clip(change, -0.3, 0.3), 0.0, jnp.array([0.999, 10.0]))

    x = jax.lax.fori_loop(0, 30, improve, jnp.array([0.6, 1.5]))
    return Balance(x[0], x[1]), jnp.max(jnp.abs(deviations(x)))
