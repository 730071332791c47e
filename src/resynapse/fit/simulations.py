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
from resynapse.solve import Floats

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
    numbers, more = inferred(), varied()
    start, slope = _around(size, progress, searched)
    done = 2 * len(more)
    near = start[: len(numbers)]
    z = emulator.points(emulator.near_posterior(slope[:, : len(numbers)], near), size.first, 1)
    y = emulator.simulate(numbers, z, size.patients, _after(done, progress))
    done += len(z)
    for _ in range(size.rounds):
        again = population.thinned(emulator.learn(z, y, emulator.held_out(len(z))), size.again, size.draws)
        more_y = emulator.simulate(numbers, again, size.patients, _after(done, progress))
        z, y = np.concatenate([z, again]), np.concatenate([y, more_y])
        done += size.again
    alone = sensitivity.simulate(slope, start, more, _after(done, progress), size.alone, size.fewer)
    return Simulated(emulator.write(z, y), emulator.write(*alone))


def simulate_alone(progress: Callable[[int], None] | None = None) -> bytes:
    """Only those of each number alone."""
    more = varied()
    start, slope = _around(Size(), progress)
    return emulator.write(*sensitivity.simulate(slope, start, more, _after(2 * len(more), progress)))


def _around(
    size: Size, progress: Callable[[int], None] | None, searched: Callable[[float], None] | None = None
) -> tuple[Floats, Floats]:
    """The least-squares point of every number [D], and the slopes of the calibration numbers there [K, D]."""
    more = varied()
    found = calibrate.calibrate(size.fewer, progress=searched, evaluations=size.steps)
    start = coordinates(more, found.values)
    return start, emulator.slopes(more, start, size.patients, progress)


def _after(done: int, progress: Callable[[int], None] | None) -> Callable[[int], None] | None:
    """Progress of what comes after so many simulations."""
    return None if progress is None else lambda count: progress(done + count)
