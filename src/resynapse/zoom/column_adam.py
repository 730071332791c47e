"""The second column, as published by Adam 2024, at a moment of a course and along the dose axis."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse import __version__, course, dose, forecast
from resynapse.circuit.adam_2024.observables import Seen, observe
from resynapse.circuit.adam_2024.run import SAMPLE, Run, batch, check
from resynapse.circuit.adam_2024.wiring import CLASSES
from resynapse.circuit.spiking.state import ColumnState
from resynapse.dose import Plan
from resynapse.provenance import digest
from resynapse.zoom import column
from resynapse.zoom.column import about, known, shares
from resynapse.zoom.moment import first, moment

if TYPE_CHECKING:
    import xarray

NAME = "adam-2024"
LEVELS = (1.0, 3.0, 10.0, 30.0)  # umol/L of racemate, unbound
CONDITIONS = (*column.CONDITIONS, *(f"{level:g} umol/L" for level in LEVELS))
SHOWN = 6.0  # s of raster kept


def look(
    plan: Plan | str | Path | None = None,
    at: str = "40 min",
    seconds: float = 10.0,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> xarray.Dataset:
    """The column without drug, at this moment of the typical patient's course, and in baths of ketamine.

    Args:
        plan, at: as in `moment`.
        seconds, seed: as in `circuit.adam_2024.run.record`.
        progress: told the share that is done.
    Returns:
        raster, rates, currents, field proxy and spectrum of each condition.
    Raises:
        InputError: a time, duration or seed that cannot be used.
    """
    import xarray

    check(seconds, seed)
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    now = moment(checked, at, seed=seed)
    state, rest = ColumnState(**first(course.column_state(now))), ColumnState()
    states = [rest, state, *column.levels(rest, now.patient, LEVELS)]
    calls = [{"state": one, "seconds": seconds, "seed": seed} for one in states]
    tellers = shares(progress, len(calls)) if progress else [None] * len(calls)
    runs = batch([call | {"progress": tell} for call, tell in zip(calls, tellers, strict=True)])
    seen = [observe(run) for run in runs]
    coords: dict[str, Any] = {
        "condition": list(CONDITIONS),
        "cell_class": list(CLASSES),
        "receptor": ["AMPA", "NMDA", "GABA-A"],
        "frequency": ("frequency", seen[0].frequency, {"units": "Hz", "long_name": "frequency"}),
        "time": ("time", np.arange(len(seen[0].field)) * SAMPLE / 1000.0, {"units": "s", "long_name": "time"}),
    }
    attrs = {
        "version": __version__,
        "parameter_hash": digest([*forecast.parameters(), *forecast.optional()]),
        "plan": dose.to_yaml(checked),
        "model": NAME,
        "at": at,
        "seed": seed,
        "cells": int(runs[0].edges[-1]),
        "seconds": seconds,
        "dt_ms": runs[0].dt,
        **{f"state_{name}": value for name, value in state._asdict().items()},
    }
    return xarray.Dataset({**_raster(runs), **_seen(seen, runs, states)}, coords, attrs)


def sentence(seen: xarray.Dataset) -> str:
    """What was seen, in one honest sentence."""
    before, now = seen["rate"].values[:2]
    error = 2.0 * seen.rate_error.values[1]
    rates = [f"{kind} {before[k]:.1f} -> {now[k]:.1f} \N{PLUS-MINUS SIGN} {error[k]:.1f} Hz"
             for k, kind in enumerate(CLASSES)]  # fmt: skip
    power = [f"{word} {values[0]:.2g} -> {values[1]:.2g}"
             for word, values in (("gamma", seen.gamma.values), ("0.5 to 4 Hz", seen.slow.values))]  # fmt: skip
    return (
        f"Simulated column of Adam 2024 ({seen.attrs['cells']} cells, {seen.attrs['seconds']:g} s), at "
        f"{seen.attrs['at']}: {'; '.join(rates)}; power of the field proxy: {', '.join(power)} (uA/cm2)2. A small "
        "published column whose pyramids are silent without drug; no result of the course depends on it."
    )


def as_json(seen: xarray.Dataset) -> str:
    """Every number but the raster and the field, with units and meaning; null where too little fired to tell."""
    short = seen.drop_vars(["spike_time", "spike_cell", "field", "time"]).to_dict()
    for variable in short["data_vars"].values():
        variable["data"] = known(variable["data"])
    return json.dumps(short, indent=2, allow_nan=False)


def write(seen: xarray.Dataset, place: Path) -> list[Path]:
    """column.png, column.svg and column.nc in a folder, or one file by its suffix.

    Raises:
        InputError: the place cannot be written.
    """
    from resynapse.report.column_adam import picture
    from resynapse.zoom.saved import save

    return save(seen, place, "column", picture)


def _raster(runs: list[Run]) -> column.Found:
    """Spikes of the first seconds, padded with NaN and -1."""
    kept = [run.time < SHOWN for run in runs]
    longest = max(1, *(int(keep.sum()) for keep in kept))
    time, cell = np.full((len(runs), longest), np.nan), np.full((len(runs), longest), -1, np.int32)
    for row, (run, keep) in enumerate(zip(runs, kept, strict=True)):
        time[row, : keep.sum()], cell[row, : keep.sum()] = run.time[keep], run.cell[keep]
    name = ("condition", "spike")
    return {
        "spike_time": (name, time, about("s", f"time of a spike, first {SHOWN:g} s")),
        "spike_cell": (name, cell, about("1", "which cell, in the order of the classes; -1 pads")),
        "cell_count": (("cell_class",), np.diff(runs[0].edges), about("1", "cells of the class")),
    }


def _seen(seen: list[Seen], runs: list[Run], states: list[ColumnState]) -> column.Found:
    def each(name: str) -> Any:
        return np.array([getattr(one, name) for one in seen])

    c = ("condition",)
    return {
        "level": (c, np.array([0.0, np.nan, *LEVELS]), about("umol/L", "unbound ketamine, as racemate, of a bath")),
        "phasic": (c, np.array([one.phasic for one in states]), about("1", "share of synaptic NMDA current blocked")),
        "interneuron": (
            c,
            np.array([one.interneuron for one in states]),
            about("1", "share of NMDA current of tonic interneurons blocked"),
        ),
        "rate": ((*c, "cell_class"), each("rates"), about("Hz", "mean rate of the class")),
        "rate_error": ((*c, "cell_class"), each("errors"), about("Hz", "standard error over ten stretches of time")),
        "current": (
            (*c, "receptor"),
            np.array([run.signals.mean(axis=0) for run in runs]),
            about("uA/cm^2", "mean current into pyramids, inward positive"),
        ),
        "waxing": (c, each("waxing"), about("1", "coefficient of variation of pyramidal spikes in 100 ms")),
        "gamma": (c, each("gamma"), about("uA^2/cm^4", "power of the field proxy, 25 to 80 Hz")),
        "slow": (c, each("slow"), about("uA^2/cm^4", "power of the field proxy, 0.5 to 4 Hz (slow delta)")),
        "peak": (c, each("peak"), about("Hz", "frequency with most power from 15 Hz on")),
        "power": ((*c, "frequency"), each("power"), about("uA^2/cm^4/Hz", "spectrum of the field proxy")),
        "field": ((*c, "time"), each("field"), about("uA/cm^2", "field proxy: AMPA 6 ms ago minus 1.65 GABA-A")),
    }
