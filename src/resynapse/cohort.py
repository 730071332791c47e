"""Many patients: who they are, and following them in chunks of fixed width on all cores.

A draw depends on the seed, its purpose and the patient's number only, so patient 17 is the same patient in any batch,
on any machine. Chunks are padded to a fixed width, so a batch equals its patients one by one.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

import jax
import numpy as np
from scipy.special import ndtri

from resynapse import circuit, course, march, plasma, solve
from resynapse import timeline as tl
from resynapse.course import Patient, Traits
from resynapse.dose import Dose, Regimen
from resynapse.provenance import Source, assumed, param, parameters
from resynapse.receptor import Free, Receptors
from resynapse.solve import Floats

WIDTH = 128  # patients of a chunk
ELEMENTS, OUTPUTS = 64, 64  # of one call, padded, so that all plans share compiled programs and memory stays bounded
ALWAYS_WIDE = ("s_ketamine", "r_ketamine")
DRAWN = ("sensitivity", "disinhibition", "mood gain", "readiness", "dissociation", "pressure", "keep", "baseline")
SPREAD = "calibration rows: standard deviations and response shares"


@parameters
class Spread:
    """How much patients differ: log standard deviations unless said otherwise."""

    sensitivity: float = param(
        0.25, "1", "receptor sensitivity", assumed("no human occupancy spread exists"), low=0.1, high=0.5
    )
    disinhibition: float = param(
        0.6,
        "1",
        "release per surplus firing",
        assumed("13C spread (t 2.4, n 21) gives at most 1.9 with its measurement error", "E571"),
        low=0.2,
        high=1.0,
    )
    potency: float = param(
        0.69,
        "1",
        "uncertainty of every half-blocking concentration of ketamine (one factor for all subunits)",
        assumed("16-fold between laboratories taken as four standard deviations: log(16) / 4", "M001", "M002"),
        low=0.35,
        high=0.9,
    )
    mood_gain: float = param(
        0.75,
        "1",
        "mood gain",
        assumed("between the spread of 2-h and of 15-d changes; the rows hold it weakly", "E326"),
        low=0.4,
        high=1.2,
    )
    readiness: float = param(
        1.131,
        "1",
        "readiness to respond to being treated",
        Source("", SPREAD, "fitted", ("E327", "E336")),
        log_sd=0.5,
    )
    dissociation: float = param(0.8211, "1", "dissociation", Source("", SPREAD, "fitted", ("E519",)), log_sd=0.5)
    pressure: float = param(0.6337, "1", "pressor response", Source("", SPREAD, "fitted", ("E520",)), log_sd=0.5)
    keep: float = param(
        0.9,
        "1",
        "how long new spines are held",
        assumed("spread of time to relapse is wide; the rows hardly hold it", "E012"),
        low=0.4,
        high=1.4,
    )
    rating: float = param(
        5.0,
        "1",
        "noise of one rating, standard deviation in points",
        assumed("a few points between raters; not in the evidence"),
        low=2.0,
        high=7.0,
    )


WEAKEST_STRONGEST = (1 / 8, 8.0)  # factors on the half-blocking concentrations
SOLVED = 11  # balances solved across that span; those between are read from their polynomial
HALF_BLOCKS = tuple(f"{kind}_2{letter}" for kind in ("ic50", "mg") for letter in "abcd")


class Cohort(NamedTuple):
    """P patients of one plan.

    Attributes:
        subjects: body and kinetics.
        patient: numbers of every scale, traits [P].
        numbers: [P], -1 for the typical patient.
    """

    subjects: plasma.Subjects
    patient: Patient
    numbers: np.ndarray[Any, np.dtype[np.int64]]


def draw(seed: int, purpose: str, numbers: np.ndarray[Any, np.dtype[np.int64]]) -> Floats:
    """Standard-normal draws [P], one per patient number; 0 for the typical patient (-1)."""
    stream = np.random.Generator(np.random.Philox(key=[seed & (2**64 - 1), zlib.crc32(purpose.encode())]))
    uniform = stream.random(int(numbers.max(initial=0)) + 1)
    drawn = ndtri(np.clip(uniform, 1e-12, 1 - 1e-12))
    return np.where(numbers < 0, 0.0, drawn[np.maximum(numbers, 0)])


def traits(
    seed: int,
    numbers: np.ndarray[Any, np.dtype[np.int64]],
    typical: Traits,
    spread: Spread,
    baseline_sd: float,
) -> Traits:
    """Sample how the patients differ: log-normals of mean one, so the typical patient (-1) is the median one."""
    return traits_of({name: draw(seed, name, numbers) for name in DRAWN}, typical, spread, baseline_sd)


def traits_of(drawn: dict[str, Floats], typical: Traits, spread: Spread, baseline_sd: float) -> Traits:
    """The traits that standard-normal draws [P] by name (`DRAWN`) stand for."""

    def scaled(name: str, width: float) -> Floats:
        return np.exp(width * drawn[name] - 0.5 * width**2)

    count = len(drawn["baseline"])
    return typical._replace(
        sensitivity=typical.sensitivity * scaled("sensitivity", spread.sensitivity),
        disinhibition=typical.disinhibition * scaled("disinhibition", spread.disinhibition),
        mood_gain=typical.mood_gain * scaled("mood gain", spread.mood_gain),
        readiness=typical.readiness * scaled("readiness", spread.readiness),
        dissociation=typical.dissociation * scaled("dissociation", spread.dissociation),
        pressure=typical.pressure * scaled("pressure", spread.pressure),
        keep=typical.keep * np.exp(spread.keep * drawn["keep"]),  # a median: half hold longer
        baseline=np.clip(typical.baseline + baseline_sd * drawn["baseline"], 20.0, 60.0),
        secretion=np.full(count, float(typical.secretion)),
        open_label=np.full(count, float(typical.open_label)),
    )


def alike() -> Spread:
    """No difference between individuals but their kinetics: animals, for which no spread of traits is known."""
    return replace(Spread(), **{field.name: 0.0 for field in fields(Spread)})


def rated(score: Floats, times: Floats, seed: int, cohort: Cohort, noise: float) -> Floats:
    """What a rater writes down: score plus noise of that visit, inside the scale [T, P]."""
    error = np.stack([draw(seed, f"rating {time:.4f}", cohort.numbers) for time in times])
    return np.clip(score + noise * error, 0.0, 60.0)


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

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for _ in pool.map(one, range(0, total, WIDTH)):
            pass
    return {name: results[name] for name in sorted(results)}


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
    found, first = [], 0
    while first < len(lengths):
        stop = _stop(element, first, len(lengths))
        part = slice(first, stop)
        here = np.flatnonzero((element >= first) & (element < stop))
        pieces = [here[k : k + OUTPUTS] for k in range(0, max(len(here), 1), OUTPUTS)]
        long = _fill(lengths[part], ELEMENTS)
        u = still | {name: _fill(value[part], ELEMENTS) for name, value in held.items()}
        known = jax.tree.map(np.asarray, march.propagators(long, u, patient))
        repeats = march.repeats(long, more)
        for piece in pieces:
            outputs = np.searchsorted(element[piece] - first, np.arange(ELEMENTS + 1))
            read = _fill(weights[piece], OUTPUTS)
            found.append(_Stretch(part, stop - first, long, repeats, known, outputs, read, piece is pieces[-1]))
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
    chosen, patient = _chosen(cohort, first)
    nodes, inputs = tl.inputs(line, take(cohort.subjects, chosen), elements, np.sort(hours))
    for name in ALWAYS_WIDE:
        nodes[name], inputs[name] = (np.broadcast_to(v[name], (*v[name].shape[:-1], WIDTH)) for v in (nodes, inputs))
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


def take(subjects: plasma.Subjects, chosen: np.ndarray[Any, np.dtype[np.int64]]) -> plasma.Subjects:
    """The chosen subjects, in that order."""
    eta = {name: values[chosen] for name, values in subjects.eta.items()}
    return replace(subjects, weight=subjects.weight[chosen], age=subjects.age[chosen], eta=eta)


def people(
    seed: int,
    numbers: Sequence[int] | np.ndarray[Any, np.dtype[np.int64]],
    typical: plasma.Subjects,
    patient: Patient,
    model: plasma.Model,
    spread: Spread | None = None,
) -> Cohort:
    """The patients with these numbers (-1: the typical one), around one typical subject and patient."""
    who = np.asarray(numbers, dtype=np.int64)
    subjects = replace(
        typical,
        weight=np.repeat(typical.weight[:1], len(who)),
        age=np.repeat(typical.age[:1], len(who)),
        eta={name: draw(seed, f"plasma {name}", who) for name in plasma.random_effects(model)},
    )
    sampled = traits(seed, who, patient.traits, spread or Spread(), patient.mood.baseline_sd)
    if (spread or Spread()).potency > 0.0:
        patient = uncertain(patient, np.exp((spread or Spread()).potency * draw(seed, "potency", who)))
    numbers_of = jax.tree.map(lambda leaf: np.asarray(leaf, np.float64), patient._replace(traits=sampled))
    return Cohort(subjects, numbers_of, who)


def balanced(patient: Patient) -> Patient:
    """The patient with the column's balance solved from its two anchors.

    Raises:
        ArithmeticError: no balance meets both.
    """
    return patient._replace(balance=_balance(patient.column, patient.release, patient.receptor))


@cache
def _balance(column: circuit.Column, release: circuit.Release, receptors: Receptors) -> circuit.Balance:
    found, left = circuit.solve_balance(anchor_traces(), circuit.Anchors(), column, release, receptors)
    if not float(left) < 1e-6:
        raise ArithmeticError(f"no balance of the column meets both anchors (deviation {float(left):.2g})")
    return circuit.Balance(float(found.interneuron), float(found.pyramidal))


def uncertain(patient: Patient, factors: Floats) -> Patient:
    """The patient with every half-blocking concentration of ketamine multiplied by `factors` [P].

    The balance follows, so that each draw still meets both anchors; it is read between solved grid points.
    """
    log = np.log(np.clip(factors, *WEAKEST_STRONGEST))
    nodes = np.polynomial.chebyshev.chebpts1(SOLVED)
    span = np.log(WEAKEST_STRONGEST)
    places = 0.5 * (span[1] - span[0]) * nodes + 0.5 * (span[0] + span[1])
    solved = [_balance(patient.column, patient.release, _weaker(patient.receptor, float(np.exp(x)))) for x in places]
    curves = [
        np.polynomial.Chebyshev.fit(places, values, SOLVED - 1, domain=span) for values in zip(*solved, strict=True)
    ]
    balance = circuit.Balance(*(curve(log) for curve in curves))
    return patient._replace(receptor=_weaker(patient.receptor, np.exp(log)), balance=balance)


def _weaker(receptors: Receptors, factor: Any) -> Receptors:
    drug = receptors.ketamine
    scaled = {name: getattr(drug, name) * factor for name in HALF_BLOCKS}
    return receptors._replace(ketamine=replace(drug, **scaled))


def anchor_traces() -> circuit.Traces:
    """Unbound levels of the two anchor experiments: 0.5 mg/kg over 40 min in people, 50 mg/kg i.p. in the rat."""
    human = Dose(0.0, "ketamine", "iv", 0.5, True, 40 / 60)
    rat = Dose(0.0, "ketamine", "ip", 50.0, True, 0.0)
    infused, minutes = _trace(human, plasma.typical(70.0), 40.0)
    injected, steps = _trace(rat, plasma.typical(0.3, species="rat"), 100.0)
    return circuit.Traces(infused, minutes, injected, steps)


def _trace(dose: Dose, subjects: plasma.Subjects, minutes: float) -> tuple[Free, float]:
    hours = np.linspace(0.0, minutes / 60.0, 51)
    line = tl.Timeline(Regimen((dose,)), plasma.default_for(subjects.species), 0.0, 0.0, float(hours[-1]))
    level = tl.levels(line, subjects, hours)
    empty = np.zeros(len(hours))
    return Free(level["s_ketamine"][:, 0], level["r_ketamine"][:, 0], empty, empty), float(hours[1])
