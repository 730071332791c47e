"""Solve the afferent drive so that the column at rest fires at the course's resting rates.

Damped Newton steps on the four afferent rates. The slopes dr/dI are measured in the same run: half the cells of each
class get a small extra current and half get it taken away, so that the population, and with it the feedback, stays put.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.mean_field import CLASSES, Column
from resynapse.circuit.spiking import drive, numbers
from resynapse.circuit.spiking.drive import Rest
from resynapse.circuit.spiking.run import batch
from resynapse.circuit.spiking.state import ColumnState
from resynapse.circuit.spiking.wiring import Synapses, counts, unblocked
from resynapse.provenance import describe, digest

Array = np.ndarray[Any, Any]
SIZE = 2000
PROBE = np.array([15.0, 5.0, 3.0, 2.0])  # pA, about a tenth of the drive
OPEN, CLOSED = (1.0,) * 6 + (3.0,) * 6, (3.0,) * 6  # s of each look, by two seeds
START = Rest(
    background=np.array([1200.0, 1700.0, 800.0, 990.0]),
    drive=np.array([93.0, 29.0, 17.7, 10.6]),
    tonic=np.array([65.0, 29.0, 17.7, 10.6]),
    driving=np.array([5.0, 7.0, 7.25, 8.4]),
    voltage=np.array([-59.0, -49.7, -48.6, -43.5]),
)

WEIGH = 6.0  # s for each effective weight, by two seeds


class Seen(NamedTuple):
    """One look at a column at rest, each [4]: rates [Hz], slopes [Hz/pA], driving force and potential [mV]."""

    rates: Array
    slopes: Array
    driving: Array
    voltage: Array


def look(at: Rest, seconds: float, seeds: tuple[int, ...], replay: Array | None = None) -> Seen:
    """Rates and slopes of a column with this drive.

    Args:
        at: the drive.
        seconds, seeds: how much is looked at.
        replay: open loop, as in `record`.
    """
    n = counts(SIZE)
    kind = np.repeat(np.arange(4), n)
    sign = np.concatenate([np.where(np.arange(k) % 2, 1.0, -1.0) for k in n])
    calls = [{"states": ColumnState(), "cells": SIZE, "seconds": seconds, "seed": s, "at": at} for s in seeds]
    runs = batch([call | {"probe": sign * PROBE[kind], "replay": replay} for call in calls])
    spikes = np.sum([np.bincount(run.cell, minlength=SIZE) for run in runs], axis=0) / (seconds * len(seeds))
    rates = np.array([spikes[kind == k].mean() for k in range(4)])
    up, down = (np.array([spikes[(kind == k) & (sign == x)].mean() for k in range(4)]) for x in (1.0, -1.0))
    return Seen(rates, (up - down) / (2.0 * PROBE), *(np.mean([_force(r.voltage) for r in runs], axis=0)))


def weights(at: Rest, seconds: float, seeds: tuple[int, ...], share: float = 0.15) -> Array:
    """Effective weights [onto, from]: relative change of a rate by the relative change of another, in open loop."""
    found = np.zeros((4, 4))
    for source in range(4):
        high, low = (drive.rates() * (1.0 + sign * share * (np.arange(4) == source)) for sign in (1.0, -1.0))
        up, down = (look(at, seconds, seeds, replay).rates for replay in (high, low))
        found[:, source] = (up - down) / (up + down) / share
    return found


def _force(voltage: Array) -> Array:
    """Mean NMDA driving force times open share, and mean potential, of each class: [2, 4]."""
    s = Synapses()
    force = unblocked(voltage, s) * (s.excitation - voltage)
    edges = np.concatenate([[0], np.cumsum(counts(voltage.shape[-1]))])
    pairs = list(zip(edges[:-1], edges[1:], strict=True))
    return np.array([[x[..., a:b].mean() for a, b in pairs] for x in (force, voltage)])


def tonic(at: Rest, seconds: float, seeds: tuple[int, ...], share: float = 0.2) -> float:
    """NMDA current of pyramids [pA] of which a lost share takes t_E times as large a share of their rate."""
    pyramid = np.arange(4) == 0
    high, low = (at._replace(tonic=at.tonic * (1.0 + sign * share * pyramid)) for sign in (1.0, -1.0))
    up, down = (max(look(one, seconds, seeds, drive.rates()).rates[0], 0.02) for one in (high, low))
    steep = max(np.log(up / down) / (2.0 * share), 0.5)
    return float(at.tonic[0] * np.clip(ColumnState().tonic_pyramidal / steep, 0.5, 2.0))


def solve(start: Rest = START, report: Any = print) -> tuple[Rest, Seen]:
    """The resting point, and what the last look at the closed loop saw.

    First in open loop, where every class hears Poisson spikes at the resting rates and answers for itself alone; the
    slopes, forces and potentials are those of the open loop. Then the afferent rates once more in closed loop.
    """
    at, target = start, drive.rates()
    for number, seconds in enumerate(OPEN):
        seen = look(at, seconds, (2 * number + 1000, 2 * number + 1001), target)
        mix = 0.5 if number < 2 * len(OPEN) // 3 else 0.3
        tangent = np.clip(np.maximum(seen.rates, 0.1) / np.maximum(seen.slopes, 1e-6), 0.5 * at.drive, 2.0 * at.drive)
        slow = tonic(at, seconds, (2 * number + 1000, 2 * number + 1001))
        at = Rest(
            at.background + mix * _step(at, seen.rates, np.eye(4)),
            at.drive + mix * (tangent - at.drive),
            at.tonic + mix * (np.where(np.arange(4) == 0, slow, tangent) - at.tonic),
            at.driving + mix * (seen.driving - at.driving),
            at.voltage + mix * (seen.voltage - at.voltage),
        )
        report("open", number, *(np.round(x, 3) for x in (seen.rates, *at)))
    closed = np.eye(4) - weights(at, WEIGH, (1, 2))
    for number, seconds in enumerate(CLOSED):
        seen = look(at, seconds, (2 * number + 2000, 2 * number + 2001))
        at = at._replace(background=at.background + 0.6 * _step(at, seen.rates, closed))
        report("closed", number, *(np.round(x, 3) for x in (seen.rates, at.background)))
    return at, seen


def _step(at: Rest, rates: Array, loop: Array) -> Array:
    """Newton's change of the afferent rates [Hz], at most a quarter; `loop` is 1 minus the effective weights [4, 4]."""
    made = drive.cells(ColumnState(), SIZE, 0.1, at)[0]
    charge = made.background * Synapses().ampa_time * -at.voltage / 1000.0  # pA per Hz of events
    lack = np.clip(np.log(drive.rates() / np.maximum(rates, 0.02)), -1.0, 1.0)  # rates grow about exponentially
    return np.clip(at.drive * (loop @ lack) / charge, -at.background / 4.0, at.background / 4.0)


def fingerprint() -> str:
    """A hash of every number that the resting point depends on."""
    rows = [row for name, group in numbers() if name != "electrode" for row in describe(group, name)]
    told = ("rate_", "nu_", "drive_")
    return digest(rows + [row for row in describe(Column(), "") if row.name[1:].startswith(told)])


def write(at: Rest, path: Path) -> None:
    """The resting point as a table with the hash of what it was solved for."""
    lines = [f"# solved by python -m resynapse.circuit.spiking; numbers {fingerprint()}"]
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.write(lines[0] + "\n")
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["class", *Rest._fields])
        table.writerows([name, *(f"{x[k]:.6g}" for x in at)] for k, name in enumerate(CLASSES))


def stored() -> str:
    """The hash written beside the resting point that ships."""
    text = (Path(__file__).parent / "data" / "rest.csv").read_text(encoding="utf-8")
    return text.splitlines()[0].rsplit(" ", 1)[-1]


__all__ = ["Seen", "fingerprint", "look", "solve", "stored", "write"]
