"""Depression scores with other drugs: nasal esketamine, rapamycin before ketamine, lanicemine."""

from __future__ import annotations

import numpy as np

from resynapse.fit.experiments import SHARES, TRIALS
from resynapse.validation import reading
from resynapse.validation.arms import Trial
from resynapse.validation.comparison import Comparison
from resynapse.validation.printed import Printed, Z, around, as_printed, effect, from_p, mean, number, share


def comparisons() -> tuple[Comparison, ...]:
    """All of them."""
    return (*nasal(), *rapamycin(), *lanicemine())


def nasal() -> tuple[Comparison, ...]:
    """Nasal esketamine, kinetics of Perez-Ruixo 2021. In the trials a new oral drug was started in both arms."""
    size = {"nasal 84": 430, "nasal saline": 428}
    against = tuple(
        Comparison(
            row,
            f"MADRS difference from placebo, {when} [points]",
            as_printed(row),
            size,
            reading.gain(reading.change, "nasal 84", "nasal saline", hour),
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
            reading.gain(reading.change, f"nasal {dose}", "nasal saline", 168.0),
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
            reading.mean_of(reading.change, "nasal 84 open", 672.0),
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
                reading.gain(reading.halved, arm, "single", 336.0),
                paired=True,
                effect=True,
                note="interval from the printed p; rapamycin is taken to act for two days (assumed)",
            ),
            Comparison(
                "E437",
                f"remission at 2 weeks, rapamycin less placebo, {said} [fraction]",
                from_p((number("E437") - number("E438")) / 100.0, 0.003),
                size,
                reading.gain(reading.well, arm, "single", 336.0),
                paired=True,
                effect=True,
                note="interval from the printed p",
            ),
            Comparison(
                "E439",
                f"MADRS change at 24 h, rapamycin less placebo, {said} [points]",
                Printed(None, -Z * 9.0 / 20**0.5, Z * 9.0 / 20**0.5),
                size,
                reading.gain(reading.change, arm, "single", 24.0),
                paired=True,
                note="in words: unchanged, taken as less than 20 pairs with a standard deviation of 9 points show; "
                "the human gate was chosen for this reason",
            ),
        ]
    return (
        Comparison(
            "E436",
            "response at 2 weeks without rapamycin [fraction]",
            share("E436"),
            {"single": 20},
            reading.mean_of(reading.halved, "single", 336.0),
            SHARES,
            share=True,
        ),
        *found,
    )


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
            reading.sized("lanicemine", "saline", 110 / 60),
            paired=True,
            effect=True,
            note="a crossover of 22, taken as two groups: the interval holds no effect as well as a large one",
        ),
        Comparison(
            "E441",
            "standardised difference from saline, day 2",
            effect(-number("E441"), 22, 22),
            one,
            reading.sized("lanicemine", "saline", 48.0),
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
            reading.sized("lanicemine", "saline", 156.0),
            effect=True,
            note="pooled over other blockers; here lanicemine alone",
        ),
        Comparison(
            "E444",
            "MADRS difference from saline after nine infusions of 100 mg [points]",
            from_p(number("E444"), 0.006),
            many,
            reading.gain(reading.change, "lanicemine repeated", "saline repeated", 504.0),
            effect=True,
            note="recalled",
        ),
        Comparison(
            "E447",
            "MADRS difference from saline, week 6 [points]",
            Printed(None),
            many,
            reading.gain(reading.change, "lanicemine repeated", "saline repeated", 1008.0),
            effect=True,
            note="recalled in words: not significant in 302 patients; schedule after week 3 assumed weekly",
        ),
    )


def _ever(trial: Trial, arm: str) -> float:
    visits = (110 / 60, 48.0, 156.0, 168.0)
    return float(np.max([reading.halved(trial, arm, hour) for hour in visits], axis=0).mean())
