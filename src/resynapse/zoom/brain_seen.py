"""What was seen of the brain: a table, a sentence, JSON, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from resynapse.cohort import Spread
from resynapse.zoom import saved
from resynapse.zoom.moment import BEFORE

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
SMALLEST = 5e-5  # Fisher z; smaller changes are 0 in words


def table(seen: xarray.Dataset) -> list[dict[str, object]]:
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

    The five ways to look are those of `network.response`.
    """
    from resynapse.network.response import Scanner, against_response

    between = seen[reading].attrs.get("between_persons")
    if between is None or at not in seen.moment.values or seen.sizes["patient"] < ENOUGH:
        return []
    first = seen.isel(moment=0, variant=0, arm=0)
    now = seen.sel(moment=at).isel(variant=0, arm=0)
    changes = [np.asarray(now[name] - first[name]) for name in (reading, "score", "synapses")]
    if np.ptp(changes[1]) < 1e-9:
        return []
    return against_response(
        changes[0], -changes[1], changes[2], between, Spread().rating, Scanner(), int(seen.attrs["seed"])
    )


def sentence(seen: xarray.Dataset) -> str:
    """What was seen, in honest sentences: each moment, the other arms, and whose data it stands on."""
    shown = str(seen.attrs["pictured"])
    rows = [row for row in table(seen) if row["model"] == shown]
    read = {(row["reading"], row["arm"], row["at"]): row for row in rows}
    own, *others = map(str, seen.arm.values)
    others = others if seen.sizes["moment"] > 1 else []
    lines = []
    for when in map(str, seen.moment.values):
        names = ("prefrontal_gbc", "prefrontal_gbcr", "within_default")
        gbc, gbcr, default = (read[name, own, when] for name in names)
        words = f"{when}: prefrontal GBC {_words(gbc)}, after global-signal regression {_words(gbcr)}"
        lines.append(f"{words}, within the default mode {_words(default)}")
    if others:
        lines.append("Instead of it, change of prefrontal GBC and after global-signal regression:")
    for arm in others:
        changes = ((when, read["prefrontal_gbc", arm, when], read["prefrontal_gbcr", arm, when])
                   for when in map(str, seen.moment.values[1:]))  # fmt: skip
        lines.append(f"  {arm}: " + ", ".join(f"{when} {_change(a)} and {_change(b)}" for when, a, b in changes))
    if found := against_response(seen):
        lines.append("Change of prefrontal GBCr at 24 h against improvement of the score:")
        lines += [f"  {one.words}: r = {one.r:.2f} ({one.low:.2f} to {one.high:.2f})" for one in found]
    if refused := str(seen.attrs["refused"]):
        lines.append(f"Shown is the model {shown!r}, because the one before it has no answer: {refused}")
    lines.append(_rhythm(seen))
    agree = "The sign of these changes depends on the model: `resynapse zoom brain --contested`."
    ends = [agree, _stands_on(seen), str(seen.attrs["acknowledgement"])]
    return "\n".join(["Simulated connectivity (Fisher z), median:", *lines, *ends])


def _stands_on(seen: xarray.Dataset) -> str:
    """Which numbers were used, so that the same can be had again."""
    of = seen.attrs
    fit = f"Brain fit {of['brain_fit_hash']}: {of['brain_fit']} ({of['strengths']})."
    return f"{fit} Parameters {of['parameter_hash']}, seed {of['seed']}, resynapse {of['version']}."


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


def _rhythm(seen: xarray.Dataset) -> str:
    """Whether any region has a rhythm in any arm."""
    found = seen.rhythm.values[np.isfinite(seen.rhythm.values)]
    low, high = seen.frequency.values[[0, -1]]
    if len(found):
        return f"Rhythms of regions: {found.min():.3g} to {found.max():.3g} Hz."
    return f"No region has a rhythm between {low:g} and {high:g} Hz, alpha and gamma included: the model has none."


def _change(row: dict[str, object]) -> str:
    change = row["change_median"]
    return "unknown" if not isinstance(change, float) else f"{change:+.4f}" if abs(change) >= SMALLEST else "0"


def _words(row: dict[str, object]) -> str:
    if row["median"] is None:
        return "unknown (no region is marked so)" if row["at"] == BEFORE else "unknown"
    if row["at"] == BEFORE:
        return f"{row['median']:.3f}"
    return f"{row['median']:.3f} ({_change(row)})"
