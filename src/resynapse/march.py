"""Patients carried along the grid of times, all of a chunk at once, and what follows from their states.

In each element the states are advanced in the order of the biology by collocation (solve.py). What acts back on an
earlier state (new spines, homeostasis, stress) enters by a guess from its slope, and the sweep is repeated until that
has settled; these loops are slow, so short elements need few repetitions.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike
from numpy.typing import NDArray

from resynapse import course, solve
from resynapse.course import States
from resynapse.programs import remembered
from resynapse.solve import Floats

# How often the feedback is repeated before the last sweep: once for each of these lengths [h] that an element exceeds.
REPEATED = (0.8, 6.0, 16.0)
TERMS = 4  # of the Taylor series by which the feedback is guessed from the element before
# The guess is poor, and is repeated once more, where an input is switched, and farther away than so many lengths of the
# element before: rounding in its last term grows with the fourth power.
REACH = 6.0


class Reading(dict[str, Array]):
    """States that note which of them were looked at."""

    def __init__(self, states: States) -> None:
        super().__init__(states)
        self.seen: list[str] = []

    def __getitem__(self, name: str) -> Array:
        if name not in self.seen:
            self.seen.append(name)
        return super().__getitem__(name)


@remembered
def propagators(lengths: Array, nodes: States, patient: course.Patient) -> dict[str, Array]:
    """Propagators [E, m, m + 1] of the states whose rate all patients share.

    Args:
        lengths: [E] h.
        nodes: inputs at the nodes, [E, m, P] or [E, m, 1]; a rate changes only at edges.
    """
    found: dict[str, Array] = {}
    rates = _observe({name: value[:, 0] for name, value in nodes.items()}, patient)[0]
    for name, rate in rates.items():
        if jnp.ndim(rate) == 0 or (jnp.ndim(rate) == 2 and jnp.shape(rate)[1] == 1):
            found[name] = solve.propagator(jnp.broadcast_to(jnp.ravel(jnp.asarray(rate)), lengths.shape), lengths)
    return found


def _observe(inputs: States, patient: course.Patient) -> tuple[dict[str, ArrayLike], tuple[str, ...]]:
    """The rate of every state, and the states that act on what comes before them."""
    states, reference = course.rest(0.0, patient)
    now = Reading(states)
    rates: dict[str, ArrayLike] = {}

    def note(name: str, rate: ArrayLike, forcing: Array) -> Array:
        rates[name] = rate
        return states[name]

    course.story(inputs, patient, reference, now, note)
    return rates, tuple(now.seen)


class Carried(NamedTuple):
    """The states at an edge, [P], and the Taylor coefficients there of those that act back, [TERMS, F, P] in 1/h^k."""

    states: States
    trends: Array


@remembered
def begin(background: ArrayLike, patient: course.Patient, like: Array) -> tuple[Carried, course.Reference]:
    """The patients at rest; `like` is any [P]."""
    states, reference = course.rest(background, patient)
    wide = {name: jnp.broadcast_to(value, like.shape) for name, value in states.items()}
    feedback = _observe(dict.fromkeys(course.INPUTS, jnp.zeros(())), patient)[1]
    return Carried(wide, jnp.zeros((TERMS, len(feedback), *like.shape))), reference


@remembered
def forward(
    carried: Carried,
    count: int,
    lengths: Array,
    repeats: Array,
    nodes: States,
    known: dict[str, Array],
    outputs: Array,
    weights: Array,
    reference: course.Reference,
    patient: course.Patient,
) -> tuple[Carried, States]:
    """Follow P patients over a stretch of elements.

    Args:
        carried: at the start.
        count: how many of the elements are real; the rest is padding.
        lengths: [E] h, elements of the grid.
        repeats: [E], how often the feedback is repeated before the last sweep.
        nodes: inputs at the nodes, [E, m, P] or [E, m, 1] each.
        known: of `propagators`.
        outputs: [E + 1], the outputs of element e are those from outputs[e] to outputs[e + 1].
        weights: [T, m + 1] of each output (`solve.interpolation`).
        patient: traits [P].
    Returns:
        what is carried on, and every state at the output times, [T, P].
    """
    feedback = _observe({name: value[0, 0] for name, value in nodes.items()}, patient)[1]
    points = jnp.asarray(solve.radau().nodes)[:, None]

    def step(e: Array, carry: tuple[Carried, States]) -> tuple[Carried, States]:
        (left, trends), kept = carry
        length, more, u, weighed, first, last = jax.tree.map(lambda whole: whole[e], everything)
        shape = u["s_ketamine"].shape

        def advance(name: str, rate: ArrayLike, forcing: Array) -> Array:
            wide = jnp.broadcast_to(forcing, shape)
            if name in weighed:
                return solve.apply(weighed[name], left[name], wide)
            return solve.advance(left[name], rate[-1] if jnp.ndim(rate) == 2 else rate, wide, length)

        def sweep(_: int, before: tuple[States, States]) -> tuple[States, States]:
            found = course.story(u, patient, reference, before[0], advance)
            return {name: found[name] for name in feedback}, {name: found[name] for name in left}

        x = length * points
        guess = {
            name: left[name] + sum(x ** (k + 1) * trend[f] for k, trend in enumerate(trends))
            for f, name in enumerate(feedback)
        }
        nothing = {name: jnp.zeros(shape) for name in left}
        found = jax.lax.fori_loop(0, more + 1, sweep, (guess, nothing))[1]
        orders = jnp.asarray(solve.taylor(TERMS)) / length ** jnp.arange(1, TERMS + 1)[:, None]
        paths = [jnp.concatenate([left[name][None], found[name]]) for name in feedback]
        trends = _ahead(jnp.stack(paths, axis=1), orders)

        def read(k: Array, kept: States) -> States:
            return {
                name: value.at[k].set(_between(left[name], found[name], weights[k])) for name, value in kept.items()
            }

        kept = jax.lax.fori_loop(first, last, read, kept)
        return Carried({name: found[name][-1] for name in left}, trends), kept

    empty = {name: jnp.zeros((weights.shape[0], value.shape[0])) for name, value in carried.states.items()}
    everything = (lengths, repeats, nodes, known, outputs[:-1], outputs[1:])
    end: tuple[Carried, States] = jax.lax.fori_loop(0, count, step, (carried, empty))
    return end


def _ahead(paths: Array, orders: Array) -> Array:
    """Taylor coefficients at the right edge: [m + 1, F, P] and weights [K, m + 1] -> [K, F, P], in one fixed order."""
    moved = paths - paths[0]  # the weights of a derivative sum to 0, so what did not move adds no rounding
    total = orders[:, 1, None, None] * moved[1]
    for j in range(2, paths.shape[0]):
        total = total + orders[:, j, None, None] * moved[j]
    return total


def _between(left: Array, nodes: Array, weights: Array) -> Array:
    """A state inside an element from its left edge [P] and nodes [m, P], in one fixed order."""
    total = weights[0] * left
    for j in range(nodes.shape[0]):
        total = total + weights[j + 1] * nodes[j]
    return total


def repeats(lengths: Floats, switched: NDArray[np.bool_], more: int = 0) -> NDArray[np.int64]:
    """How often the feedback is repeated in each element.

    Args:
        lengths: [E] h, of all elements in order.
        switched: [E], whether an input jumps at the start of the element.
        more: added everywhere.
    """
    far = np.append(False, lengths[1:] > REACH * lengths[:-1])
    return (lengths[:, None] > np.array(REPEATED)).sum(axis=1) + (far | switched) + more


@remembered
def derive(
    states: States,
    inputs: States,
    reference: course.Reference,
    patient: course.Patient,
    *,
    keep: tuple[str, ...] | None,
) -> States:
    """What `story` names beside the states (or only `keep` of it) at output times, from states and inputs [T, P]."""
    found = course.story(inputs, patient, reference, states, lambda name, rate, forcing: states[name])
    wanted = found if keep is None else keep
    return {name: value for name, value in found.items() if name in wanted and name not in states}
