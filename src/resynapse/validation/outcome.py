"""Depression scores that were not fitted: size, time, dose, response, relapse, durability."""

from __future__ import annotations

import numpy as np

from resynapse.fit.experiments import AFTER, SHARES, SIX, TRIALS
from resynapse.validation import reading
from resynapse.validation.arms import FIRST, Trial
from resynapse.validation.comparison import Comparison
from resynapse.validation.printed import Printed, around, as_printed, deviation, effect, from_p, mean, number, share

END = AFTER[0]
POOLED = 0.05  # standard error of a pooled share, disagreement between trials included: as in the fit
CONTROLS = {"single": 117, "saline": 59, "midazolam": 58}
ONSET = -0.27  # g that 234 patients show as different
BERMAN = "HDRS-25 has no published equivalent of MADRS: both are in standard deviations of the change within an arm"


def comparisons() -> tuple[Comparison, ...]:
    """All of them, by study."""
    return (*six_infusions(), *single(), *pooled(), *repeated(), *nasal(), *rapamycin(), *lanicemine())


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
            "E010", "standard deviation of that change [points]", deviation("E010"), here, lambda t: float(first(t).std())
        ),
        Comparison(
            "E011",
            "response after the last infusion [fraction]",
            share("E011"),
            here,
            lambda t: float(reading.halved(t, "six", END).mean()),
            SHARES,
        ),
        Comparison(
            "E013",
            "responders without relapse for 83 days [fraction]",
            share("E013", 17),
            here,
            still_well,
            SHARES,
            note="without the noise of a rating, as relapse in the fit; 17 responders",
        ),
        Comparison(
            "E014",
            "responders at the end who responded at 4 h [fraction]",
            share("E014", 17),
            here,
            lambda t: _agree(t, 1.0),
            SHARES,
        ),
        Comparison(
            "E015",
            "others at the end who did not respond at 4 h [fraction]",
            share("E015", 7),
            here,
            lambda t: _agree(t, 0.0),
            SHARES,
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
            lambda t: reading.effect(t, "single", "saline", 72.0),
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
            lambda t: reading.effect(t, "dose 0.1", "midazolam", 24.0),
            effect=True,
            note="HAM-D6 against MADRS, both in standard deviations",
        ),
        Comparison(
            "E008",
            "Cohen's d, 1.0 mg/kg less 0.1 mg/kg, at 24 h",
            Printed(None),
            {"dose 1.0": 20, "dose 0.1": 18},
            lambda t: reading.effect(t, "dose 1.0", "dose 0.1", 24.0),
            note="in words: 0.5 and 1.0 mg/kg were better than midazolam, 0.1 and 0.2 were not; means by arm were not read",
        ),
        Comparison(
            "E330",
            "MADRS change on day 4, open label [points]",
            mean("E330", n=17),
            {"open": 17},
            lambda t: float(reading.change(t, "open", 72.0).mean()),
            TRIALS,
            note="number of patients assumed as in the blinded arm",
        ),
        Comparison(
            "E570",
            "remission 230 min after an open infusion [fraction]",
            share("E570"),
            {"open": 11},
            lambda t: float(reading.well(t, "open", 230 / 60).mean()),
            SHARES,
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
            lambda t, hour=hour: float(reading.well(t, "single", hour).mean()),  # type: ignore[misc]
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


def _log_odds(trial: Trial, what: object) -> float:
    arms = [what(trial, arm, 24.0) for arm in ("single", "saline", "midazolam")]  # type: ignore[operator]
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
            lambda t: reading.difference(t, "month", "month midazolam", 672.0),
            effect=True,
            note="published in words: no difference; no number was found, so only the contradiction can be stated",
        ),
        Comparison(
            "E483",
            "remission after eight subcutaneous doses, less midazolam [fraction]",
            Printed(-0.025, -0.15, 0.10),
            {"month under the skin": 35, "month midazolam": 33},
            lambda t: _gain(t, "month under the skin", "month midazolam", 672.0),
            effect=True,
            note="recalled: 6.3 against 8.8 %, 68 patients; midazolam simulated by vein",
        ),
    )


def _gain(trial: Trial, drug: str, control: str, hour: float) -> float:
    return float(reading.well(trial, drug, hour).mean() - reading.well(trial, control, hour).mean())


def nasal() -> tuple[Comparison, ...]:
    """Nasal esketamine, kinetics of Perez-Ruixo 2021. In the trials a new oral drug was started in both arms."""
    size = {"nasal 84": 430, "nasal saline": 428}
    against = tuple(
        Comparison(
            row,
            f"MADRS difference from placebo, {when} [points]",
            as_printed(row),
            size,
            lambda t, hour=hour: reading.difference(t, "nasal 84", "nasal saline", hour),  # type: ignore[misc]
            effect=True,
            note="pooled over doses and drugs; here 84 mg twice weekly; no oral drug is simulated",
        )
        for row, when, hour in (("E371", "2 to 4 h", 3.0), ("E372", "24 h", 24.0), ("E373", "28 days", 672.0))
    )
    doses = tuple(
        Comparison(
            row,
            f"MADRS difference from placebo on day 8, {dose} mg [points]",
            around(number(row), error),
            {f"nasal {dose}": 11, "nasal saline": 33},
            lambda t, dose=dose: reading.difference(t, f"nasal {dose}", "nasal saline", 168.0),  # type: ignore[misc]
            effect=True,
            note="recalled with its standard error",
        )
        for row, dose, error in (("E419", 28, 2.09), ("E420", 56, 2.07), ("E421", 84, 2.13))
    )
    return (
        *against,
        Comparison(
            "E431",
            "MADRS change after four open weeks [points]",
            mean("E431"),
            {"nasal 84 open": 802},
            lambda t: float(reading.change(t, "nasal 84 open", 672.0).mean()),
            TRIALS,
            note="28 to 84 mg by response; here 84 mg; no oral drug is simulated",
        ),
        Comparison("E432", "MADRS change over weeks 5 to 52", Printed(None), {}, note="a year was not simulated"),
        *doses,
    )


def rapamycin() -> tuple[Comparison, ...]:
    """Abdallah 2020: rapamycin before ketamine, with probes on; with and without the rodent gate."""
    found = []
    for arm, said in (("rapamycin", "human gate"), ("rapamycin, rodent gate", "rodent gate")):
        size = {arm: 20, "single": 20}
        found += [
            Comparison(
                "E435",
                f"response at 2 weeks, rapamycin less placebo, {said} [fraction]",
                from_p((number("E435") - number("E436")) / 100.0, 0.04),
                size,
                lambda t, arm=arm: _more(t, arm, reading.halved),  # type: ignore[misc]
                paired=True,
                effect=True,
                note="interval from the printed p; rapamycin is taken to act for two days (assumed)",
            ),
            Comparison(
                "E437",
                f"remission at 2 weeks, rapamycin less placebo, {said} [fraction]",
                from_p((number("E437") - number("E438")) / 100.0, 0.003),
                size,
                lambda t, arm=arm: _more(t, arm, reading.well),  # type: ignore[misc]
                paired=True,
                effect=True,
                note="interval from the printed p",
            ),
            Comparison(
                "E439",
                f"MADRS change at 24 h, rapamycin less placebo, {said} [points]",
                Printed(None),
                size,
                lambda t, arm=arm: reading.difference(t, arm, "single", 24.0),  # type: ignore[misc]
                paired=True,
                note="in words: unchanged; the human gate was chosen for this reason",
            ),
        ]
    return (
        Comparison(
            "E436",
            "response at 2 weeks without rapamycin [fraction]",
            share("E436"),
            {"single": 20},
            lambda t: float(reading.halved(t, "single", 336.0).mean()),
            SHARES,
        ),
        *found,
    )


def _more(trial: Trial, arm: str, what: object) -> float:
    return float(what(trial, arm, 336.0).mean() - what(trial, "single", 336.0).mean())  # type: ignore[operator]


def lanicemine() -> tuple[Comparison, ...]:
    """A blocker without dissociation: a small effect in one trial, a null in the largest."""
    one = {"lanicemine": 22, "saline": 22}
    many = {"lanicemine repeated": 100, "saline repeated": 100}
    return (
        Comparison(
            "E440",
            "standardised difference from saline, 110 min",
            effect(-number("E440"), 22, 22),
            one,
            lambda t: reading.effect(t, "lanicemine", "saline", 110 / 60),
            paired=True,
            effect=True,
            note="a crossover of 22, taken as two groups: the interval holds no effect as well as a large one",
        ),
        Comparison(
            "E441",
            "standardised difference from saline, day 2",
            effect(-number("E441"), 22, 22),
            one,
            lambda t: reading.effect(t, "lanicemine", "saline", 48.0),
            paired=True,
            effect=True,
            note="HDRS; as above",
        ),
        Comparison(
            "E442",
            "response at any visit, less saline [fraction]",
            around(0.17, (0.32 * 0.68 / 22 + 0.15 * 0.85 / 22) ** 0.5),
            one,
            lambda t: _ever(t, "lanicemine") - _ever(t, "saline"),
            paired=True,
            effect=True,
            note="32 against 15 %",
        ),
        Comparison(
            "E029",
            "standardised difference from saline, days 5 to 8",
            as_printed("E029"),
            {"lanicemine": 177, "saline": 177},
            lambda t: reading.effect(t, "lanicemine", "saline", 156.0),
            effect=True,
            note="pooled over other blockers; here lanicemine alone",
        ),
        Comparison(
            "E444",
            "MADRS difference from saline after nine infusions of 100 mg [points]",
            from_p(number("E444"), 0.006),
            many,
            lambda t: reading.difference(t, "lanicemine repeated", "saline repeated", 504.0),
            effect=True,
            note="recalled",
        ),
        Comparison(
            "E447",
            "MADRS difference from saline, week 6 [points]",
            Printed(None),
            many,
            lambda t: reading.difference(t, "lanicemine repeated", "saline repeated", 1008.0),
            effect=True,
            note="recalled in words: not significant in 302 patients; schedule after week 3 assumed weekly",
        ),
    )


def _ever(trial: Trial, arm: str) -> float:
    visits = (110 / 60, 48.0, 156.0, 168.0)
    return float(np.max([reading.halved(trial, arm, hour) for hour in visits], axis=0).mean())
