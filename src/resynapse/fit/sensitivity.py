"""Which uncertain number matters most for which output: Sobol indices (SALib) on an emulator of the real model.

Every number varies alone and independently: a fitted one as wide as the calibration leaves it, an assumed one over its
stated range. Total index of a number: share of an output's variance that would be left if all others were known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from resynapse.cohort import Spread
from resynapse.fit import emulator, experiments
from resynapse.fit.asked import Output, asked
from resynapse.fit.emulator import Emulator
from resynapse.fit.population import data
from resynapse.fit.uncertain import Uncertain, varied
from resynapse.solve import Floats

SIMULATED, UNSEEN = 176, 32  # simulations, of which the last are held out
BASE = 2048  # rows of the two base samples
SEED = 21
FEWER = 128  # patients of a simulation
SHOWN = 3  # numbers named for an output


class Indices(NamedTuple):
    """Of every output [K] to every number [D], with half widths of 95 % intervals.

    Attributes:
        first, total: indices.
        first_half, total_half: half widths.
        explained: share of an output's variance at held-out simulations that the emulator explains [K].
    """

    numbers: list[str]
    outputs: list[str]
    first: Floats
    first_half: Floats
    total: Floats
    total_half: Floats
    explained: Floats


def outputs(noise: float) -> tuple[experiments.Target | Output, ...]:
    """What sensitivity is asked about: what people ask of a course, then every calibration number."""
    return (*asked(noise), *experiments.targets(noise))


def named() -> list[str]:
    """Names of `outputs`."""
    return [*(one.name for one in asked(Spread().rating)), *data().names]


def simulate(
    slope: Floats,
    start: Floats,
    numbers: tuple[Uncertain, ...],
    progress: Callable[[int], None] | None = None,
    count: int = SIMULATED,
    patients: int = FEWER,
) -> tuple[Floats, Floats]:
    """Coordinates [N, D] of each number alone and the outputs there [N, K].

    Args:
        slope: of the calibration numbers at `start` (`emulator.slopes`).
        start: the point around which numbers vary [D].
    """
    z = emulator.points(emulator.each_alone(slope, numbers, start), count, 2)
    return z, emulator.simulate(numbers, z, patients, progress, outputs)


def analyse(
    learned: Emulator,
    spread: Floats,
    numbers: tuple[Uncertain, ...],
    names_of_outputs: list[str],
    base: int = BASE,
    seed: int = SEED,
) -> Indices:
    """Sobol indices of an emulator.

    Args:
        spread: standard deviation of each coordinate [D].
        names_of_outputs: [K].
        base: a power of two; the emulator is read base (D + 2) times.
    """
    from SALib.analyze import sobol
    from SALib.sample import sobol as saltelli

    names = [one.name for one in numbers]
    problem = {
        "num_vars": len(names),
        "names": names,
        "bounds": [[float(m), float(s)] for m, s in zip(learned.region.centre, spread, strict=True)],
        "dists": ["norm"] * len(names),
    }
    asked_at = saltelli.sample(problem, base, calc_second_order=False, seed=seed)
    answers = np.asarray(learned(asked_at))
    kept = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"))
    found = {name: np.zeros((answers.shape[1], len(names))) for name in kept}
    for k, y in enumerate(answers.T):
        one = sobol.analyze(problem, y, calc_second_order=False, seed=seed, num_resamples=100)
        for name in found:
            found[name][k] = one[name]
    explained = 1.0 - learned.error**2 / learned.spread**2
    return Indices(names, names_of_outputs, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], explained)


def shipped() -> Indices:
    """From the package's own simulations."""
    return of(*emulator.read("sensitivity"))


def of(z: Floats, y: Floats) -> Indices:
    """From simulations of each number alone: coordinates and outputs."""
    unseen = emulator.held_out(len(z), UNSEEN, 5)
    return analyse(emulator.learn(z, y, unseen, independent=True), z.std(axis=0), varied(), named())


def most(found: Indices) -> list[tuple[str, str, float]]:
    """Of each output, the numbers with the largest total indices in words, and what the emulator explains."""
    rows = []
    for k, name in enumerate(found.outputs):
        order = np.argsort(-found.total[k])[:SHOWN]
        said = (f"{found.numbers[d]} {found.total[k, d]:.2f} +/- {found.total_half[k, d]:.2f}" for d in order)
        rows.append((name, ", ".join(said), float(found.explained[k])))
    return rows
