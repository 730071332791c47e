"""One synapse at a moment of a course: mean transmission, spread over chance, the same undrugged, and the GABA twin."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from resynapse import __version__, course, dose, forecast
from resynapse.dose import Plan
from resynapse.provenance import digest
from resynapse.synapse import SynapseState
from resynapse.zoom.moment import first, moment

if TYPE_CHECKING:
    import xarray

TRIALS = 400
NAME = "synapse"


def look(
    plan: Plan | str | Path | None = None,
    at: str = "40 min",
    scheme: str | None = None,
    seed: int = 0,
    *,
    trials: int = TRIALS,
    progress: Callable[[int], None] | None = None,
) -> xarray.Dataset:
    """One message through a cortical synapse of the typical patient.

    Args:
        plan, at, seed: as in `moment`; the seed also keys the stochastic transmissions.
        scheme: a published receptor scheme instead of the default of its kind; a GABA-A scheme changes the twin.
        trials: stochastic transmissions behind the intervals.
        progress: called with the number of transmissions done.
    Returns:
        the mean transmission over `time`, `..._undrugged` where the drug acts, `gaba_a_...` of the twin, and by
        `milestone`: time, low, high, and the share of releasing transmissions that reach it.
    Raises:
        InputError: a plan, time, scheme or seed that cannot be used.
    """
    from resynapse.synapse import milestones
    from resynapse.synapse.ensemble import transmissions
    from resynapse.synapse.receptors import receptors
    from resynapse.synapse.transmission import attrs, transmit

    receptors(scheme)  # a name that no scheme has is refused before anything is simulated
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    state = SynapseState(**first(course.synapse_state(moment(checked, at, seed=seed))))
    free = state._replace(s_ketamine=0.0, r_ketamine=0.0, memantine=0.0, lanicemine=0.0, ampa_blocked=0.0)
    seen, without = transmit(state, scheme=scheme), transmit(free, scheme=scheme)
    twin = transmit(state, scheme=scheme, inhibitory=True)
    chance = transmissions(state, trials, seed, scheme=scheme, progress=progress)
    rows = milestones.table(seen, chance)
    columns = {name: [row[name] for row in rows] for name in ("time_ms", "low_ms", "high_ms")}
    words = {"time_ms": "time", "low_ms": "5 % of transmissions come before", "high_ms": "5 % come after"}
    found = seen.assign_coords(milestone=[str(row["milestone"]) for row in rows]).assign(
        {
            f"milestone_{name}": ("milestone", np.array(values, dtype=float), attrs("ms", words[name]))
            for name, values in columns.items()
        }
    )
    found["nmda_current_undrugged"] = without.nmda_current
    found["nmda_charge_undrugged"] = without.nmda_charge
    for name in ("gaba_a_current", "gaba_a_open", "gaba_a_charge"):
        found[name] = twin[name]
    reached = attrs("1", "share of releasing transmissions that reach it")
    found["milestone_share"] = ("milestone", milestones.shares(chance), reached)
    found["chance_released"] = ((), float((chance.vesicles > 0).mean()), attrs("1", "share of spikes that release"))
    schemes = {"scheme_gaba": twin.attrs["scheme"]}
    return found.assign_attrs(schemes).assign_attrs(
        version=__version__, parameter_hash=digest(forecast.parameters()), plan=dose.to_yaml(checked), at=at, seed=seed
    )


def table(seen: xarray.Dataset) -> list[dict[str, object]]:
    """The fifteen milestones as rows of the JSON output."""
    from resynapse.synapse.milestones import MILESTONES

    def value(name: str, milestone: str) -> float | None:
        x = float(seen[name].sel(milestone=milestone))
        return None if x != x else round(x, 6)

    return [
        {
            "milestone": it.id,
            "time_ms": value("milestone_time_ms", it.id),
            "low_ms": value("milestone_low_ms", it.id),
            "high_ms": value("milestone_high_ms", it.id),
            "published": it.published,
            "source": it.source,
        }
        for it in MILESTONES
    ]


def when(seen: xarray.Dataset, row: dict[str, object]) -> str:
    """The time of a milestone in words; where the mean transmission has none, how many single ones have."""
    if row["time_ms"] is not None:
        return f"{row['time_ms']:.2f} ms"
    share = float(seen.milestone_share.sel(milestone=row["milestone"]))
    single = f" on average; it did in {100 * share:.0f} % of single transmissions that release" if share > 0 else ""
    return f"did not happen{single}"


def sentence(seen: xarray.Dataset) -> str:
    """What was seen, in one honest sentence, and one about the GABA twin."""
    from resynapse.synapse import milestones

    peak, gone = twin_times(seen)
    twin = f"In the GABA twin the current peaks at {peak:.1f} ms and is down to 1/e at {gone:.0f} ms"
    return f"Simulated: {milestones.sentence(table(seen))} {twin} ({seen.attrs['scheme_gaba']})."


def twin_times(seen: xarray.Dataset) -> tuple[float, float]:
    """When the GABA-A current is largest, and when it has fallen to 1/e of that [ms]; NaN where it does not."""
    t, current = seen.time.values, np.abs(seen.gaba_a_current.values - seen.gaba_a_current.values[0])
    top = int(np.argmax(current))
    gone = np.flatnonzero(current[top:] < current[top] / np.e)
    return float(t[top]), float(t[top + gone[0]]) if len(gone) else float("nan")


def as_json(seen: xarray.Dataset) -> str:
    """The milestones."""
    return json.dumps({"milestones": table(seen)}, indent=2)


def write(seen: xarray.Dataset, place: Path) -> list[Path]:
    """The picture and the numbers: one file by its suffix (.png, .svg, .nc), or all three into a folder.

    Raises:
        InputError: the place cannot be written, or is a file of another kind.
    """
    from resynapse.report.synapse import picture
    from resynapse.zoom.saved import save

    return save(seen, place, NAME, picture)
