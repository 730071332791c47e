"""The brain at moments of a course: connectivity, default mode, prefrontal and hippocampal coupling, and what moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from resynapse import __version__, course, dose, forecast, treatment
from resynapse.cohort import Spread
from resynapse.dose import Plan, quantity
from resynapse.network import BrainState
from resynapse.provenance import digest
from resynapse.zoom.moment import BEFORE, moment

if TYPE_CHECKING:
    import xarray

    from resynapse.network.brain import Brain, Floats
    from resynapse.network.response import Seen

ENOUGH = 20  # patients for a correlation
MOMENTS = (BEFORE, "40 min", "24 h", "7 d")


class Followed(NamedTuple):
    """Virtual patients at the moments asked for.

    Attributes:
        plan: as it was understood.
        states: of the brain, one per moment, [P].
        scores: latent score, [moment, P].
    """

    plan: Plan
    states: list[BrainState]
    scores: Floats


def follow(plan: Plan | str | Path | None, at: Sequence[str], patients: int = 1, seed: int = 0) -> Followed:
    """The course of a plan, stopped at each moment; arguments as in `moment`."""
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    stops = [moment(checked, one, patients, seed) for one in at]
    return Followed(
        checked,
        [BrainState(*map(np.asarray, course.brain_state(stop))) for stop in stops],
        np.stack([np.broadcast_to(np.asarray(stop.values["score"]), (patients,)) for stop in stops]),
    )


def look(
    plan: Plan | str | Path | None = None,
    at: Sequence[str] | None = None,
    patients: int = 1,
    seed: int = 0,
    connectome: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> xarray.Dataset:
    """The brain of the typical patient at each moment, and readings of many patients under several models.

    Args:
        plan, patients, seed: as in `moment`.
        at: moments; the baseline is put first if it is not among them, because changes are against it. If absent,
            those of `MOMENTS` that lie in the course.
        connectome: a folder of your own (see `connectome.own`); the AAL2-94 set if absent.
        progress: called with the number of brains done, of `steps`.
    Returns:
        matrices and maps of the typical patient by `moment`; readings by `variant`, `moment` and `patient`.
    Raises:
        InputError: a plan, moment, number, folder or state that cannot be used, or no connectome.
    """
    from resynapse.network import contested, rest, variants

    plan = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    brain, when = chosen(connectome), ordered(usual(plan) if at is None else at)
    followed = follow(plan, when, patients, seed)
    typical = follow(followed.plan, when, 1, seed) if patients > 1 else followed
    shown = rest.rest(_joined(typical.states), brain).rename(patient="moment").assign_coords(moment=list(when))
    models = variants.quick(brain)
    read, done = [], 0
    for one in models:
        read.append(one.read(_joined(followed.states), _after(done, progress)))
        done += patients * len(when)
    found = shown.drop_vars([name for name in variants.READINGS if name in shown])
    words = ("variant", "moment", "patient")
    between = contested.between_persons(brain)
    for name, (units, meaning) in variants.READINGS.items():
        values = np.stack([one[name].reshape(len(when), patients) for one in read])
        found[name] = (words, values, {"units": units, "long_name": meaning, "kind": "simulated"})
        if name in between:
            found[name].attrs["between_persons"] = between[name]  # standard deviation, measured
    synapses = np.stack([np.broadcast_to(one.prefrontal, (patients,)) for one in followed.states])
    for name, values, meaning in (
        ("score", followed.scores, "latent score of the condition"),
        ("synapses", synapses, "prefrontal synapses, multiple of the unstressed brain"),
    ):
        found[name] = (words[1:], values, {"units": "1", "long_name": meaning, "kind": "simulated"})
    numbers = np.arange(patients) if patients > 1 else np.array([-1])
    return found.assign_coords(variant=[one.name for one in models], patient=numbers).assign_attrs(
        version=__version__,
        parameter_hash=digest(forecast.parameters()),
        plan=dose.to_yaml(followed.plan),
        at=", ".join(when),
        seed=seed,
        patients=patients,
    )


def usual(plan: Plan) -> tuple[str, ...]:
    """`MOMENTS` as far as the course of a plan goes."""
    until = treatment.until(plan, dose.expand(plan))
    return tuple(one for one in MOMENTS if one == BEFORE or quantity.hours(one, "at") <= until)


def ordered(at: Sequence[str]) -> tuple[str, ...]:
    """The moments without repetition, the baseline first."""
    return tuple(dict.fromkeys((BEFORE, *(one.strip() for one in at))))


def steps(at: Sequence[str] | None, patients: int) -> int:
    """Brains that `look` reads, at most."""
    from resynapse.network import variants

    return len(variants.QUICK) * len(ordered(MOMENTS if at is None else at)) * patients


def table(seen: xarray.Dataset) -> list[dict[str, object]]:
    """One row per reading, model and moment: median and 90 % interval over patients, and the change from baseline."""
    from resynapse.network import variants

    rows = []
    for name in variants.READINGS:
        for model in seen.variant.values:
            values = seen[name].sel(variant=model)
            holds = np.isfinite(values) & np.isfinite(values[0])
            for place, when in enumerate(seen.moment.values):
                kept = values[place].values[holds[place].values]
                before = values[0].values[holds[place].values]
                row = {"reading": name, "model": str(model), "at": str(when), "units": values.attrs["units"]}
                rows.append(row | _spread("", kept) | _spread("change_", kept - before) | {"patients": len(kept)})
    return rows


def against_response(seen: xarray.Dataset, reading: str = "prefrontal_gbcr", at: str = "24 h") -> list[Seen]:
    """Change of a reading against improvement of the score, over patients; empty where nothing varies.

    The five ways to look are those of `network.response`.
    """
    from resynapse.network.response import Scanner, against_response

    between = seen[reading].attrs.get("between_persons")
    if between is None or at not in seen.moment.values or seen.sizes["patient"] < ENOUGH:
        return []
    first = seen.isel(moment=0, variant=0)
    now = seen.sel(moment=at).isel(variant=0)
    changes = [np.asarray(now[name] - first[name]) for name in (reading, "score", "synapses")]
    if np.ptp(changes[1]) < 1e-9:
        return []
    return against_response(
        changes[0], -changes[1], changes[2], between, Spread().rating, Scanner(), int(seen.attrs["seed"])
    )


def sentence(seen: xarray.Dataset) -> str:
    """What was seen, in one honest sentence per moment, and whose data it stands on."""
    read = {(row["reading"], row["at"]): row for row in table(seen) if row["model"] == seen.variant.values[0]}
    lines = []
    for when in map(str, seen.moment.values):
        gbc, gbcr, default = (read[name, when] for name in ("prefrontal_gbc", "prefrontal_gbcr", "within_default"))
        words = f"{when}: prefrontal GBC {_words(gbc)}, after global-signal regression {_words(gbcr)}"
        lines.append(f"{words}, within the default mode {_words(default)}")
    if rows := against_response(seen):
        lines.append("Change of prefrontal GBCr at 24 h against improvement of the score:")
        lines += [f"  {one.words}: r = {one.r:.2f} ({one.low:.2f} to {one.high:.2f})" for one in rows]
    agree = "The sign of these changes depends on the model: `resynapse zoom brain --contested`."
    return "\n".join(["Simulated connectivity (Fisher z), median:", *lines, agree, seen.attrs["acknowledgement"]])


def as_json(seen: xarray.Dataset) -> str:
    """The table, with the plan, the acknowledgement and the version."""
    about = {name: seen.attrs[name] for name in ("version", "plan", "seed", "patients", "acknowledgement")}
    response = [one._asdict() for one in against_response(seen)]
    return json.dumps(about | {"readings": table(seen), "against_response": response}, indent=2)


def write(seen: xarray.Dataset, folder: Path) -> list[Path]:
    """Pictures, brain.nc, readings.csv and connectivity as BIDS-style tables; all of them or none.

    Raises:
        InputError: the folder cannot be written.
    """
    from resynapse.report import staged
    from resynapse.report.brain import pictures, relmats, response
    from resynapse.report.files import write_bytes, write_netcdf, write_table

    with staged(folder) as stage:
        for name, content in (pictures(seen) | relmats(seen)).items():
            write_bytes(stage / name, content)
        if found := against_response(seen):
            write_bytes(stage / "response.png", response(seen, [one._asdict() for one in found]))
        rows = table(seen)
        write_table(stage / "readings.csv", list(rows[0]), [list(row.values()) for row in rows])
        write_netcdf(stage / "brain.nc", seen)
        return [folder / path.name for path in sorted(stage.iterdir())]


def _after(done: int, progress: Callable[[int], None] | None) -> Callable[[int], None] | None:
    """Tells how many are done when so many were done before."""
    return (lambda more: progress(done + more)) if progress else None


def _joined(states: Sequence[BrainState]) -> BrainState:
    """One state of all moments one after the other, [moments P]."""
    return BrainState(*(np.concatenate([np.atleast_1d(one) for one in column]) for column in _columns(states)))


def _columns(states: Sequence[BrainState]) -> list[tuple[Floats, ...]]:
    wide = [np.broadcast_arrays(*map(np.atleast_1d, state)) for state in states]
    return list(zip(*wide, strict=True))


def _spread(prefix: str, values: Floats) -> dict[str, float | None]:
    if not len(values):
        return {f"{prefix}{name}": None for name in ("median", "low", "high")}
    middle, low, high = np.quantile(values, (0.5, 0.05, 0.95))
    return {f"{prefix}median": float(middle), f"{prefix}low": float(low), f"{prefix}high": float(high)}


def _words(row: dict[str, object]) -> str:
    if row["median"] is None:
        return "unknown (no stable state)"
    if row["at"] == BEFORE:
        return f"{row['median']:.3f}"
    return f"{row['median']:.3f} ({row['change_median']:+.4f})"


def chosen(folder: Path | None) -> Brain:
    """The connectome asked for; the AAL2-94 set if none."""
    from resynapse.network import connectome as sets

    return sets.aal2_94() if folder is None else sets.own(folder)
