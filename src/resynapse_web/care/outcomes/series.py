"""Scores over time: the rows of a chart, and what the change from the first to the last means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from resynapse_web.care.instruments.catalogue import Instrument, catalogue
from resynapse_web.care.instruments.scoring import Verdict, verdict
from resynapse_web.care.outcomes.models import Response
from resynapse_web.care.people.models import Patient


class Point(NamedTuple):
    """One scored answer."""

    on: date
    total: Decimal


class Series(NamedTuple):
    """All answers to one instrument, in order; unscored ones are listed and not drawn."""

    instrument: Instrument
    points: tuple[Point, ...]
    responses: tuple[Response, ...]

    @property
    def verdict(self) -> Verdict:
        """From the first score to the last."""
        first = self.points[0].total if len(self.points) > 1 else None
        return verdict(self.instrument, first, self.points[-1].total if self.points else None)

    @property
    def band(self) -> str:
        """The published band of the last score."""
        return self.instrument.band(float(self.points[-1].total)) if self.points else ""


def series(patient: Patient) -> list[Series]:
    """Every instrument that was answered, in the order of the catalogue."""
    rows: dict[str, list[Response]] = {}
    for it in Response.objects.standing().filter(patient=patient).order_by("on", "at").select_related("by"):
        rows.setdefault(it.instrument_id, []).append(it)
    return [_series(instrument, rows[key]) for key, instrument in catalogue().items() if key in rows]


def _series(instrument: Instrument, rows: list[Response]) -> Series:
    points = tuple(Point(it.on, it.total) for it in rows if it.total is not None)
    return Series(instrument, points, tuple(rows))
