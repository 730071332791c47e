"""The spiking column against the mean field of the course: where both are looked at, and how far they are apart.

Two sets of states, kept apart. `design` spreads over the region in which a course lives (drug level, blocks around
those of that level, spine state, GABA gain, tonic drives); there weights.py derives weights for the mean field.
`held` is the dose axis from 0 to 10 umol/L of racemate at three spine states, at the balance of the typical patient;
nothing is derived from it. Every rate is a multiple of the rate at rest with the same graph, noise and tonic drives.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from resynapse import machine
from resynapse.circuit.mean_field import CLASSES, Balance, Column, Tone, activity
from resynapse.circuit.modulators import Modulators
from resynapse.circuit.spiking.drive import rates
from resynapse.circuit.spiking.run import Run, record
from resynapse.circuit.spiking.state import ColumnState
from resynapse.receptor import Block, Free, Receptors, block

if TYPE_CHECKING:
    import xarray

Array = np.ndarray[Any, Any]
CELLS, SECONDS = 2000, 4.0
LEVELS = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0)  # umol/L of racemate, unbound
SYNAPSES = (0.8, 1.0, 1.2)  # after stress, at rest, with new spines
HELD_SEEDS = (101, 102, 103, 104)
TYPICAL = Balance(0.72, 1.37)  # t_I and t_E of the typical patient, to two digits
POINTS = 16  # of the design for each pair of tonic drives
DRIVES = ((0.65, 1.46), (0.5, 1.25), (0.5, 1.65), (0.8, 1.25), (0.8, 1.65))  # t_I, t_E of the design
LOW = (np.log(0.03), -0.4, -0.4, 0.75, 0.95)  # log level, log odds of both blocks, synapses, GABA gain
HIGH = (np.log(12.0), 0.4, 0.4, 1.25, 1.1)
RELATIVE, ABSOLUTE = 0.05, 0.1  # allowed: the larger of 5 %, two standard errors over seeds and 0.1 Hz


class Point(NamedTuple):
    """A state and the key of its graph and noise."""

    state: ColumnState
    seed: int


def at_level(level: float, receptors: Receptors | None = None) -> ColumnState:
    """The blocks that the course gives a level of racemate [umol/L], rest otherwise."""
    half, none = np.full(1, level / 2.0), np.zeros(1)
    shut = block(Free(half, half, none, none), receptors or Receptors())
    return ColumnState(float(shut.phasic[0]), float(shut.interneuron[0]), float(shut.resting[0]))


def design() -> list[Point]:
    """Sobol points, a graph of their own for each pair of tonic drives."""
    from scipy.stats import qmc

    points = []
    for seed, (interneuron, pyramidal) in enumerate(DRIVES):
        cube = qmc.Sobol(len(LOW), seed=seed).random(POINTS)
        for log_level, phasic, tonic, synapses, gaba in qmc.scale(cube, LOW, HIGH):
            usual = at_level(float(np.exp(log_level)))
            moved = (_odds(usual.phasic, phasic), _odds(usual.interneuron, tonic), usual.resting)
            points.append(Point(ColumnState(*moved, synapses, 0.0, gaba, 1.0, interneuron, pyramidal), seed))
    return points


def held(balance: Balance = TYPICAL) -> list[Point]:
    """The dose axis at three spine states, with several graphs."""
    states = [
        at_level(level)._replace(
            synapses=synapses, tonic_interneuron=balance.interneuron, tonic_pyramidal=balance.pyramidal
        )
        for synapses in SYNAPSES
        for level in LEVELS
    ]
    return [Point(state, seed) for state in states for seed in HELD_SEEDS]


def measure(points: Sequence[Point], seconds: float = SECONDS, told: Callable[[int], None] | None = None) -> Array:
    """Rates of the spiking column as multiples of its own rest [points, 4].

    Args:
        points: where and with which key.
        seconds: recorded; rest twice as long.
        told: how many points are done.
    """

    def rest(point: Point) -> Point:
        s = point.state
        still = ColumnState(tonic_interneuron=s.tonic_interneuron, tonic_pyramidal=s.tonic_pyramidal)
        return Point(still, point.seed)

    def one(point: Point) -> Array:
        still = point == rest(point)
        found = by_class(record(point.state, CELLS, seconds * (1 + still), point.seed))
        if told:
            told(next(count))
        return found

    count = itertools.count(1)
    needed = list(dict.fromkeys([*points, *map(rest, points)]))
    with ThreadPoolExecutor(machine.cores()) as pool:
        seen = dict(zip(needed, pool.map(one, needed), strict=True))
    return np.array([seen[point] / seen[rest(point)] for point in points])


def by_class(run: Run) -> Array:
    """Mean rate of each class [4] Hz."""
    kind = np.searchsorted(run.network.edges, run.cell, side="right") - 1
    return np.bincount(kind, minlength=4) / np.diff(run.network.edges) / run.seconds


def course(states: Sequence[ColumnState], column: Column | None = None) -> Array:
    """Rates of the mean field in the same states [states, 4], multiples of rest."""
    s = ColumnState(*(np.array(values) for values in zip(*states, strict=True)))  # type: ignore[arg-type]
    shut = Block(*(np.asarray(x) for x in (s.phasic, s.interneuron, s.resting, 0.0)))
    tone, balance = Tone(s.synapses, s.ampa, s.gaba), Balance(s.tonic_interneuron, s.tonic_pyramidal)
    return np.asarray(activity(shut, tone, balance, column or Column(), Modulators()).rates).T


def allowed(spiking: Array, error: Array) -> Array:
    """How far apart they may be [..., 4], multiples of rest.

    Args:
        spiking, error: mean and standard error over seeds [..., 4], multiples of rest.
    """
    return np.maximum(np.maximum(RELATIVE * spiking, 2.0 * error), ABSOLUTE / rates())


def compare(spiking: Array, error: Array) -> xarray.Dataset:
    """Both models along the dose axis.

    Args:
        spiking, error: mean and standard error over seeds at the states of `held` [states, 4], multiples of rest.
    Returns:
        rates of both, the error, what is allowed and whether it is kept, by spine state, level and class.
    """
    import xarray

    shape = (len(SYNAPSES), len(LEVELS), len(CLASSES))
    states = [point.state for point in held()][:: len(HELD_SEEDS)]
    may, mean_field = allowed(spiking, error), course(states)
    about = {
        "spiking": (spiking, "rate of the spiking column, multiple of rest"),
        "error": (error, "its standard error over seeds"),
        "mean_field": (mean_field, "rate of the mean field, multiple of rest"),
        "allowed": (may, "largest difference allowed"),
        "kept": (np.abs(spiking - mean_field) <= may, "mean field within what is allowed"),
    }
    dims = ("synapses", "level", "cell_class")
    return xarray.Dataset(
        {
            name: (dims, values.reshape(shape), {"units": "1", "long_name": words, "kind": "simulated"})
            for name, (values, words) in about.items()
        },
        {
            "synapses": ("synapses", list(SYNAPSES), {"units": "1", "long_name": "synapses, multiple of rest"}),
            "level": ("level", list(LEVELS), {"units": "umol/L", "long_name": "unbound ketamine, as racemate"}),
            "cell_class": list(CLASSES),
        },
        {"tonic_interneuron": TYPICAL.interneuron, "tonic_pyramidal": TYPICAL.pyramidal, "seeds": len(HELD_SEEDS)},
    )


def _odds(share: float, by: float) -> float:
    """A share with its log odds moved."""
    moved = share * np.exp(by)
    return float(moved / (1.0 - share + moved))
