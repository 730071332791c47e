"""What people ask of a course, read from the arms of the calibration experiments.

Nothing is fitted to these: they are outputs that sensitivity is asked about, beside the printed numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from resynapse.fit.experiments import Results, change, relapse_days, responders


class Output(NamedTuple):
    """One number of the simulated arms."""

    name: str
    read: Callable[[Results], float]


def asked(noise: float) -> tuple[Output, ...]:
    """Means over patients, given the noise of one rating [points].

    Score in points of MADRS, response as a share, dissociation in points of CADSS, pressure in mmHg, relapse in days
    after the last of six infusions (of the patients who responded; no number where none did).
    """

    def fall(hour: float) -> Callable[[Results], float]:
        return lambda r: float(change(r, "single", hour).mean())

    def share(hour: float) -> Callable[[Results], float]:
        return lambda r: float(responders(r, "single", hour, noise).mean())

    def largest(name: str) -> Callable[[Results], float]:
        return lambda r: float(r["single"][name].max(axis=0).mean())

    return (
        Output("one infusion: change of the score at 24 h", fall(24.0)),
        Output("one infusion: change of the score on day 7", fall(168.0)),
        Output("one infusion: response at 24 h", share(24.0)),
        Output("one infusion: response on day 7", share(168.0)),
        Output("one infusion: largest CADSS", largest("cadss")),
        Output("one infusion: largest systolic rise", largest("systolic")),
        Output("six infusions: median days to relapse", _relapse),
    )


def _relapse(results: Results) -> float:
    days = relapse_days(results)
    return float(np.median(days)) if len(days) else float("nan")
