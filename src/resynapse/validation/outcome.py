"""Depression scores that were not fitted: size, time, dose, response, relapse, durability."""

from __future__ import annotations

import numpy as np

from resynapse.fit.experiments import AFTER, SHARES, SIX, TRIALS
from resynapse.validation import reading
from resynapse.validation.arms import FIRST, Trial
from resynapse.validation.comparison import Comparison
from resynapse.validation.printed import Printed, around, as_printed, deviation, effect, mean, number, share

END = AFTER[0]
POOLED = 0.05  # standard error of a pooled share, disagreement between trials included: as in the fit
CONTROLS = {"single": 117, "saline": 59, "midazolam": 58}
ONSET = -0.27  # g that 234 patients show as different
BERMAN = "HDRS-25 has no published equivalent of MADRS: both are in standard deviations of the change within an arm"


def comparisons() -> tuple[Comparison, ...]:
    """All of them, by study."""
    return (*six_infusions(), *single(), *pooled(), *repeated())


def six_infusions() -> tuple[Comparison, ...]:
    """Murrough 2013: six open infusions in twelve days."""
    here, first = {"six": 24}, lambda t: reading.change(t, "six", 2.0)
    return (
        Comparison(
            "E010",
            "MADRS change 2 h after the first infusion [points]",
            mean("E010", -1.0),
            here,
            lambda t: float(first(t).mean()),
            TRIALS,
        ),
        Comparison(
            "E010",
            "standard deviation of that change [points]",
            deviation("E010"),
            here,
            lambda t: float(first(t).std()),
        ),
        Comparison(
            "E011",
            "response after the last infusion [fraction]",
            share("E011"),
            here,
            reading.mean_of(reading.halved, "six", END),
            SHARES,
            share=True,
        ),
        Comparison(
            "E013",
            "responders without relapse for 83 days [fraction]",
            share("E013", 17),
            here,
            still_well,
            SHARES,
            share=True,
            note="without the noise of a rating, as relapse in the fit; 17 responders",
        ),
        Comparison(
            "E014",
            "responders at the end who responded at 4 h [fraction]",
            share("E014", 17),
            here,
            lambda t: _agree(t, 1.0),
            SHARES,
            share=True,
        ),
        Comparison(
            "E015",
            "others at the end who did not respond at 4 h [fraction]",
            share("E015", 7),
            here,
            lambda t: _agree(t, 0.0),
            SHARES,
            share=True,
        ),
    )


def still_well(trial: Trial) -> float:
    """Of those below half the baseline after the last infusion, the share that stays there for 83 days."""
    later = [hour for hour in AFTER if hour <= SIX[-1] + 83 * 24.0]
    base = reading.at(trial, "six", "latent", 0.0)
    below = np.stack([reading.at(trial, "six", "latent", hour) <= 0.5 * base for hour in later])
    return float(below.all(axis=0).sum() / max(below[0].sum(), 1))


def _agree(trial: Trial, end: float) -> float:
    early, late = (reading.halved(trial, "six", hour) == end for hour in (4.0, END))
    return float((early & late).sum() / max(late.sum(), 1))


def single() -> tuple[Comparison, ...]:
    """One infusion against a control."""
    pooled = ((number("E017", "sd") ** 2 + number("E018", "sd") ** 2) / 2) ** 0.5
    dose = "Cohen's d against midazolam at 24 h"
    return (
        Comparison(
            "E017",
            "difference from saline at 72 h, in standard deviations of the change",
            effect(-(number("E017") - number("E018")) / pooled, 7, 7),
            {"single": 7, "saline": 7},
            reading.sized("single", "saline", 72.0),
            effect=True,
            note=f"{BERMAN}; a crossover, taken as two groups of 7",
        ),
        Comparison(
            "E018",
            "change with saline at 72 h, in its own standard deviations",
            around(0.0, 7**-0.5),
            {"saline": 7},
            lambda t: _own(t, "saline", 72.0),
            TRIALS / number("E018", "sd"),
            note=BERMAN,
        ),
        Comparison(
            "E006",
            f"{dose}, 0.1 mg/kg",
            effect(number("E006"), 18, 19),
            {"dose 0.1": 18, "midazolam": 19},
            reading.sized("dose 0.1", "midazolam", 24.0),
            effect=True,
            note="HAM-D6 against MADRS, both in standard deviations",
        ),
        Comparison(
            "E008",
            "Cohen's d, 1.0 mg/kg less 0.1 mg/kg, at 24 h",
            Printed(None),
            {"dose 1.0": 20, "dose 0.1": 18},
            reading.sized("dose 1.0", "dose 0.1", 24.0),
            note="in words: 0.5 and 1.0 mg/kg were better than midazolam, 0.1 and 0.2 were not; no means were read",
        ),
        Comparison(
            "E330",
            "MADRS change on day 4, open label [points]",
            mean("E330", n=17),
            {"open": 17},
            reading.mean_of(reading.change, "open", 72.0),
            TRIALS,
            note="number of patients assumed as in the blinded arm",
        ),
        Comparison(
            "E570",
            "remission 230 min after an open infusion [fraction]",
            share("E570"),
            {"open": 11},
            reading.mean_of(reading.well, "open", 230 / 60),
            SHARES,
            share=True,
            note="remission on another scale; here MADRS of at most 10",
        ),
    )


def _own(trial: Trial, arm: str, hour: float) -> float:
    found = reading.change(trial, arm, hour)
    return float(found.mean() / found.std(ddof=1))


def pooled() -> tuple[Comparison, ...]:
    """Meta-analyses of one infusion."""
    remission = tuple(
        Comparison(
            row,
            f"remission, {hour:g} h [fraction]",
            around(number(row) / 100.0, POOLED),
            {"single": 184},
            reading.mean_of(reading.well, "single", hour),
            note="remission as in each trial; here MADRS of at most 10",
        )
        for row, hour in (("E340", 24.0), ("E342", 72.0), ("E344", 168.0))
    )
    size = {"single": 74, "saline": 37, "midazolam": 36}
    return (
        Comparison(
            "E022",
            "log odds ratio of response, 24 h",
            _log("E022"),
            size,
            lambda t: _log_odds(t, reading.halved),
            effect=True,
        ),
        Comparison(
            "E023",
            "log odds ratio of remission, 24 h",
            _log("E023"),
            size,
            lambda t: _log_odds(t, reading.well),
            effect=True,
        ),
        Comparison(
            "E026",
            "first time with a difference that 234 patients show [min]",
            Printed(40.0, 0.0, 40.0),
            CONTROLS,
            onset,
            note="40 min was the first rating, so the onset lies before it; a difference is g beyond -0.27",
        ),
        *remission,
    )


def _log(row: str) -> Printed:
    printed = as_printed(row)
    return Printed(*(float(np.log(value)) for value in printed if value is not None))


def _log_odds(trial: Trial, what: reading.Read) -> float:
    arms = [what(trial, arm, 24.0) for arm in ("single", "saline", "midazolam")]
    return float(np.log(reading.odds_ratio(*arms)))


def onset(trial: Trial) -> float:
    """First time [min] at which g is beyond `ONSET`; 110 if it never is."""
    for hour in FIRST[1:]:
        drug, *controls = (reading.change(trial, arm, hour) for arm in CONTROLS)
        if reading.standardised(drug, *controls) <= ONSET:
            return 60.0 * hour
    return 60.0 * FIRST[-1]


def repeated() -> tuple[Comparison, ...]:
    """Weeks of infusions whose published result is in words."""
    return (
        Comparison(
            "E466",
            "MADRS difference from midazolam after eight infusions [points]",
            Printed(None),
            {"month": 30, "month midazolam": 30},
            reading.gain(reading.change, "month", "month midazolam", 672.0),
            effect=True,
            note="published in words: no difference; no number was found, so only the contradiction can be stated",
        ),
        Comparison(
            "E483",
            "remission after eight subcutaneous doses, less midazolam [fraction]",
            around(-0.025, ((0.063 * 0.937 + 0.088 * 0.912) / 34) ** 0.5),
            {"month under the skin": 35, "month midazolam": 33},
            reading.gain(reading.well, "month under the skin", "month midazolam", 672.0),
            effect=True,
            note="recalled: 6.3 against 8.8 %, 68 patients; midazolam simulated by vein",
        ),
    )
