"""Every bundled comparison, clinical and mechanistic, in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import resources
from typing import NamedTuple

from resynapse import __version__
from resynapse.trial.compare import Comparison, one_line
from resynapse.trial.file import Endpoint, Trial
from resynapse.trial.pool import count, simulate
from resynapse.trial.reading import FOLDER, all_trials
from resynapse.trial.sample import REPLICATES, Sample
from resynapse.validation import (
    brain,
    channels,
    columns,
    cortex,
    exposures,
    gating,
    growth,
    kinetics,
    mechanism,
    spinal,
    transmission,
)
from resynapse.validation.check import Check

PATIENTS = 2048  # of an arm: their mean is known better than that of the largest trial, and so is a spread with a tail


class Evaluation(NamedTuple):
    """One pass over everything.

    Attributes:
        clinical: trial, endpoint and comparison, in the order of the files.
        mechanistic: comparisons without replicate trials.
        parameters, trials: hashes of the numbers of the model and of the trial files.
    """

    clinical: list[tuple[Trial, Endpoint, Comparison]]
    mechanistic: list[Comparison]
    parameters: str
    trials: str
    seed: int
    patients: int
    replicates: int
    version: str

    @property
    def comparisons(self) -> list[Comparison]:
        """All of them; kinetics and mechanism last."""
        return [*(one for _, _, one in self.clinical), *self.mechanistic]


def evaluate(
    parameters: str,
    patients: int = PATIENTS,
    seed: int = 0,
    replicates: int = REPLICATES,
    progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """Simulate all trials and checks; `progress` is called with the arms and checks done, `total()` in all.

    Args:
        parameters: hash of the model's numbers.
    """
    trials = all_trials()
    pools = simulate(trials, patients, seed, progress)
    clinical = []
    for trial in trials:
        sample = Sample(trial, pools, seed, replicates)
        for endpoint in trial.endpoints:
            found = one_line(trial, endpoint, sample)
            clinical.append((trial, endpoint, brain.answered(trial, endpoint, found, seed)))
    mechanistic = []
    for done, check in enumerate(checks(), count(trials) + 1):
        mechanistic.append(check.compare())
        if progress:
            progress(done)
    return Evaluation(clinical, mechanistic, parameters, fingerprint(), seed, patients, replicates, __version__)


def checks() -> tuple[Check, ...]:
    """Every comparison without replicate trials."""
    parts = (kinetics, exposures, channels, gating, transmission, columns, cortex, mechanism, growth, spinal)
    return tuple(check for part in parts for check in part.checks())


def total() -> int:
    """How often `evaluate` reports progress."""
    return count(all_trials()) + len(checks())


def fingerprint() -> str:
    """Hash of the trial files and of their rows of published data."""
    parts = [path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))]
    parts.append(resources.files("resynapse.trial").joinpath("data", "clinical.csv").read_bytes())
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:12]
