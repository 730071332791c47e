"""The column at a moment of a course: the same thousands of cells without drug and with it, and along the dose axis."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse import __version__, circuit, course, dose, forecast, receptor
from resynapse.circuit.spiking.observables import Seen, observe
from resynapse.circuit.spiking.run import Run, batch, check
from resynapse.circuit.spiking.state import ColumnState
from resynapse.dose import Plan
from resynapse.provenance import digest
from resynapse.receptor import Free
from resynapse.zoom.moment import first, moment

if TYPE_CHECKING:
    import xarray

CONDITIONS = ("without drug", "at this moment")
LEVELS = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # umol/L of racemate, unbound; a rat reaches 20 after 100 mg/kg
SHOWN = 2.0  # s of raster kept

Found = dict[str, tuple[tuple[str, ...], Any, dict[str, str]]]


def look(
    plan: Plan | str | Path | None = None,
    at: str = "40 min",
    cells: int = 2000,
    seconds: float = 5.0,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> xarray.Dataset:
    """The typical patient's prefrontal column, with the graph and the noise of one key.

    Args:
        plan, at: as in `moment`.
        cells, seconds, seed: as in `circuit.spiking.run.record`.
        progress: told the share that is done.
    Returns:
        raster, rates, currents, field proxy and spectrum of both conditions; rates along the dose axis.
    Raises:
        InputError: a time, size, duration or seed that cannot be used.
    """
    import xarray

    check(cells, seconds, seed)
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    now = moment(checked, at, seed=seed)
    state = ColumnState(**first(course.column_state(now)))
    before = ColumnState(tonic_interneuron=state.tonic_interneuron, tonic_pyramidal=state.tonic_pyramidal)
    states = [before, state, *levels(before, now.patient)]
    calls = [{"states": one, "cells": cells, "seconds": seconds, "seed": seed} for one in states]
    tellers = shares(progress, len(calls)) if progress else [None] * len(calls)
    runs = batch([call | {"progress": tell} for call, tell in zip(calls, tellers, strict=True)])
    seen = [observe(run) for run in runs]
    found = {**_raster(runs[:2]), **_conditions(seen[:2], runs[0]), **_levels(seen[2:])}
    coords: dict[str, Any] = {
        "condition": list(CONDITIONS),
        "cell_class": list(circuit.CLASSES),
        "level": ("level", np.array(LEVELS), {"units": "umol/L", "long_name": "unbound ketamine, as racemate"}),
        "frequency": ("frequency", seen[0].frequency, {"units": "Hz", "long_name": "frequency"}),
        "time": ("time", np.arange(len(seen[0].field)) / 1000.0, {"units": "s", "long_name": "time"}),
        "receptor": ["AMPA", "NMDA", "GABA-A"],
        "event": ["EPSC", "IPSC"],
    }
    attrs = {
        "version": __version__,
        "parameter_hash": digest(forecast.parameters()),
        "plan": dose.to_yaml(checked),
        "at": at,
        "seed": seed,
        "cells": cells,
        "seconds": seconds,
        "dt_ms": runs[0].dt,
        **{f"state_{name}": value for name, value in state._asdict().items()},
    }
    return xarray.Dataset(found, coords, attrs)


def levels(before: ColumnState, patient: course.Patient, at: Sequence[float] = LEVELS) -> list[ColumnState]:
    """The column at each level of the dose axis."""
    made = []
    for level in at:
        none = np.zeros(1)
        free = Free(none + level / 2.0, none + level / 2.0, none, none)
        shut = first(receptor.block(free, patient.receptor))
        blocked = {name: shut[name] for name in ("phasic", "interneuron", "resting")}
        made.append(before._replace(**blocked))
    return made


def shares(progress: Callable[[float], None], count: int) -> list[Callable[[float], None]]:
    """For each of several runs, what turns its own share into that of the whole."""
    done = [0.0] * count

    def teller(place: int) -> Callable[[float], None]:
        def tell(share: float) -> None:
            done[place] = share
            progress(sum(done) / count)

        return tell

    return [teller(place) for place in range(count)]


def sentence(seen: xarray.Dataset) -> str:
    """What was seen, in one honest sentence."""
    (before, now), error = seen["rate"].values, 2.0 * seen.rate_error.values[1]
    parts = [
        f"{name} {before[k]:.1f} -> {now[k]:.1f} \N{PLUS-MINUS SIGN} {error[k]:.1f} Hz"
        for k, name in enumerate(seen.cell_class.values)
    ]
    ratio, bursts, step = (seen[name].values for name in ("balance", "bursts", "synchrony"))
    parts += [
        f"excitation over inhibition {ratio[0]:.2f} -> {ratio[1]:.2f}",
        f"spikes in bursts {100 * bursts[0]:.0f} -> {100 * bursts[1]:.0f} %",
        f"synchrony {step[0]:.2f} -> {step[1]:.2f}",
    ]
    field = [f"{word} {change:+.0f} %" for word, change in _bands(seen) if np.isfinite(change)]
    return (
        f"Simulated column of {seen.attrs['cells']} cells, {seen.attrs['seconds']:g} s, at {seen.attrs['at']}: "
        f"{'; '.join(parts)}; power of the field proxy: {', '.join(field)}. Tonic NMDA drive and strengths are "
        "assumed; the resting rates are set; slow delta at anaesthetic levels is not reproduced (--model adam-2024 "
        "shows it)."
    )


def _bands(seen: xarray.Dataset) -> list[tuple[str, float]]:
    """Change of power by band [%]."""
    pairs = (("gamma", seen.gamma.values), ("1 to 4 Hz", seen.slow.values))
    return [(word, 100.0 * (now / before - 1.0) if before > 0.0 else np.nan) for word, (before, now) in pairs]


def as_json(seen: xarray.Dataset) -> str:
    """Every number but the raster and the field, with units and meaning; null where too little fired to tell."""
    short = seen.drop_vars(["spike_time", "spike_cell", "field", "time"]).to_dict()
    for variable in short["data_vars"].values():
        variable["data"] = known(variable["data"])
    return json.dumps(short, indent=2, allow_nan=False)


def known(values: Any) -> Any:
    """The same with None where there is no number."""
    if isinstance(values, list):
        return [known(value) for value in values]
    return values if np.isfinite(values) else None


def write(seen: xarray.Dataset, place: Path) -> list[Path]:
    """column.png, column.svg and column.nc in a folder, or one file by its suffix.

    Raises:
        InputError: the place cannot be written.
    """
    from resynapse.report.column import picture
    from resynapse.zoom.saved import save

    return save(seen, place, "column", picture)


def _raster(runs: list[Run]) -> Found:
    """Spikes of the first seconds, padded with NaN and -1."""
    kept = [run.time < SHOWN for run in runs]
    longest = max(int(keep.sum()) for keep in kept)
    time, cell = np.full((2, longest), np.nan), np.full((2, longest), -1, np.int32)
    for row, (run, keep) in enumerate(zip(runs, kept, strict=True)):
        time[row, : keep.sum()], cell[row, : keep.sum()] = run.time[keep], run.cell[keep]
    name = ("condition", "spike")
    return {
        "spike_time": (name, time, about("s", f"time of a spike, first {SHOWN:g} s")),
        "spike_cell": (name, cell, about("1", "which cell, in the order of the classes; -1 pads")),
        "cell_count": (("cell_class",), np.diff(runs[0].network.edges), about("1", "cells of the class")),
    }


def _conditions(seen: list[Seen], run: Run) -> Found:
    def each(name: str) -> Any:
        return np.array([getattr(one, name) for one in seen])

    pyramids = run.network.edges[1]
    up = (seen[1].by_cell[:pyramids] > seen[0].by_cell[:pyramids]).mean()
    moved = (seen[1].by_cell[:pyramids] != seen[0].by_cell[:pyramids]).mean()
    c = ("condition",)
    return {
        "rate": ((*c, "cell_class"), each("rates"), about("Hz", "mean rate of the class")),
        "rate_error": ((*c, "cell_class"), each("errors"), about("Hz", "standard error over ten stretches of time")),
        "current": ((*c, "receptor"), each("currents"), about("pA", "mean current into pyramids, inward positive")),
        "events": ((*c, "event"), each("events"), about("Hz", "EPSCs and IPSCs per pyramid from the column's cells")),
        "balance": (c, each("balance"), about("1", "excitatory over inhibitory current into pyramids")),
        "bursts": (
            c,
            each("bursts"),
            about("1", "share of pyramidal spikes in bursts: three or more, each 45 ms or less after the last"),
        ),
        "synchrony": (c, each("synchrony"), about("1", "chi of pyramidal spike counts in 10 ms")),
        "irregularity": (c, each("irregularity"), about("1", "coefficient of variation of pyramidal intervals")),
        "gamma": (c, each("gamma"), about("pA^2", "power of the field proxy, 25 to 80 Hz")),
        "slow": (c, each("slow"), about("pA^2", "power of the field proxy, 1 to 4 Hz (slow delta)")),
        "power": ((*c, "frequency"), each("power"), about("pA^2/Hz", "spectrum of the field proxy")),
        "field": ((*c, "time"), each("field"), about("pA", "field proxy: AMPA 6 ms ago minus 1.65 GABA-A current")),
        "faster": (
            (),
            np.array(up / max(moved, 1e-12)),
            about("1", "share of pyramids that fire more, of those that change"),
        ),
    }


def _levels(seen: list[Seen]) -> Found:
    name = ("level", "cell_class")
    return {
        "rate_by_level": (name, np.array([one.rates for one in seen]), about("Hz", "mean rate of the class")),
        "error_by_level": (name, np.array([one.errors for one in seen]), about("Hz", "its standard error")),
        "events_by_level": (
            ("level", "event"),
            np.array([one.events for one in seen]),
            about("Hz", "events per pyramid"),
        ),
        "gamma_by_level": (
            ("level",),
            np.array([one.gamma for one in seen]),
            about("pA^2", "gamma power, field proxy"),
        ),
        "slow_by_level": (
            ("level",),
            np.array([one.slow for one in seen]),
            about("pA^2", "power from 1 to 4 Hz, field proxy"),
        ),
    }


def about(units: str, meaning: str) -> dict[str, str]:
    """What a variable of a dataset says of itself."""
    return {"units": units, "long_name": meaning, "kind": "simulated"}
