"""What was seen of the brain, in honest sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.zoom.brain_seen import against_response, table
from resynapse.zoom.moment import BEFORE

if TYPE_CHECKING:
    import xarray

Row = dict[str, Any]
Rows = dict[tuple[str, str, str, str], Row]  # by model, arm, reading, moment
SMALLEST = 5e-5  # Fisher z; smaller changes are 0 in words
MARKED = {"prefrontal_gbc": "prefrontal GBC", "prefrontal_gbcr": "after global-signal regression"}
UNMARKED = {"mean": "mean correlation of all pairs (no region is marked prefrontal)"}
WITHIN = {"within_default": "within the default mode"}
UNMEASURED = "  with scanner noise: unknown, because single persons are not measured on this connectome"


def sentence(seen: xarray.Dataset) -> str:
    """Each moment, the other arms, the other models, the response, and whose data it stands on."""
    of = seen.attrs
    shown, own = str(of["pictured"]), str(seen.arm.values[0])
    rows: Rows = {(row["model"], row["arm"], row["reading"], row["at"]): row for row in table(seen)}
    lines = ["Simulated connectivity (Fisher z), median:"]
    asked = MARKED if seen.prefrontal.any() else UNMARKED
    beside = asked | (WITHIN if (seen.network == "default").any() else {})
    for when in map(str, seen.moment.values):
        said = (f"{words} {_words(rows[shown, own, name, when])}" for name, words in beside.items())
        lines.append(f"{when}: {', '.join(said)}")
    if seen.sizes["moment"] > 1:
        change = f"change of {' and '.join(asked.values())}:"
        arms = [(arm, shown, arm) for arm in map(str, seen.arm.values[1:])]
        models = [(model, model, own) for model in map(str, seen.variant.values) if model != shown]
        lines += (
            [f"Instead of it, {change}", *(_changes(seen, rows, tuple(asked), *one) for one in arms)] if arms else []
        )
        lines += [f"The same plan under other models, {change}"]
        lines += [_changes(seen, rows, tuple(asked), *one) for one in models]
    lines += _response(seen)
    if refused := str(of["refused"]):
        lines.append(f"Shown is the model {shown!r}, because the one before it has no answer: {refused}")
    return "\n".join([
        *lines,
        _rhythm(seen),
        "The sign of these changes depends on the model: `resynapse zoom brain --contested`.",
        f"Brain fit {of['brain_fit_hash']}: {of['brain_fit']} ({of['strengths']}). "
        f"Parameters {of['parameter_hash']}, seed {of['seed']}, resynapse {of['version']}.",
        str(of["acknowledgement"]),
    ])  # fmt: skip


def _changes(seen: xarray.Dataset, rows: Rows, asked: tuple[str, ...], name: str, model: str, arm: str) -> str:
    """One line of changes at every moment."""
    said = (
        f"{when} {' and '.join(_change(rows[model, arm, reading, when]) for reading in asked)}"
        for when in map(str, seen.moment.values[1:])
    )
    return f"  {name}: {', '.join(said)}"


def _response(seen: xarray.Dataset) -> list[str]:
    found = against_response(seen)
    if not found:
        return []
    lines = [f"  {one.words}: r = {one.r:.2f} ({one.low:.2f} to {one.high:.2f})" for one in found]
    known = "between_persons" in seen.prefrontal_gbcr.attrs
    head = "Change of prefrontal GBCr at 24 h against improvement of the score:"
    return [head, *lines, *([] if known else [UNMEASURED])]


def _rhythm(seen: xarray.Dataset) -> str:
    """Whether any region has a rhythm in any arm."""
    found = seen.rhythm.values[np.isfinite(seen.rhythm.values)]
    low, high = seen.frequency.values[[0, -1]]
    if len(found):
        return f"Rhythms of regions: {found.min():.3g} to {found.max():.3g} Hz."
    return f"No region has a rhythm between {low:g} and {high:g} Hz, alpha and gamma included: the model has none."


def _change(row: Row) -> str:
    change = row["change_median"]
    return "unknown" if change is None else f"{change:+.4f}" if abs(change) >= SMALLEST else "0"


def _words(row: Row) -> str:
    if row["median"] is None:
        return "unknown"
    return f"{row['median']:.3f}" + ("" if row["at"] == BEFORE else f" ({_change(row)})")
