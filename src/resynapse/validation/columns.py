"""The second microscope: the column of spiking cells in a bath of ketamine, four seeds of three seconds.

Graph, noise and start of a seed are the same with and without the drug; tonic drive comes from the anchors, nothing is
fitted to the slice or to the recordings. Limits were set before any of these runs: all signs of the slice in 95 % of
seeds, more than half of the pyramids that change rise, a class moves when half of its lasting change is reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from resynapse import cohort, course, receptor
from resynapse.circuit.spiking import ColumnState
from resynapse.circuit.spiking.observables import Seen, observe
from resynapse.circuit.spiking.run import Run, batch
from resynapse.circuit.spiking.wiring import counts
from resynapse.validation.channels import free
from resynapse.validation.check import Check, at_least, at_most

SEEDS, SECONDS, CELLS = 4, 3.0, 2000
ONSETS = 20  # seeds that the order of two classes is read from
LOW, HIGH = 1.0, 10.0  # umol/L of racemate, both of the slice
BIN, SMOOTH, LASTING = 0.005, 4, 0.4  # s; bins of 20 ms; s after which a change is lasting


@cache
def typical() -> course.Patient:
    """The typical person, column in balance."""
    return cohort.balanced(course.Patient())


def bath(racemate: float) -> ColumnState:
    """The state of a slice at this unbound concentration [umol/L]."""
    who, shut = typical(), receptor.block(free(racemate), typical().receptor)
    return ColumnState(
        phasic=float(shut.phasic),
        interneuron=float(shut.interneuron),
        resting=float(shut.resting),
        tonic_interneuron=float(who.balance.interneuron),
        tonic_pyramidal=float(who.balance.pyramidal),
    )


def events(seeds: int, seconds: float, cells: int = CELLS) -> np.ndarray[Any, Any]:
    """EPSCs and IPSCs per pyramid and second at 0, 1 and 10 umol/L, [bath, seed, 2]."""
    states = [bath(c) for c in (0.0, LOW, HIGH)]
    seen = [one.events for state in states for one in observed(state, seeds, seconds, cells)]
    return np.array(seen).reshape(len(states), seeds, 2)


def observed(state: ColumnState, seeds: int = SEEDS, seconds: float = SECONDS, cells: int = CELLS) -> list[Seen]:
    """What several columns do in one state."""
    calls = [{"states": state, "seed": s, "seconds": seconds, "cells": cells} for s in range(seeds)]
    return [observe(run) for run in batch(calls)]


def disinhibited(found: np.ndarray[Any, Any]) -> float:
    """Share of seeds with fewer IPSCs and more EPSCs at 1 umol/L, from `events`."""
    rest, low, _ = found
    return float(((low[:, 0] > rest[:, 0]) & (low[:, 1] < rest[:, 1])).mean())


def silenced(found: np.ndarray[Any, Any]) -> float:
    """Share of seeds with fewer of both at 10 umol/L."""
    return float((found[2] < found[0]).all(axis=1).mean())


@cache
def seen(name: str) -> list[Seen]:
    """Four columns at rest, in 1 umol/L, in 10, or with only one side of it."""
    rest, drug = bath(0.0), bath(LOW)
    states = {
        "rest": rest,
        "drug": drug,
        "high": bath(HIGH),
        "interneurons only": rest._replace(interneuron=drug.interneuron),
        "pyramids only": drug._replace(interneuron=0.0),
    }
    return observed(states[name])


def mean(name: str, what: str) -> Any:
    """One observable of `seen`, mean over seeds."""
    return np.mean([getattr(one, what) for one in seen(name)], axis=0)


@cache
def slice_events() -> np.ndarray[Any, Any]:
    """`events` of the columns of `seen`."""
    return np.array([[one.events for one in seen(name)] for name in ("rest", "drug", "high")])


def change(name: str, what: str = "rates", index: int | None = 0) -> float:
    """Change of an observable from rest [%]; of the pyramids' class unless said otherwise."""
    before, after = (mean(which, what) if index is None else mean(which, what)[index] for which in ("rest", name))
    return 100.0 * float(after / before - 1.0)


def pyramids() -> int:
    """How many of the cells are pyramids."""
    return int(counts(CELLS)[0])


def interneurons() -> float:
    """Change of the interneurons' mean rate in 1 umol/L [%]."""
    before, after = (mean(name, "by_cell")[pyramids() :].mean() for name in ("rest", "drug"))
    return 100.0 * float(after / before - 1.0)


def rising() -> float:
    """Share of pyramids that rise, of those that change."""
    moved = (mean("drug", "by_cell") - mean("rest", "by_cell"))[: pyramids()]
    return float((moved > 0).sum() / (moved != 0).sum())


def lead(runs: Sequence[Run]) -> float:
    """How much earlier SST cells reach half of their change than pyramids [s], the block beginning after 1 s."""
    edges = runs[0].network.edges

    def when(lo: int, hi: int) -> float:
        bins = np.arange(0.0, runs[0].seconds + BIN / 2, BIN)
        spikes = [run.time[(run.cell >= lo) & (run.cell < hi)] for run in runs]
        found = np.histogram(np.concatenate(spikes), bins)[0]
        start = round(1.0 / BIN)
        before, after = np.mean(found[:start]), np.mean(found[start + round(LASTING / BIN) :])
        smooth = np.convolve(found, np.ones(SMOOTH) / SMOOTH, "same")
        return BIN * float(np.argmax((smooth[start:] - before) / (after - before) >= 0.5))

    return when(0, edges[1]) - when(edges[2], edges[3])


def onset_runs(seeds: int) -> list[Run]:
    """Columns in which the block of 1 umol/L begins after a second of rest."""
    states = [(0.0, bath(0.0)), (1.0, bath(LOW))]
    return batch([{"states": states, "seed": s, "seconds": 2.0, "cells": CELLS} for s in range(seeds)])


def checks() -> tuple[Check, ...]:
    """All of them."""
    return (*_slice(), *_awake())


def _slice() -> tuple[Check, ...]:
    """Gerhard 2020."""
    slices = f"share of {SEEDS} seeds"
    return (
        Check(
            "M252",
            "spiking column at 1 umol/L ketamine: fewer IPSCs and more EPSCs in pyramids",
            slices,
            at_least(0.95),
            lambda: disinhibited(slice_events()),
            "published in words",
        ),
        Check(
            "M253",
            "spiking column at 10 umol/L ketamine: fewer IPSCs and fewer EPSCs in pyramids",
            slices,
            at_least(0.95),
            lambda: silenced(slice_events()),
            "published in words",
        ),
    )


def _awake() -> tuple[Check, ...]:
    """Homayoun and Moghaddam 2007, Jackson 2004, Molina 2014: rats that got MK-801."""
    return (
        Check(
            "M240",
            "spiking column at 1 umol/L ketamine: rate of all interneurons",
            "change [%]",
            at_most(0.0),
            interneurons,
            "published in words: a decrease predominates",
        ),
        Check(
            "M241",
            "spiking column at 1 umol/L ketamine: pyramids that rise",
            "share of those that change",
            at_least(0.5),
            rising,
            "published in words: an increase in the majority",
        ),
        Check(
            "M241.cause",
            "spiking column with only the pyramids' own receptors blocked: rate of pyramids",
            "change [%]",
            at_most(0.0),
            lambda: change("pyramids only"),
            "they rise because interneurons are blocked",
        ),
        Check(
            "M241.order",
            "spiking column, block of 1 umol/L begins at once: SST cells before pyramids",
            "lead to half of the change [ms]",
            at_least(1000.0 * BIN),
            lambda: 1000.0 * lead(onset_runs(ONSETS)),
            f"published in words, minutes in the rat: an order of cause; {ONSETS} seeds, bins of 5 ms",
        ),
        Check(
            "M242",
            "spiking column at 1 umol/L ketamine: spikes of pyramids in bursts",
            "change [%]",
            at_most(0.0),
            lambda: change("drug", "bursts", None),
            "published in words: rate up, bursts down",
        ),
        Check(
            "M242.rate",
            "spiking column at 1 umol/L ketamine: rate of pyramids",
            "change [%]",
            at_least(0.0),
            lambda: change("drug"),
            "published in words: rate up, bursts down",
        ),
        Check(
            "M243",
            "spiking column at 1 umol/L ketamine: synchrony of pyramids",
            "change [%]",
            at_most(0.0),
            lambda: change("drug", "synchrony", None),
            "published in words, of MK-801: synchrony down",
            "pyramids follow the gamma rhythm, which grows",
        ),
        Check(
            "M243.gamma",
            "spiking column at 1 umol/L ketamine: gamma of the field",
            "change [%]",
            at_least(0.0),
            lambda: change("drug", "gamma", None),
            "published in words, of MK-801: up",
        ),
    )
