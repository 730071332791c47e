"""What `resynapse trial` hands on: the course of every arm as a dataset, and the comparison as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse import __version__
from resynapse.trial import names
from resynapse.trial import statistics as st
from resynapse.trial.compare import Comparison, published
from resynapse.trial.file import Endpoint, Trial
from resynapse.trial.pool import Pools, course_hours
from resynapse.trial.sample import Sample

if TYPE_CHECKING:
    import xarray

HEAD: tuple[str, ...] = ("arm", "endpoint", "time_h", "statistic", "observed", "observed_lo", "observed_hi")
HEAD += ("simulated", "simulated_lo", "simulated_hi", "verdict", "use")


def rows(found: Sequence[Comparison]) -> list[tuple[Any, ...]]:
    """results.csv: one line per endpoint, columns `HEAD`."""
    return [tuple(getattr(one, name) for name in HEAD) for one in found]


def told(found: Sequence[Comparison]) -> list[tuple[Any, ...]]:
    """The same lines for the eye: without an observed value there is no verdict and nothing that it is used for."""
    here, use = HEAD.index("verdict"), HEAD.index("use")
    lines = [list(line) for line in rows(found)]
    for one, line in zip(found, lines, strict=True):
        if not one.observes:
            line[here], line[use] = "no observation", None
    return [tuple(line) for line in lines]


def rated_scales(trial: Trial) -> list[str]:
    """The rating scales of the endpoints, that of most of them first."""
    rated = [e.scale for e in trial.endpoints if names.SCALES[e.scale] == "score" and e.statistic != "in words"]
    return sorted(dict.fromkeys(rated), key=lambda scale: -rated.count(scale))


def dataset(trial: Trial, scale: str, pools: Pools, seed: int, replicates: int) -> xarray.Dataset | None:
    """Mean score by arm and visit with the central 95 % of replicate trials; None where it is rated only once."""
    import xarray

    hours = sorted({0.0, *course_hours(trial)})
    if len(hours) < 2:
        return None
    sample, everyone = Sample(trial, pools, seed, replicates), Sample(trial, pools, seed, 0)
    arms = [arm.name for arm in trial.arms]
    means = np.array([[st.mean(everyone.rated(arm, scale, hour))[0] for hour in hours] for arm in arms])
    drawn = [[np.nanquantile(st.mean(sample.rated(arm, scale, h)), [0.025, 0.975]) for h in hours] for arm in arms]
    attrs = {"units": "points", "long_name": scale, "kind": "simulated"}
    return xarray.Dataset(
        {
            "score": (("arm", "time"), means, attrs),
            "score_interval": (("arm", "time", "end"), np.array(drawn), attrs | {"long_name": f"{scale}, 95 %"}),
        },
        coords={"arm": arms, "time": ("time", hours, {"units": "h"}), "end": ["low", "high"]},
        attrs={"version": __version__, "trial": trial.name, "scale": scale, "seed": seed, "replicates": replicates},
    )


def points(trial: Trial, course: xarray.Dataset) -> list[dict[str, Any]]:
    """Published mean changes as scores: arm, hour, value, low, high; the simulated mean before treatment is added."""
    scale, found = course.attrs["scale"], []
    for e in trial.endpoints:
        if e.scale == scale and e.statistic == "mean change" and not e.versus and e.value is not None:
            start = float(course.score.sel(arm=e.arm, time=0.0))
            value, low, high = published(e, trial)
            found.append(_point(e, start, value, low, high))
    return found


def _point(e: Endpoint, start: float, *numbers: float | None) -> dict[str, Any]:
    value, low, high = (None if x is None else start + x for x in numbers)
    return {"arm": e.arm, "hour": e.hours[0], "value": value, "low": low, "high": high}
