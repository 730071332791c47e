"""Who the patients are: how much they differ, and the draws that make each of them.

A draw depends on the seed, its purpose and the patient's number only, so patient 17 is the same patient in any batch,
on any machine.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

import jax
import numpy as np

from resynapse import circuit, plasma
from resynapse.anchors import uncertain, weaker
from resynapse.course import Patient, Traits
from resynapse.provenance import Source, assumed, param, parameters
from resynapse.solve import Floats

DRAWN = ("sensitivity", "disinhibition", "mood gain", "readiness", "dissociation", "pressure", "keep", "baseline")
ENROLLED = 25.0  # points; groups from here on are as wide as those of trials
PER_STEP = 4  # draws of one step of the Philox counter
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
        assumed("no spread of responses is printed (fit/data/priors.csv, P011)"),
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
        assumed("published variance ratios disagree (fit/data/priors.csv, P009)"),
        low=0.4,
        high=1.2,
    )
    readiness: float = param(
        1.0,
        "1",
        "readiness to respond to being treated",
        Source("Lii2023", "standard deviations of two placebo arms (fit/data/priors.csv, P006)", "derived"),
        low=0.5,
        high=2.0,
    )
    dissociation: float = param(0.813, "1", "dissociation", Source("", SPREAD, "fitted", ("E519",)))
    pressure: float = param(0.6351, "1", "pressor response", Source("", SPREAD, "fitted", ("E520",)))
    keep: float = param(
        0.9,
        "1",
        "how long new spines are held",
        assumed("no published spread (fit/data/priors.csv, P010)"),
        low=0.4,
        high=1.4,
    )
    rating: float = param(
        5.582, "1", "noise of one rating, standard deviation in points", Source("", SPREAD, "fitted", ("E326", "E327"))
    )


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
    from scipy.special import ndtri  # loads while programs are read, which needs no Python

    stream = np.random.Philox(key=[seed & (2**64 - 1), zlib.crc32(purpose.encode())])
    steps = max(int(numbers.min()), 0) // PER_STEP if len(numbers) else 0
    stream.advance(steps)  # a late patient does not wait for the draws of all before
    uniform = np.random.Generator(stream).random(int(numbers.max(initial=0)) + 1 - PER_STEP * steps)
    drawn = ndtri(np.clip(uniform, 1e-12, 1 - 1e-12))
    return np.where(numbers < 0, 0.0, drawn[np.maximum(numbers - PER_STEP * steps, 0)])


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
        baseline=_around(typical.baseline, baseline_sd * drawn["baseline"]),
        secretion=np.full(count, float(typical.secretion)),
        open_label=np.full(count, float(typical.open_label)),
    )


def _around(baseline: Any, differs: Floats) -> Floats:
    """Scores before treatment [points]. Trials ask for 20; milder ones differ less, a fifth at most (assumed)."""
    share = np.minimum(1.0, np.asarray(baseline) / ENROLLED)
    return np.clip(baseline + share * differs, np.minimum(20.0, 0.8 * np.asarray(baseline)), 60.0)


def alike() -> Spread:
    """No difference between individuals but their kinetics: animals, for which no spread of traits is known."""
    return replace(Spread(), **{field.name: 0.0 for field in fields(Spread)})


def rated(score: Floats, times: Floats, seed: int, cohort: Cohort, noise: float) -> Floats:
    """What a rater writes down: score plus noise of that visit, inside the scale [T, P]."""
    error = np.stack([draw(seed, f"rating {time:.4f}", cohort.numbers) for time in times])
    return np.clip(score + noise * error, 0.0, 60.0)


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


def stand_in() -> Cohort:
    """One human whose arrays have the shapes of every sampled human, and no balance: good for nothing but compiling."""
    one = np.zeros(1, dtype=np.int64)
    bare = Patient()
    patient = bare._replace(
        receptor=weaker(bare.receptor, np.ones(1)),
        balance=circuit.Balance(np.zeros(1), np.zeros(1)),
        traits=Traits(*np.ones((len(Traits._fields), 1))),
    )
    return Cohort(plasma.typical(70.0), jax.tree.map(lambda leaf: np.asarray(leaf, np.float64), patient), one)
