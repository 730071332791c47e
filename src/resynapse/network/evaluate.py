"""How well the model predicts people it was not fitted to, beside what needs no model at all.

Each person is left out in turn: tracts and connectivity of the others are averaged, the model is fitted to them and
held against the person left out. Of two groups the model is fitted to the first and held against the second, once.
Baselines: the mean connectivity of the others (the ceiling), a regression on distance, hemisphere and homotopy, and
the tracts alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import stats

from resynapse.errors import InputError
from resynapse.network import analytic, dynamics, fit, structure
from resynapse.network.archive import REPETITION
from resynapse.network.brain import Brain, Floats
from resynapse.network.observables import without_global
from resynapse.network.strengths import Strengths
from resynapse.network.wong_wang import WongWang


class Score(NamedTuple):
    """How close a prediction [N, N] comes to one person.

    Attributes:
        r: correlation over pairs of regions.
        beyond_distance: the same after distance, hemisphere and homotopy are regressed out of both.
        without_global: the same after global-signal regression of both.
        dynamics: Kolmogorov-Smirnov distance of the FCD; NaN for what has no time.
    """

    r: float
    beyond_distance: float
    without_global: float
    dynamics: float


def leave_one_out(
    brain: Brain, model: WongWang, per_region: bool = False, progress: Callable[[int], None] | None = None
) -> dict[str, list[Score]]:
    """Scores of each person left out, by method: "model", "regional" if asked for, and the three baselines.

    Raises:
        InputError: a connectome without measured connectivity.
    """
    names = ("model", *(("regional",) if per_region else ()), "mean of the others", "distance", "tracts")
    found: dict[str, list[Score]] = {name: [] for name in names}
    for done, (tracts, wanted, alone, moving) in enumerate(folds(brain)):
        fitted = fit.common(brain, wanted, model, tracts)
        found["model"].append(_of_model(brain, fitted.strengths, model, tracts, alone, moving))
        if per_region:
            single = fit.regional(brain, wanted, model, fitted.strengths, tracts)
            found["regional"].append(_of_model(brain, single.strengths, model, tracts, alone, moving))
        found["mean of the others"].append(score(brain, wanted, alone))
        found["distance"].append(score(brain, by_distance(brain, wanted), alone))
        found["tracts"].append(score(brain, _tracts_alone(tracts), alone))
        if progress:
            progress(done + 1)
    return found


def folds(brain: Brain) -> list[tuple[Floats, Floats, Floats, Floats]]:
    """What is fitted to, and what is left out: tracts and connectivity, connectivity and dynamics left out.

    Raises:
        InputError: a connectome without measured connectivity.
    """
    everyone = np.arange(len(brain.connectivity))
    if len(everyone) < 2:
        raise InputError("connectome", brain.name, "one with measured connectivity: aal2-94 or schaefer-100")
    if brain.groups:
        return [(brain.weights, brain.connectivity[0], brain.connectivity[1], brain.dynamics[1])]
    others = [everyone != person for person in everyone]
    return [
        (brain.tracts[rest].mean(axis=0), brain.connectivity[rest].mean(axis=0), alone, moving)
        for rest, alone, moving in zip(others, brain.connectivity, brain.dynamics, strict=True)
    ]


def interval(values: list[float]) -> tuple[float, float, float]:
    """Mean and 95 % interval over persons (Student's t); no interval (NaN) from a single value."""
    given = np.asarray(values)
    if len(given) < 2:
        return float(given.mean()), float("nan"), float("nan")
    half = stats.t.ppf(0.975, len(given) - 1) * stats.sem(given)
    return float(given.mean()), float(given.mean() - half), float(given.mean() + half)


def score(brain: Brain, prediction: Floats, person: Floats) -> Score:
    """How close a prediction comes to a person; both [N, N]."""
    above = np.triu_indices(len(person), 1)
    design = _design(brain)
    ours, theirs = prediction[above], person[above]
    left = [values - design @ np.linalg.lstsq(design, values, rcond=None)[0] for values in (ours, theirs)]
    beyond = _correlation(*left) if np.std(left[0]) > 1e-9 else 0.0
    regressed = [np.asarray(without_global(_unit(it)))[above] for it in (prediction, person)]
    return Score(_correlation(ours, theirs), beyond, _correlation(*regressed), float("nan"))


def by_distance(brain: Brain, wanted: Floats) -> Floats:
    """Connectivity [N, N] as far as distance, hemisphere and homotopy give it."""
    above = np.triu_indices(len(wanted), 1)
    design = _design(brain)
    found = np.eye(len(wanted))
    found[above] = design @ np.linalg.lstsq(design, wanted[above], rcond=None)[0]
    return np.maximum(found, found.T)


def _of_model(
    brain: Brain, strengths: Strengths, model: WongWang, tracts: Floats, person: Floats, moving: Floats
) -> Score:
    coupling = structure.coupling(tracts, structure.mirrors(brain), strengths.exponent, strengths.homotopic)
    node, state = analytic.balance(coupling, fit.node(strengths, model), model)
    linear = analytic.linearise(coupling, node, state, model)
    connectivity = np.asarray(analytic.correlation(analytic.covariance(linear)))
    drawn = dynamics.sample(linear, dynamics.VOLUMES, REPETITION, np.random.Generator(np.random.Philox(dynamics.KEY)))
    gap = dynamics.apart(dynamics.of_windows(drawn, REPETITION, *brain.window), moving)
    return score(brain, connectivity, person)._replace(dynamics=gap)


def _design(brain: Brain) -> Floats:
    above = np.triu_indices(len(brain.weights), 1)
    apart = np.linalg.norm(brain.centres[:, None] - brain.centres[None], axis=-1)[above]
    side = np.array(brain.regions.hemisphere)
    same = (side[:, None] == side[None])[above]
    columns = (np.ones_like(apart), apart, np.sqrt(apart), np.log(apart), same, structure.mirrors(brain)[above])
    return np.stack(columns, axis=1).astype(np.float64)


def _tracts_alone(tracts: Floats) -> Floats:
    """Logarithm of the tracts, the transform that favours them most among the usual ones."""
    return np.asarray(np.log(tracts + 1e-9 * tracts.max()))


def _unit(matrix: Floats) -> Floats:
    """Any symmetric prediction brought to the scale of correlations: its order is kept, its diagonal is 1."""
    off = matrix - np.diag(np.diag(matrix))
    return np.asarray(off / max(1.0, float(np.abs(off).max())) + np.eye(len(matrix)))


def _correlation(first: Floats, second: Floats) -> float:
    return float(np.corrcoef(first, second)[0, 1])
