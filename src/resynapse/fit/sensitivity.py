"""Which uncertain number matters most for which output: Sobol indices (SALib) on an emulator of the real model.

Every number varies alone and independently: a fitted one as wide as the calibration leaves it, an assumed one over its
stated range. Total index of a number: share of an output's variance that would be left if all others were known.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from resynapse.fit import emulator
from resynapse.fit.emulator import Emulator
from resynapse.fit.population import data
from resynapse.fit.uncertain import Uncertain, varied
from resynapse.solve import Floats

SIMULATED, UNSEEN = 176, 32  # simulations, of which the last are held out
BASE = 2048  # rows of the two base samples
SEED = 21
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


def analyse(
    learned: Emulator, spread: Floats, numbers: tuple[Uncertain, ...], base: int = BASE, seed: int = SEED
) -> Indices:
    """Sobol indices of an emulator.

    Args:
        spread: standard deviation of each coordinate [D].
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
    asked = saltelli.sample(problem, base, calc_second_order=False, seed=seed)
    outputs = np.asarray(learned(asked))
    kept = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"))
    found = {name: np.zeros((outputs.shape[1], len(names))) for name in kept}
    for k, y in enumerate(outputs.T):
        one = sobol.analyze(problem, y, calc_second_order=False, seed=seed, num_resamples=100)
        for name in found:
            found[name][k] = one[name]
    explained = 1.0 - learned.error**2 / learned.spread**2
    return Indices(names, data().names, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], explained)


def shipped() -> Indices:
    """From the package's own simulations."""
    z, y = emulator.read("sensitivity")
    return analyse(emulator.learn(z, y, UNSEEN, independent=True), z.std(axis=0), varied())


def most(found: Indices) -> list[tuple[str, str, float]]:
    """Of each output, the numbers with the largest total indices in words, and what the emulator explains."""
    rows = []
    for k, name in enumerate(found.outputs):
        order = np.argsort(-found.total[k])[:SHOWN]
        said = (f"{found.numbers[d]} {found.total[k, d]:.2f} +/- {found.total_half[k, d]:.2f}" for d in order)
        rows.append((name, ", ".join(said), float(found.explained[k])))
    return rows
