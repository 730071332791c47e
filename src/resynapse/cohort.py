"""Many patients followed in chunks of fixed width on all cores.

Chunks are padded to a fixed width, so a batch equals its patients one by one. Who the patients are is said in
`population.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, NamedTuple

import jax
import numpy as np

from resynapse import course, machine, march, plasma, solve
from resynapse import timeline as tl
from resynapse.anchors import anchor_traces, balanced, uncertain
from resynapse.course import Patient
from resynapse.dose import Regimen
from resynapse.population import Cohort, Spread, alike, draw, people, rated, stand_in, take, traits, traits_of
from resynapse.solve import Floats

__all__ = [
    "Cohort",
    "Spread",
    "alike",
    "anchor_traces",
    "balanced",
    "draw",
    "follow",
    "people",
    "rated",
    "rehearse",
    "take",
    "traits",
    "traits_of",
    "uncertain",
]

WIDTH = 128  # patients of a chunk
ELEMENTS, OUTPUTS = 64, 64  # of one call, padded, so that all plans share compiled programs and memory stays bounded
ALWAYS_WIDE = ("s_ketamine", "r_ketamine")


def follow(
    line: tl.Timeline,
    cohort: Cohort,
    times: Floats,
    progress: Callable[[int], None] | None = None,
    workers: int | None = None,
    keep: Sequence[str] | None = None,
    refine: int = 1,
    sweeps: int = 0,
) -> dict[str, Floats]:
    """Everything `course.story` names (or only `keep`) at `times`, [T, P].

    Args:
        progress: called with the number of patients done.
        workers: threads; all cores by default. The numbers do not depend on it.
        keep: names; everything without it.
        refine, sweeps: to check convergence: pieces that each element is cut into, more repetitions of the feedback.
    """
    hours = np.asarray(times, dtype=np.float64)
    elements = tl.grid(line, refine)
    total = cohort.subjects.number
    names = None if keep is None else tuple(sorted(keep))
    stretches, lock, done = _stretches(line, elements, hours, cohort, sweeps), Lock(), [0]
    order = np.argsort(hours, kind="stable")
    results: dict[str, Floats] = {}

    def one(first: int) -> None:
        found = _chunk(line, elements, hours, stretches, cohort, first, names)
        here = min(WIDTH, total - first)
        with lock:  # each result is held once, not as pieces beside it
            for name in found.keys() - results.keys():
                results[name] = np.empty((len(hours), total))
            done[0] += here
            if progress:
                progress(done[0])
        for name, value in found.items():
            results[name][order, first : first + here] = value[:, :here]

    with ThreadPoolExecutor(workers or machine.cores()) as pool:
        for _ in pool.map(one, range(0, total, WIDTH)):
            pass
    return {name: results[name] for name in sorted(results)}


def rehearse() -> None:
    """Compile the programs of `follow`, or read them from the cache, by following a stand-in for the shortest time.

    Worth a thread while something else is prepared: neither of the two waits for Python most of the time.
    """
    line, who = tl.Timeline(Regimen(()), plasma.default_for("human"), 1.0, 0.0, 0.1), stand_in()
    with ThreadPoolExecutor(1) as beside:
        beside.submit(_rehearse_reading, line, who)
        follow(line, who, np.zeros(1), workers=1)


def _rehearse_reading(line: tl.Timeline, who: Cohort) -> None:
    """The last program of `follow`, which otherwise waits for the states of the one before."""
    patient, _, inputs = _entering(line, tl.grid(line), np.zeros(1), who, 0)
    carried, reference = march.begin(line.background, patient, np.zeros(WIDTH))
    _derive({name: np.zeros((1, WIDTH)) for name in carried.states}, inputs, reference, patient, None)


class _Stretch(NamedTuple):
    """Consecutive elements, and the output times read on the way; both padded to fixed numbers.

    Attributes:
        elements: from, to.
        number: how many.
        lengths: [ELEMENTS] h.
        repeats: [ELEMENTS] how often feedback is repeated.
        known: propagators of the states whose rate all patients share.
        outputs: [ELEMENTS + 1], the outputs of element e are those from outputs[e] to outputs[e + 1].
        weights: [OUTPUTS, m + 1] of each output.
        moves: whether the march goes on from its end (more outputs than fit are read in a second pass).
    """

    elements: slice
    number: int
    lengths: Floats
    repeats: np.ndarray[Any, np.dtype[np.int64]]
    known: course.States
    outputs: np.ndarray[Any, np.dtype[np.int64]]
    weights: Floats
    moves: bool


def _stretches(line: tl.Timeline, elements: solve.Grid, hours: Floats, cohort: Cohort, more: int) -> list[_Stretch]:
    patient = _chosen(cohort, 0)[1]
    still = {name: np.zeros((ELEMENTS, elements.times.shape[1], 1)) for name in tl.BRAIN}  # no rate depends on levels
    held = tl.held(line, elements)
    element, weights = solve.interpolation(elements, np.sort(hours))
    lengths = np.diff(elements.edges)
    repeats = march.repeats(lengths, tl.switched(line, elements), more)
    found, first = [], 0
    while first < len(lengths):
        stop = _stop(element, first, len(lengths))
        part = slice(first, stop)
        here = np.flatnonzero((element >= first) & (element < stop))
        pieces = [here[k : k + OUTPUTS] for k in range(0, max(len(here), 1), OUTPUTS)]
        long = _fill(lengths[part], ELEMENTS)
        u = still | {name: _fill(value[part], ELEMENTS) for name, value in held.items()}
        known = jax.tree.map(np.asarray, march.propagators(long, u, patient))
        repeated = _fill(repeats[part], ELEMENTS)
        for piece in pieces:
            outputs = np.searchsorted(element[piece] - first, np.arange(ELEMENTS + 1))
            read = _fill(weights[piece], OUTPUTS)
            found.append(_Stretch(part, stop - first, long, repeated, known, outputs, read, piece is pieces[-1]))
        first = stop
    return found


def _stop(element: np.ndarray[Any, np.dtype[np.int64]], first: int, total: int) -> int:
    """Where a stretch ends: as many elements as fit whose outputs fit too, one at least."""
    stop = min(first + ELEMENTS, total)
    start = int(np.searchsorted(element, first))
    if start + OUTPUTS < len(element):
        stop = min(stop, int(element[start + OUTPUTS]))
    return max(stop, first + 1)


def _fill(values: Any, size: int) -> Any:
    """Lengthen the first axis with zeros."""
    if len(values) == size:
        return values
    return np.concatenate([values, np.zeros((size - len(values), *values.shape[1:]), values.dtype)])


def _chunk(
    line: tl.Timeline,
    elements: solve.Grid,
    hours: Floats,
    stretches: list[_Stretch],
    cohort: Cohort,
    first: int,
    keep: tuple[str, ...] | None,
) -> dict[str, Floats]:
    """The patients from `first` on at the sorted hours, [T, WIDTH]."""
    patient, nodes, inputs = _entering(line, elements, hours, cohort, first)
    carried, reference = march.begin(line.background, patient, np.zeros(WIDTH))
    parts: list[course.States] = []
    for one in stretches:
        u = {name: _fill(value[one.elements], ELEMENTS) for name, value in nodes.items()}
        after, states = march.forward(
            carried, one.number, one.lengths, one.repeats, u, one.known, one.outputs, one.weights, reference, patient
        )
        parts.append({name: np.asarray(value)[: one.outputs[-1]] for name, value in states.items()})
        carried = after if one.moves else carried
    states = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return _derive(states, inputs, reference, patient, keep)


def _entering(
    line: tl.Timeline, elements: solve.Grid, hours: Floats, cohort: Cohort, first: int
) -> tuple[Patient, dict[str, Floats], dict[str, Floats]]:
    """A chunk of patients and what enters them, at the nodes [E, m, WIDTH] and at the sorted hours [T, WIDTH]."""
    chosen, patient = _chosen(cohort, first)
    nodes, inputs = tl.inputs(line, take(cohort.subjects, chosen), elements, np.sort(hours))
    for name in ALWAYS_WIDE:
        nodes[name], inputs[name] = (np.broadcast_to(v[name], (*v[name].shape[:-1], WIDTH)) for v in (nodes, inputs))
    return patient, nodes, inputs


def _chosen(cohort: Cohort, first: int) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Patient]:
    """WIDTH patients from `first` on; the last one fills the chunk."""
    chosen = np.minimum(np.arange(first, first + WIDTH), cohort.subjects.number - 1)
    return chosen, jax.tree.map(lambda leaf: leaf[chosen] if np.ndim(leaf) else leaf, cohort.patient)


def _derive(
    states: course.States, inputs: course.States, reference: Any, patient: Patient, keep: tuple[str, ...] | None
) -> dict[str, Floats]:
    """The states and what follows from them, block by block."""
    total = len(next(iter(states.values())))
    own = {name: value for name, value in states.items() if keep is None or name in keep}
    if keep is not None and len(own) == len(keep):
        return own
    blocks = []
    for first in range(0, total, OUTPUTS):
        here = slice(first, first + OUTPUTS)
        at, u = ({name: _fill(value[here], OUTPUTS) for name, value in one.items()} for one in (states, inputs))
        found = march.derive(at, u, reference, patient, keep=keep)
        blocks.append({name: np.asarray(value)[: total - first] for name, value in found.items()})
    return own | {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
