"""The simulations that an inference is made from: near the posterior, and of each number alone.

Made again they are bytes like those of the package, so that nothing in it changes before an inference of them has run.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from resynapse.fit import calibrate, emulator, population, sensitivity
from resynapse.fit.uncertain import coordinates, inferred, varied
from resynapse.report import files

NEAR, ALONE = "simulations.csv.gz", "sensitivity.csv.gz"


class Size(NamedTuple):
    """How much is simulated; the defaults are what is recorded.

    Attributes:
        patients: of a calibration arm; fewer: where only directions are asked.
        steps: of least squares, at most.
        first, again, rounds: simulations around the start, then of posterior draws, so often.
        draws: of each chain that says where to simulate again.
        alone: simulations of each number alone.
    """

    patients: int = calibrate.PATIENTS
    fewer: int = sensitivity.FEWER
    steps: int = 40
    first: int = emulator.FIRST
    again: int = emulator.AGAIN
    rounds: int = emulator.ROUNDS
    draws: int = population.DRAWS // 2
    alone: int = sensitivity.SIMULATED


class Simulated(NamedTuple):
    """Compressed tables: of the numbers that are inferred, and of every number alone."""

    near: bytes
    alone: bytes


def total(size: Size = Size()) -> int:  # noqa: B008
    """How many simulations `simulate` counts; those of least squares come before."""
    return 2 * len(varied()) + size.first + size.rounds * size.again + size.alone


def stored() -> Simulated:
    """Those of the package."""
    folder = resources.files("resynapse.fit").joinpath("data")
    return Simulated(*(folder.joinpath(name).read_bytes() for name in (NEAR, ALONE)))


def write(found: Simulated, folder: Path) -> None:
    """Both tables into an existing folder."""
    for name, table in zip((NEAR, ALONE), found, strict=True):
        files.write_bytes(folder / name, table)


def simulate(
    size: Size = Size(),  # noqa: B008
    progress: Callable[[int], None] | None = None,
    searched: Callable[[float], None] | None = None,
) -> Simulated:
    """Simulate again, from a least-squares point on.

    Args:
        progress: called with the simulations done, of `total`.
        searched: called with the cost of each simulation of least squares.
    """
    numbers, more, done = inferred(), varied(), 0

    def moved(count: int) -> None:
        if progress:
            progress(done + count)

    start = coordinates(more, calibrate.calibrate(size.fewer, progress=searched, evaluations=size.steps).values)
    near = start[: len(numbers)]
    slope = emulator.slopes(more, start, size.patients, moved)
    done = 2 * len(more)
    z = emulator.points(emulator.near_posterior(slope[:, : len(numbers)], near), size.first, 1)
    y = emulator.simulate(numbers, z, size.patients, moved)
    done += len(z)
    for _ in range(size.rounds):
        again = population.thinned(emulator.learn(z, y, emulator.held_out(len(z))), size.again, size.draws)
        more_y = emulator.simulate(numbers, again, size.patients, moved)
        z, y = np.concatenate([z, again]), np.concatenate([y, more_y])
        done += size.again
    alone = sensitivity.simulate(slope, start, more, moved, size.alone, size.fewer)
    return Simulated(emulator.write(z, y), emulator.write(*alone))


def simulate_alone(progress: Callable[[int], None] | None = None) -> bytes:
    """Only those of each number alone."""
    more, done = varied(), 0

    def moved(count: int) -> None:
        if progress:
            progress(done + count)

    start = coordinates(more, calibrate.calibrate(sensitivity.FEWER).values)
    slope = emulator.slopes(more, start, calibrate.PATIENTS, moved)
    done = 2 * len(more)
    return emulator.write(*sensitivity.simulate(slope, start, more, moved))
