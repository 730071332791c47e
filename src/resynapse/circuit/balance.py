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
from jax.typing import ArrayLike

from resynapse.circuit.mean_field import Balance, Column, Tone, activity
from resynapse.circuit.modulators import Modulators
from resynapse.circuit.release import Release, glutamate, surplus
from resynapse.programs import remembered
from resynapse.provenance import Source, param, parameters
from resynapse.receptor import Block, Free, Receptors, block


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


def response(
    free: Free, step: float, balance: Balance, column: Column, release: Release, receptors: Receptors
) -> Array:
    """Glutamate over time for a column that starts at rest, [T] multiples of rest (brake by exact linear steps)."""
    return _glutamate(
        block(free, receptors), _brake(free.s_ketamine.shape[-1], step, release), balance, column, release
    )


def _glutamate(blocked: Block, brake: Array, balance: Balance, column: Column, release: Release) -> Array:
    """Glutamate [..., T] for these blocked shares, a balance and what the brake remembers [..., T, T]."""
    state = activity(blocked, Tone(), balance, column, Modulators())
    over = surplus(state.excess, 0.0, release)
    return glutamate(state.excess, over, jnp.einsum("...tu,...u->...t", brake, over), release)


def _brake(count: int, step: ArrayLike, release: Release) -> Array:
    """Weights [..., T, T] of past surplus in the brake now: exact for surplus that is flat between times."""
    keep = jnp.exp(-jnp.asarray(step) / release.brake_hours)[..., None, None]
    lag = jnp.arange(count)[:, None] - 1 - jnp.arange(count)[None, :]
    flat = jnp.where(lag >= 0, keep ** jnp.maximum(lag, 0), 0.0) * (1.0 - keep)  # [..., T, T], of steps
    return 0.5 * (flat + jnp.roll(flat.at[..., -1].set(0.0), 1, axis=-1))


def misfit(
    balance: Balance, traces: Traces, anchors: Anchors, column: Column, release: Release, receptors: Receptors
) -> Array:
    """Both anchors' deviations, [..., 2] for balances of any shape [...]."""
    both = Free(*(jnp.stack(pair) for pair in zip(traces.human, traces.rat, strict=True)))
    steps = jnp.stack([jnp.asarray(traces.human_step), jnp.asarray(traces.rat_step)])
    wide = Balance(*(jnp.asarray(x)[..., None, None] for x in balance))
    brake = _brake(both.s_ketamine.shape[-1], steps, release)
    found = _glutamate(block(both, receptors), brake, wide, column, release) - 1.0  # [..., 2, T]
    human, rat = found[..., 0, -1], found[..., 1, :].mean(axis=-1)
    return jnp.stack([human - anchors.human, rat - anchors.rat], axis=-1)


@remembered
def solve_balance(
    traces: Traces, anchors: Anchors, column: Column, release: Release, receptors: Receptors
) -> tuple[Balance, Array]:
    """t_I and t_E that meet both anchors, by damped Newton from the middle of their range.

    Returns:
        the balance and the larger remaining deviation (the caller checks it).
    """
    small = 1e-6

    def deviations(x: Array) -> Array:
        return misfit(Balance(x[..., 0], x[..., 1]), traces, anchors, column, release, receptors)

    def improve(_: int, x: Array) -> Array:
        here, right, up = deviations(x + small * jnp.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
        (a, c), (b, d) = (right - here) / small, (up - here) / small
        change = jnp.stack([d * here[0] - b * here[1], a * here[1] - c * here[0]]) / (a * d - b * c)
        return jnp.clip(x - jnp.clip(change, -0.3, 0.3), 0.0, jnp.array([0.999, 10.0]))

    x = jax.lax.fori_loop(0, 30, improve, jnp.array([0.6, 1.5]))
    return Balance(x[0], x[1]), jnp.max(jnp.abs(deviations(x)))
