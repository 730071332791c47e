"""Published values that belong beside a simulated curve, and how long each treatment was studied.

A point is shown only when the plan matches its study: drug, route, amount, duration, number and spacing
of the doses given before the moment of the rating, condition and blinding. Rows: data/published_points.csv,
data/studied_durations.csv.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from resynapse.report import reading
from resynapse.report.plots import Array, Point

if TYPE_CHECKING:
    import xarray

Row = dict[str, str]


@lru_cache(maxsize=4)
def table(name: str) -> tuple[Row, ...]:
    """The rows of a CSV in this folder's data."""
    text = resources.files("resynapse.report").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def matching(course: xarray.Dataset, variable: str) -> list[Row]:
    """Rows of the published table for this variable whose study did what this plan does."""
    return [row for row in table("published_points") if row["variable"] == variable and matches(course, row)]


def matches(course: xarray.Dataset, row: Row) -> bool:
    """Whether the plan, up to the moment of the rating, is what the study gave."""
    plan = reading.plan(course)
    when = float(row["hour"])
    hours = reading.hours(course)
    given = [dose for dose in reading.whole_doses(course) if dose.time < when]
    if not reading.human(course) or not hours.size or hours[-1] < when or not given or plan.get("comedication"):
        return False
    if row["condition"] not in ("any", plan.get("condition")):
        return False
    if row["blinding"] and row["blinding"] != plan.get("blinding", row["blinding"]):
        return False
    return all(_same(dose, row) for dose in given) and _schedule(given, row)


def _same(dose: reading.Dosing, row: Row) -> bool:
    if (dose.drug, dose.route) != (row["drug"], row["route"]):
        return False
    if row["amount"] and (
        not np.isclose(dose.amount, float(row["amount"])) or dose.per_kg != (row["amount_unit"] == "mg/kg")
    ):
        return False
    return not row["minutes"] or bool(np.isclose(60 * dose.duration, float(row["minutes"]), atol=0.5))


def _schedule(given: list[reading.Dosing], row: Row) -> bool:
    fewest, most = _range(row["doses"])
    if not fewest <= len(given) <= most:
        return False
    if not row["gap_h"]:
        return True
    shortest, longest = _range(row["gap_h"])
    gaps = np.diff([dose.time for dose in given])
    return bool(np.all((gaps >= shortest - 1) & (gaps <= longest + 1)))


def _range(text: str) -> tuple[float, float]:
    low, _, high = text.partition("-")
    return float(low), float(high or low)


def as_point(row: Row, baseline: float = 0.0) -> Point:
    """A row in the units of its curve; changes are drawn from the simulated baseline."""
    value, *bar = (_transform(row, text, baseline) for text in (row["value"], row["low"], row["high"]))
    assert value is not None
    known = [edge for edge in bar if edge is not None]
    low = min([value, *known]) if known else None
    high = max([value, *known]) if known else None
    kind = ", used to fit" if row["use"] == "calibration" else ""
    what = f" {row['variable']}" if row["variable"] in ("response", "remission") else ""
    return Point(f"{short(row)}{what}{kind}", float(row["hour"]), value, low, high)


def _transform(row: Row, text: str, baseline: float) -> float | None:
    if not text:
        return None
    number, how = float(text), row["transform"]
    if how == "decrease":
        return baseline - abs(number)
    if how == "change":
        return baseline + number
    if how == "percent":
        return 1.0 + number / 100.0
    if how == "probability":
        return number / 100.0
    return number


def points(course: xarray.Dataset, variable: str, baseline: float = 0.0) -> list[Point]:
    """The matching published values of a variable, ready to draw."""
    return [as_point(row, baseline) for row in matching(course, variable)]


def short(row: Row) -> str:
    """Murrough 2013, from a study's longer name."""
    words = row["study"].replace(",", "").split()
    name = " ".join(words[:2]) if words[0] in ("van", "De") else words[0]
    return f"{name} {row['year']}"


@dataclass(frozen=True)
class Studied:
    """How far the evidence goes for this drug, route and condition [h], and which study says so."""

    until: float
    words: str
    source: str
    controlled: float  # how far studies with a control arm go [h]


def studied(course: xarray.Dataset) -> Studied:
    """The longest follow-up in the evidence table after the same kind of treatment; zero if there is none."""
    if "studied_hours" in course.attrs:
        until = float(course.attrs["studied_hours"])
        controlled = float(course.attrs.get("controlled_hours", until))
        return Studied(until, f"{until / 24:.0f} days", str(course.attrs.get("studied_source", "")), controlled)
    given = reading.doses(course)
    kind = "repeated" if len({dose.time for dose in given}) > 1 else "single"
    condition = reading.plan(course).get("condition", "depression")
    rows = [
        row
        for row in table("studied_durations")
        if (row["condition"], row["doses"]) == (condition, kind)
        and any((dose.drug, dose.route) == (row["drug"], row["route"]) for dose in given)
    ]
    if not rows:
        return Studied(0.0, "no follow-up of this drug, route and condition is in the evidence table", "", 0.0)
    best = max(rows, key=lambda row: float(row["until_h"]))
    until = float(best["until_h"])
    return Studied(until, best["context"], f"{best['study']} [{best['id']}]", until)


def nearest(hours: Array, hour: float) -> int:
    """Index of the output time closest to an hour."""
    return int(np.argmin(np.abs(hours - hour)))
