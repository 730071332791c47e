"""Replicate trials of the true size, drawn from the pools, and what their raters write down.

The k-th patient of the r-th replicate of an arm has a draw of its own, keyed by the seed, the trial, the arm and what
the draw is for; it depends neither on how many replicates there are nor on any other trial.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtri

from resynapse.cohort import Spread
from resynapse.solve import Floats
from resynapse.symptoms import mystical, scales, shares
from resynapse.trial import names
from resynapse.trial.background import NewAntidepressant, Noise, as_rated, fading
from resynapse.trial.file import Trial
from resynapse.trial.pool import SESSION, Pool, Pools, factor, key

REPLICATES = 1000
REPEATS = 8  # ratings of every virtual patient, where all of them are read at once
SHARED = {
    **dict.fromkeys(("CAPS-5", "PCL-5", "IES-R"), "ptsd"),
    "Y-BOCS": "ocd",
    **dict.fromkeys(("HAM-A", "FQ", "LSAS"), "anxiety"),
}
Index = np.ndarray[Any, np.dtype[np.int64]]


@lru_cache(maxsize=64)
def uniform(seed: int, words: str, shape: tuple[int, int]) -> Floats:
    """Draws from (0, 1), [R, n], read-only; row r is the same whatever R is."""
    stream = np.random.Generator(np.random.Philox(key=[seed & (2**64 - 1), zlib.crc32(words.encode())]))
    drawn = np.clip(stream.random(shape), 1e-12, 1.0 - 1e-12)
    drawn.setflags(write=False)
    return drawn


@dataclass(frozen=True)
class Sample:
    """R replicates of a trial, or (replicates 0) every virtual patient of each arm, rated `REPEATS` times.

    Attributes:
        sizes: patients by arm; those of the file if absent.
    """

    trial: Trial
    pools: Pools
    seed: int = 0
    replicates: int = REPLICATES
    sizes: dict[str, int] = field(default_factory=dict)

    def pool(self, arm: str) -> Pool:
        """Every virtual patient of an arm."""
        return self.pools[key(self.trial, self.trial.arm(arm))]

    def shape(self, arm: str) -> tuple[int, int]:
        """Replicates and patients of an arm."""
        if not self.replicates:
            return 1, REPEATS * self.pool(arm).number
        return self.replicates, self.sizes.get(arm, self.trial.arm(arm).n)

    def chosen(self, arm: str) -> Index:
        """Who is in it, [R, n]; the same people in every arm of a crossover."""
        (rows, size), number = self.shape(arm), self.pool(arm).number
        if not self.replicates:
            return np.arange(size)[None, :] % number
        who = "everyone" if self.trial.design == "crossover" else arm
        return np.minimum((uniform(self.seed, self._words(who, "who"), (rows, size)) * number), number - 1).astype(int)

    def there(self, arm: str, hour: float) -> Floats:
        """1 for those still in the trial, NaN for those who left, [R, n]; people leave evenly over time."""
        last = max((0.0, *self.trial.visit_hours, *(h for e in self.trial.endpoints for h in e.hours)))
        if not self.trial.dropout or last == 0.0:
            return np.ones(self.shape(arm))
        gone = uniform(self.seed, self._words(arm, "dropout"), self.shape(arm)) < self.trial.dropout * hour / last
        return np.where(gone, np.nan, 1.0)

    def latent(self, arm: str, hour: float) -> Floats:
        """The course of MADRS without the noise of a rating, [R, n]."""
        factor_of = fading(hour, NewAntidepressant()) if self.trial.arm(arm).new_antidepressant else 1.0
        return factor_of * self.pool(arm).at("score", hour)[self.chosen(arm)]

    def rated(self, arm: str, scale: str, hour: float) -> Floats:
        """A scale at a visit, as written down, [R, n]."""
        kind = names.SCALES[scale]
        if kind == "score":
            return self.there(arm, hour) * self._score(arm, scale, hour)
        pool, chosen = self.pool(arm), self.chosen(arm)
        if scale == "MEQ30":
            return _meq(pool)[chosen]
        if scale == "DBP":
            return float(pool.treated.people.patient.pressure.diastolic) * pool.at("systolic", hour)[chosen]
        if scale == "gamma power":
            return 100.0 * pool.at("gamma", hour)[chosen]
        if scale == "receptor occupancy":  # pyramidal cells carry most of the channels that a tracer sees
            return 100.0 * pool.at("block_pyramidal", hour)[chosen]
        if scale == "glutamate":
            noise = Noise().glutamate * self._normal(arm, f"glutamate {hour:.4f}") if hour > 0.0 else 0.0
            return 100.0 + 100.0 * (pool.at("glutamate", hour)[chosen] - 1.0) + noise
        if kind == "plasma":
            found: Floats = pool.level(scale, np.array([hour]))[0][chosen]
            return found
        if scale == "synaptic density":
            noise = Noise().density / 100.0 * self._normal(arm, f"density {hour:.4f}")
            return pool.at("terminals", hour)[chosen] * (1.0 + noise)
        return pool.at({"CADSS": "cadss", "SBP": "systolic"}[scale], hour)[chosen]

    def _score(self, arm: str, scale: str, hour: float) -> Floats:
        normal = self._normal(arm, f"rating {hour:.4f}")
        if scale == "MADRS":
            return as_rated(self.latent(arm, hour), normal)
        if scale in scales.EQUIVALENT:
            return scales.crosswalk(as_rated(self.latent(arm, hour), normal), scale)
        latent = self.latent(arm, hour)
        if scale == "NRS pain" and "pain" in self.pool(arm).values:
            course = self.pool(arm).at("pain", hour)[self.chosen(arm)]
            return np.clip(course + _share_of_range(scale) * Spread().rating * normal, 0.0, 10.0)
        if scale in SHARED:  # the same course; its size was set by hand from each condition's own trials
            before = self.pool(arm).baseline[self.chosen(arm)]
            latent = before + float(getattr(shares.Shares(), SHARED[scale])) * (latent - before)
        return factor(scale, self.trial.population) * as_rated(latent, normal)

    def _normal(self, arm: str, words: str) -> Floats:
        drawn: Floats = ndtri(uniform(self.seed, self._words(arm, words), self.shape(arm)))
        return drawn

    def _words(self, arm: str, purpose: str) -> str:
        whole = "" if self.replicates else ", everyone"
        return f"{self.trial.name}, {arm}, {purpose}{whole}"


def _share_of_range(scale: str) -> float:
    """Range of a scale over that of MADRS."""
    return (scales.scale(scale).highest or 60.0) / 60.0


def _meq(pool: Pool) -> Floats:
    """Probability of a complete mystical experience in the first session, by patient."""
    levels = pool.level("S-ketamine", np.arange(0.0, SESSION + 0.01, 1 / 60))
    found: Floats = mystical.probability(np.maximum(levels, 0.0).max(axis=0))
    return found
