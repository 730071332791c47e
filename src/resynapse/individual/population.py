"""From draws to simulated courses: what of a patient the scores can tell, and what they cannot.

The scores inform `TRAITS`, drawn here as z (standard normal, one column each). How a patient's body clears the drug and
how the pressure responds are drawn from the population as they are: no score carries news of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import jax
import numpy as np

from resynapse import cohort, course
from resynapse import timeline as tl
from resynapse.cohort import Cohort, Spread
from resynapse.individual.likelihood import log_likelihood
from resynapse.individual.observed import Score
from resynapse.solve import Floats

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
    """Draws from the population [P, D]."""
    numbers = np.arange(count)
    return np.stack([cohort.draw(seed, name, numbers) for name in TRAITS], axis=1)


def people(setting: Setting, z: Floats, seed: int) -> Cohort:
    """The patients with these draws [P, D]; the rest of each is drawn from the population."""
    numbers = np.arange(len(z))
    typical, spread = jax.tree.map(lambda leaf: np.ravel(leaf)[0], setting.base.patient), Spread()
    drawn = dict(zip(TRAITS, z.T, strict=True))
    given = typical.traits  # of the median patient: what is drawn starts from 1, and is drawn once
    unit = course.Traits(baseline=given.baseline, secretion=given.secretion, open_label=given.open_label)
    other = cohort.people(seed, numbers, setting.base.subjects, typical, setting.line.model, cohort.alike())
    patient = cohort.uncertain(typical, np.exp(spread.potency * drawn["potency"]))
    drawn |= {"pressure": cohort.draw(seed, "pressure", numbers)}
    traits = cohort.traits_of(drawn, unit, spread, typical.mood.baseline_sd)
    leaves = jax.tree.map(lambda leaf: np.asarray(leaf, np.float64), patient._replace(traits=traits))
    return Cohort(other.subjects, leaves, numbers)


def simulator(
    setting: Setting, scores: Sequence[Score], seed: int, keep: tuple[str, ...] = ("score",)
) -> Callable[[Floats], tuple[dict[str, Floats], Floats]]:
    """From draws [P, D] to the outcomes `keep`, each [T, P], and the log likelihood of each score [K, P]."""

    def simulate(z: Floats) -> tuple[dict[str, Floats], Floats]:
        found = cohort.follow(setting.line, people(setting, z, seed), setting.hours, keep=keep)
        return found, log_likelihood(found["score"], setting.hours, scores)

    return simulate
