"""Three findings that are argued about, as rules fixed before any result was seen.

    gbcr          ketamine raises prefrontal GBCr during the infusion and at 24 h, lanicemine at neither
    default       ketamine lowers connectivity within the default mode during the infusion, its activity does not rise
    proportion    the more prefrontal GBCr has risen at 24 h, the better the patient is

A change counts as a rise if 95 % of patients are above 0 and their median is above a tenth of the standard deviation
between the seven measured persons (`between_persons`); a fall is its mirror image. Lanicemine does not raise if
its median is at most half of ketamine's. Proportion needs a correlation over patients whose 95 % interval lies above 0;
with `transmission` at 0 no synapse reaches the coupling of regions, and what is left is not built in. A model in which
most patients have no stable state shows nothing (said since the first results; it changed no verdict). On a connectome
of groups the same seven persons set what counts as a change (assumed; said before its results were seen).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from resynapse.network import observables
from resynapse.network.brain import Brain, Floats

FLOOR = 0.1  # of the standard deviation between persons
SELECTIVE = 0.5  # of ketamine's change
TAIL = 0.05
FINDINGS = ("gbcr", "default", "proportion")

Changes = Mapping[str, Floats]  # reading -> change against baseline [P]
Seen = Mapping[tuple[str, str], Changes]  # (arm, moment)


class Spread(NamedTuple):
    """Of a change over patients."""

    median: float
    low: float
    high: float
    patients: int


class Shown(NamedTuple):
    """What one model shows of one finding."""

    holds: bool
    because: str


def between_persons(brain: Brain) -> dict[str, float]:
    """Standard deviation of each reading between the measured persons; empty without any, and for groups."""
    if len(brain.connectivity) < 2 or brain.groups:
        return {}
    groups = observables.masks(brain.regions)
    seen = [observables.observe(one, groups)._asdict() for one in brain.connectivity]
    single = [name for name, value in seen[0].items() if np.ndim(value) == 0]
    return {name: float(np.std([float(one[name]) for one in seen], ddof=1)) for name in single}


def spread(change: Floats) -> Spread:
    """Median and the 5th and 95th percentile; patients without a stable state are left out."""
    kept = change[np.isfinite(change)]
    if not len(kept):
        return Spread(np.nan, np.nan, np.nan, 0)
    middle, low, high = np.quantile(kept, (0.5, TAIL, 1.0 - TAIL))
    return Spread(float(middle), float(low), float(high), len(kept))


def rises(change: Floats, floor: float) -> bool:
    """Whether 95 % of patients go up, and the median beyond the floor."""
    found = spread(change)
    return bool(found.low > 0.0 and found.median > floor)


def unstable(change: Floats) -> str:
    """What to say of a model that has no stable state in most patients; empty if it has."""
    kept, total = int(np.isfinite(change).sum()), len(change)
    return "" if 2 * kept > total else f"a stable state in {kept} of {total} patients only"


def gbcr(seen: Seen, floor: float) -> Shown:
    """Prefrontal GBCr up with ketamine, during and at 24 h, and not with lanicemine."""
    name, missing = "prefrontal_gbcr", []
    for when in ("40 min", "24 h"):
        ketamine, lanicemine = seen["ketamine", when][name], seen["lanicemine", when][name]
        if lost := unstable(ketamine):
            missing.append(f"{lost} with ketamine at {when}")
        elif not rises(ketamine, floor):
            missing.append(f"no rise with ketamine at {when}")
        elif spread(lanicemine).median > SELECTIVE * spread(ketamine).median:
            missing.append(f"lanicemine raises it as well at {when}")
    return Shown(not missing, "; ".join(missing) or "up with ketamine at both times, not with lanicemine")


def default_mode(seen: Seen, floor: float) -> Shown:
    """Connectivity within the default mode falls with ketamine, its activity does not rise."""
    now, missing = seen["ketamine", "40 min"], []
    if lost := unstable(now["within_default"]):
        return Shown(False, f"{lost} with ketamine at 40 min")
    if not rises(-now["within_default"], floor):
        missing.append("connectivity within it does not fall")
    active = now["default_rate"]
    if np.isfinite(active).any() and rises(active, 0.0):
        missing.append("its activity rises")
    return Shown(not missing, "; ".join(missing) or "connectivity falls, activity does not rise")


def correlation(change: Floats, better: Floats) -> tuple[float, float, float]:
    """Correlation over patients with its 95 % interval (Fisher); NaN where nothing varies."""
    kept = np.isfinite(change) & np.isfinite(better)
    x, y = change[kept], better[kept]
    if len(x) < 4 or np.ptp(x) < 1e-12 or np.ptp(y) < 1e-12:
        return np.nan, np.nan, np.nan
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1 + 1e-12, 1 - 1e-12))
    z, half = np.arctanh(r), 1.96 / np.sqrt(len(x) - 3)
    return r, float(np.tanh(z - half)), float(np.tanh(z + half))


def proportion(seen: Seen, uncoupled: Seen, better: Floats) -> Shown:
    """GBCr at 24 h in proportion to response, with and without synapses that reach the coupling of regions.

    Args:
        seen, uncoupled: with and without that route.
        better: improvement at 24 h [points], [P].
    """
    with_it = correlation(seen["ketamine", "24 h"]["prefrontal_gbcr"], better)
    without = correlation(uncoupled["ketamine", "24 h"]["prefrontal_gbcr"], better)
    return Shown(bool(with_it[1] > 0.0), f"{_interval(*with_it)}; without that route {_interval(*without)}")


def verdict(shown: Mapping[str, Shown], built_in: str = "") -> str:
    """Over models by name: "reproduced", "only if ... is assumed" or "not reproduced".

    Args:
        built_in: what was put in to get it; then it is never more than "only if".
    """
    holding = [name for name, one in shown.items() if one.holds]
    if not holding:
        return "not reproduced"
    if len(holding) == len(shown):
        return f"only if {built_in} is assumed" if built_in else "reproduced"
    which = f"model {' or '.join(holding)}"
    return f"only if {built_in} and {which} are assumed" if built_in else f"only if {which} is assumed"


def random_deficits(count: int, regions: int, size: int, seed: int) -> Floats:
    """Membership of randomly chosen regions, [count, regions], as many as the true ones, by the key of a seed."""
    draw = np.random.default_rng(np.random.Philox(key=[seed, 0xDEF]))
    members = np.zeros((count, regions))
    for row in members:
        row[draw.choice(regions, size, replace=False)] = 1.0
    return members


def rank(value: float, others: Sequence[float]) -> float:
    """Share of the others that lie below a value."""
    return float(np.mean(np.asarray(others) < value))


def _interval(r: float, low: float, high: float) -> str:
    return "nothing varies" if np.isnan(r) else f"r = {r:.2f} ({low:.2f} to {high:.2f})"
