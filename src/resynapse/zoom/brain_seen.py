"""What was seen of the brain: a table, the change against response, JSON, files; words are in `brain_said`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.cohort import Spread
from resynapse.zoom import saved

if TYPE_CHECKING:
    import xarray

    from resynapse.network.brain import Floats
    from resynapse.network.response import Seen

ENOUGH = 20  # patients for a correlation
ABOUT = (
    "version", "parameter_hash", "plan", "seed", "patients", "connectome", "brain_fit", "brain_fit_hash", "strengths",
    "strengths_units", "pictured", "refused", "acknowledgement",
)  # fmt: skip
COLUMNS = {
    "reading": "what is read off a brain, see brain.nc",
    "model": "variant of the model",
    "arm": "the plan, or what is given to the same patients on the same days instead",
    "at": "moment of the course",
    "units": "of the reading and of its change (Fisher z has none: 1)",
    "median, low, high": "over patients, with the 5th and 95th percentile",
    "change_median, change_low, change_high": "against the baseline of the same patient",
    "patients": "with a stable state at this moment and before",
}


def table(seen: xarray.Dataset) -> list[dict[str, Any]]:
    """One row per reading, model, arm and moment: median and 90 % over patients, and the change from baseline."""
    from resynapse.network import variants

    rows = []
    for name in variants.READINGS:
        units = seen[name].attrs["units"]
        for model in map(str, seen.variant.values):
            for arm in map(str, seen.arm.values):
                values = seen[name].sel(variant=model, arm=arm).values
                holds = np.isfinite(values) & np.isfinite(values[0])
                for when, now, kept in zip(map(str, seen.moment.values), values, holds, strict=True):
                    row = {"reading": name, "model": model, "arm": arm, "at": when, "units": units}
                    change = _spread("change_", now[kept] - values[0][kept])
                    rows.append(row | _spread("", now[kept]) | change | {"patients": int(kept.sum())})
    return rows


def against_response(seen: xarray.Dataset, reading: str = "prefrontal_gbcr", at: str = "24 h") -> list[Seen]:
    """Change of a reading against improvement of the score, over patients of the plan; empty where nothing varies.

    The ways to look are those of `network.response`, three where no persons are measured.
    """
    from resynapse.network.response import Scanner, against_response

    between = seen[reading].attrs.get("between_persons")
    if at not in seen.moment.values or seen.sizes["patient"] < ENOUGH:
        return []
    first = seen.isel(moment=0, variant=0, arm=0)
    now = seen.sel(moment=at).isel(variant=0, arm=0)
    changes = [np.asarray(now[name] - first[name]) for name in (reading, "score", "synapses")]
    if np.ptp(changes[1]) < 1e-9:
        return []
    return against_response(
        changes[0], -changes[1], changes[2], between, Spread().rating, Scanner(), int(seen.attrs["seed"])
    )


def as_json(seen: xarray.Dataset) -> str:
    """The table, with the plan, the connectome, the brain fit, seed, version and acknowledgement."""
    about = {name: seen.attrs[name] for name in ABOUT}
    response = [one._asdict() for one in against_response(seen)]
    return json.dumps(about | {"readings": table(seen), "against_response": response}, indent=2)


def write(seen: xarray.Dataset, folder: Path) -> list[Path]:
    """Pictures, brain.nc, readings.csv with its .json, and connectivity as BIDS-style tables; all of them or none.

    Raises:
        InputError: the folder cannot be written.
    """
    from resynapse.report import staged
    from resynapse.report.brain import pictures
    from resynapse.report.brain_tables import relmats
    from resynapse.report.files import write_bytes, write_netcdf, write_table

    saved.expect(folder, single=False)
    with staged(folder) as stage:
        drawn = pictures(seen, [one._asdict() for one in against_response(seen)], ("png", "svg"))
        for name, content in (drawn | relmats(seen)).items():
            write_bytes(stage / name, content)
        rows = table(seen)
        write_table(stage / "readings.csv", list(rows[0]), [list(row.values()) for row in rows])
        about = {name: seen.attrs[name] for name in ABOUT} | {"Columns": COLUMNS}
        write_bytes(stage / "readings.json", (json.dumps(about, indent=2) + "\n").encode())
        write_netcdf(stage / "brain.nc", seen)
        return [folder / path.name for path in sorted(stage.iterdir())]


def _spread(prefix: str, values: Floats) -> dict[str, float | None]:
    if not len(values):
        return {f"{prefix}{name}": None for name in ("median", "low", "high")}
    middle, low, high = np.quantile(values, (0.5, 0.05, 0.95))
    return {f"{prefix}median": float(middle), f"{prefix}low": float(low), f"{prefix}high": float(high)}
