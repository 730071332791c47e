"""Numbers remembered and not read: beside the simulation for orientation, never a test."""

from __future__ import annotations

from resynapse.validation import reading
from resynapse.validation.comparison import Comparison
from resynapse.validation.printed import Printed, around, number


def comparisons() -> tuple[Comparison, ...]:
    """Zarate 2006 and Singh 2016 (intravenous esketamine)."""
    size = {"single": 17, "saline": 17}
    sizes = tuple(
        Comparison(
            row,
            f"standardised difference from saline, {when}",
            Printed(-number(row), -number(row, "high"), -number(row, "low")),
            size,
            reading.sized("single", "saline", hour),
            paired=True,
            effect=True,
            note="recalled",
        )
        for row, when, hour in (("E309", "24 h", 24.0), ("E310", "day 7", 168.0))
    )
    shares = tuple(
        Comparison(
            row,
            f"{what}, 24 h [fraction]",
            Printed(number(row) / 100.0),
            {"single": 17},
            reading.mean_of(read, "single", 24.0),
            note="recalled",
        )
        for row, what, read in (("E311", "response", reading.halved), ("E312", "remission", reading.well))
    )
    esketamine = tuple(
        Comparison(
            row,
            f"MADRS change at 24 h, {arm} [points]",
            around(number(row), error),
            {arm: 10},
            reading.mean_of(reading.change, arm, 24.0),
            2.0,
            note="recalled with its standard error",
        )
        for row, arm, error in (
            ("E333", "esketamine 0.2", 3.0),
            ("E334", "esketamine 0.4", 2.61),
            ("E335", "saline", 2.97),
        )
    )
    return (*sizes, *shares, *esketamine)
