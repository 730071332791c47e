"""A published number of mechanism or of kinetics: one typical animal, person or parameter, no replicate trials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from resynapse.trial.compare import Comparison, verdict
from resynapse.trial.interval import Published
from resynapse.validation.rows import number, rows


@dataclass(frozen=True)
class Check:
    """A published number and the function that simulates it.

    Attributes:
        id: of the evidence row; a second number of a row adds a dot and a word.
        claim, statistic: what is compared, how it is read and its unit.
        observed: with its interval; an end that is None is open (a sign, published in words).
        simulate: the number; None where no equation is about it, and the note says why.
    """

    id: str
    claim: str
    statistic: str
    observed: Published
    simulate: Callable[[], float] | None
    note: str = ""
    why: str = ""

    def compare(self) -> Comparison:
        """Held against the simulation."""
        row = rows()[self.id.split(".")[0]]
        found = None if self.simulate is None else self.simulate()
        return Comparison(
            self.id,
            self.claim,
            row["study"],
            row["use"],
            self.statistic,
            *self.observed,
            found,
            None,
            None,
            verdict(self.observed, Published(found)),
            cohorts=(row["study"],),
            note=self.note,
            why=self.why,
        )


def printed(row: str) -> Published:
    """A row with the interval that it prints."""
    return Published(number(row), number(row, "low"), number(row, "high"))


def around(row: str, by: float) -> Published:
    """A row without an interval, and how far off is accepted; set before any comparison."""
    return Published(number(row), number(row) - by, number(row) + by)


def fold(row: str, by: float) -> Published:
    """The same as a factor."""
    return Published(number(row), number(row) / by, number(row) * by)


def at_least(low: float) -> Published:
    """Published in words: this or more."""
    return Published(None, low, None)


def at_most(high: float) -> Published:
    """Published in words: this or less."""
    return Published(None, None, high)
