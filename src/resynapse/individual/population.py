"""From draws to simulated courses: what of a patient the scores can tell, and what they cannot.

The scores inform `TRAITS`, drawn here as z (standard normal, one column each). How a patient's body clears the drug and
how the pressure responds are drawn from the population as they are: no score carries news of them. What the population
is, is not known either: the last column says which draw of its posterior (`fit.drawn`) a patient comes from, every draw
equally often; -1 is the shipped numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import jax
import numpy as np

from resynapse import cohort, course
from resynapse import timeline as tl
from resynapse.cohort import Cohort, Spread
from resynapse.fit import drawn
from resynapse.fit.setting import Setting as Numbers
from resynapse.fit.setting import put
from resynapse.individual.likelihood import log_likelihood
from resynapse.individual.observed import Score
from resynapse.solve import Floats

NOISES = 7
TRAITS = ("mood gain", "readiness", "keep", "baseline", "disinhibition", "sensitivity", "potency", "dissociation")


class Setting(NamedTuple):
    """One plan, ready to be followed for any patients.

    Attributes:
        line: who is treated with what, when.
        base: the typical patient.
        hours: rising [T]; the times kept.
    """

    line: tl.Timeline
    base: Cohort
    hours: Floats


def without_drug(line: tl.Timeline) -> tl.Timeline:
    """The same visits with nothing in the syringe: what is left is stress, care and expectation."""
    doses = tuple(replace(it, drug="saline", route="iv", amount=0.0, per_kg=False) for it in line.regimen.doses)
    return line._replace(regimen=replace(line.regimen, doses=doses))


def first_draws(seed: int, count: int) -> Floats:
    """Draws from the population [P, D + 1]."""
    numbers = np.arange(count)
    return np.column_stack([*(cohort.draw(seed, name, numbers) for name in TRAITS), populations(count)])


def populations(count: int) -> Floats:
    """Which draw of the posterior each of so many patients is from, [P, 1]."""
    return np.asarray(np.arange(count) % drawn.COUNT, np.float64)[:, None]


def people(setting: Setting, z: Floats, seed: int) -> Cohort:
    """The patients with these draws [P, D + 1]; the rest of each is drawn from the population."""
    numbers = np.arange(len(z))
    typical, spread = numbered(setting.base.patient, z[:, -1].astype(int))
    given = typical.traits  # of the median patient: what is drawn starts from 1, and is drawn once
    unit = course.Traits(baseline=given.baseline, secretion=given.secretion, open_label=given.open_label)
    other = cohort.people(
        seed, numbers, setting.base.subjects, _one(setting.base.patient), setting.line.model, cohort.alike()
    )
    each = dict(zip(TRAITS, z.T, strict=False)) | {"pressure": cohort.draw(seed, "pressure", numbers)}
    patient = cohort.uncertain(typical, np.exp(spread.potency * each["potency"]))
    traits = cohort.traits_of(each, unit, spread, typical.mood.baseline_sd)
    leaves = jax.tree.map(lambda leaf: np.asarray(leaf, np.float64), patient._replace(traits=traits))
    return Cohort(other.subjects, leaves, numbers)


def noises(z: Floats) -> Floats:
    """Equally probable noises of one rating that each patient may have [J, P] points.

    Quantiles of the posterior, taken as independent of its other numbers (correlations up to -0.6): a dozen ratings
    tell the noise so well that hardly a draw would be left that has it.
    """
    middles = (np.arange(NOISES) + 0.5) / NOISES
    found = np.quantile(drawn.draws()["spread.rating"], middles)[:, None]
    return np.where(z[:, -1] < 0, Spread().rating, found)


def numbered(patient: course.Patient, which: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[course.Patient, Spread]:
    """The typical patient, and how patients differ, with the numbers of draws [P] of the posterior; -1: as shipped."""
    typical = _one(patient)
    if (which < 0).all():
        return typical, Spread()
    return put(Numbers(typical, Spread()), {name: values[which] for name, values in drawn.draws().items()})


def _one(patient: course.Patient) -> course.Patient:
    found: course.Patient = jax.tree.map(lambda leaf: np.ravel(leaf)[0], patient)
    return found


def simulator(
    setting: Setting, scores: Sequence[Score], seed: int, keep: tuple[str, ...] = ("score",)
) -> Callable[[Floats], tuple[dict[str, Floats], Floats]]:
    """From draws [P, D + 1] to the outcomes `keep`, each [T, P], and the log likelihood of each score [K, J, P].

    Beside them "rating": the noises of one rating that each patient may have [J, P].
    """

    def simulate(z: Floats) -> tuple[dict[str, Floats], Floats]:
        rating = noises(z)
        found = cohort.follow(setting.line, people(setting, z, seed), setting.hours, keep=keep)
        return found | {"rating": rating}, log_likelihood(found["score"], setting.hours, scores, rating)

    return simulate
