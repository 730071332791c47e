"""Words of a trial file: scales and what kind of thing they measure, statistics and what they need."""

from __future__ import annotations

import math
from typing import Literal

from resynapse.symptoms import scales

Control = Literal["none", "saline", "midazolam", "anaesthesia-masked"]
Blinding = Literal["open", "blind"]
Use = Literal["calibration", "validation", "context"]
Quantity = Literal["value", "change", "percent change"]
Measured = Literal["score", "acute", "brain", "plasma", "not simulated"]
Statistic = Literal[
    "mean",
    "mean change",
    "percent change",
    "SD",
    "peak",
    "peak SD",
    "ratio of means",
    "response",
    "remission",
    "relapse free",
    "sensitivity",
    "specificity",
    "effect size",
    "odds ratio",
    "risk ratio",
    "hazard",
    "correlation",
    "time to relapse",
    "onset",
    "plasma level",
    "ratio of exposures",
    "in words",
]

MOIETIES = ("ketamine", "norketamine", "dehydronorketamine", "hydroxynorketamine")
ANALYTES = tuple(f"{letter}{name}" for name in MOIETIES for letter in ("", "S-", "R-"))
OUTSIDE = (  # published outcomes that no trial file computes; connectivity: `validation.brain`
    "prefrontal GBCr",
    "default mode connectivity",
    "salience connectivity",
    "adverse mental-status event",
    "severe hypertension",
    "YMRS",
    "pulse",
    "VAS",
    "BPRS",
    "cortical GABA",
    "quality of life",
)
SCALES: dict[str, Measured] = {
    **dict.fromkeys((*scales.DEPRESSION, *scales.OTHER), "score"),
    **dict.fromkeys(("CADSS", "SBP", "DBP", "MEQ30"), "acute"),
    **dict.fromkeys(("glutamate", "gamma power", "synaptic density", "receptor occupancy"), "brain"),
    **dict.fromkeys(ANALYTES, "plasma"),
    **dict.fromkeys(OUTSIDE, "not simulated"),
}
SHARES = ("response", "remission", "relapse free", "sensitivity", "specificity")
RATIOS = ("odds ratio", "risk ratio", "hazard", "ratio of exposures", "ratio of means", "time to relapse")
NEEDS: dict[str, tuple[str, ...]] = {
    "odds ratio": ("versus",),
    "risk ratio": ("versus",),
    "hazard": ("versus",),
    "onset": ("versus",),
    "correlation": ("with",),
    "ratio of means": ("with",),
    "sensitivity": ("with",),
    "specificity": ("with",),
}
_SCORES: tuple[Measured, ...] = ("score",)
MEASURES: dict[str, tuple[Measured, ...]] = {
    **dict.fromkeys((*SHARES, "odds ratio", "risk ratio", "hazard", "time to relapse"), _SCORES),
    "plasma level": ("plasma",),
    "ratio of exposures": ("plasma",),
    "peak": ("acute",),
    "peak SD": ("acute",),
}


def limits(statistic: str, scale: str, compared: bool) -> tuple[float, float, str]:
    """Smallest and largest number that a statistic can have, and how to say so."""
    if statistic in SHARES and compared:
        return -1.0, 1.0, f"a difference of two fractions, -1 to 1, because two {statistic} rates are compared"
    if statistic in SHARES:
        return 0.0, 1.0, f"a fraction from 0 to 1, because this is a {statistic} rate"
    if statistic == "correlation":
        return -1.0, 1.0, "a correlation, -1 to 1"
    if statistic in (*RATIOS, "SD", "peak SD", "plasma level"):
        return 0.0, math.inf, f"0 or more, because this is a {statistic}"
    top = scales.scale(scale).highest if SCALES[scale] == "score" else None
    if statistic == "mean" and top and not compared:
        return 0.0, top, f"0 to {top:g} points on {scale}"
    if statistic in ("mean", "mean change") and top:
        return -top, top, f"at most {top:g} points either way on {scale}"
    return -math.inf, math.inf, "a number"
