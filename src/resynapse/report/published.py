"""Published values that belong beside a simulated curve, and how long each treatment was studied.

A row is shown only when the plan matches its study: species, drug, route, amount, duration, number and spacing
of the doses given before the moment of the rating, condition, blinding, what else was taken, stress before.
Its transform says how it is drawn: a difference from a control arm stands at the simulated control arm plus that
difference; "words" are a finding that is no value of a curve (printed, not drawn). An hour "peak" is a largest
value of the first session whose time was not printed. Rows: data/published_points.csv, data/studied_durations.csv.
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

PEAK, WORDS = "peak", "words"
AGAINST = " vs control"
REMEMBERED = ", remembered, not read"
WHAT = {  # the quantity beside the study, where a picture holds several
    "response": " response",
    "remission": " remission",
    "symptoms_systolic": " systolic",
    "symptoms_diastolic": " diastolic",
    "symptoms_meq30_probability": " MEQ30",
    "plasma_norketamine": " norketamine",
    "plasticity_spines": " spines",
    "plasticity_dendrite": " dendrite",
    "plasticity_synapses": " synapses",
}
SAID = {
    PEAK: "A largest value whose time was not printed stands at the simulated peak.",
    "control": "Vs control: the published difference, drawn from the simulated control arm (dashed).",
}


@lru_cache(maxsize=4)
def table(name: str) -> tuple[Row, ...]:
    """The rows of a CSV in this folder's data."""
    text = resources.files("resynapse.report").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def scales() -> list[str]:
    """Every rating scale in the published table."""
    names = dict.fromkeys(row["variable"] for row in table("published_points"))
    return [name for name in names if name.startswith("symptoms_")]


def matching(course: xarray.Dataset, variable: str) -> list[Row]:
    """Rows of the published table for this variable whose study did what this plan does."""
    return [row for row in table("published_points") if row["variable"] == variable and matches(course, row)]


def matches(course: xarray.Dataset, row: Row) -> bool:
    """Whether the plan, up to the moment of the rating, is what the study gave."""
    plan = reading.plan(course)
    hours = reading.hours(course)
    if not hours.size or (row["species"] or "human") != plan.get("species", "human"):
        return False
    when = reading.first_window(course) if row["hour"] == PEAK else float(row["hour"])
    given = [dose for dose in reading.whole_doses(course) if dose.time < when]
    beside = {str(it["drug"]) for it in plan.get("comedication") or ()}
    if hours[-1] < when or beside != set(row["comedication"].split()):
        return False
    if row["condition"] not in ("any", plan.get("condition")):
        return False
    if row["blinding"] and row["blinding"] != plan.get("blinding", row["blinding"]):
        return False
    if not _same_control(course, row) or reading.stress_days(course) != float(row["stress_d"] or 0.0):
        return False
    return all(_same(dose, row) for dose in given) and _schedule(given, row)


def _same_control(course: xarray.Dataset, row: Row) -> bool:
    """A difference needs the simulated control arm, and one of the kind that the study had."""
    if not row["control"]:
        return True
    same = row["control"] in ("any", reading.plan(course).get("control"))
    return same and f"{row['variable']}_control" in course


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


def as_point(row: Row, hour: float, baseline: float = 0.0) -> Point:
    """A row in the units of its curve at an hour; changes are drawn from the simulated baseline."""
    value, *bar = (_transform(row, text, baseline) for text in (row["value"], row["low"], row["high"]))
    assert value is not None
    known = [edge for edge in bar if edge is not None]
    low = min([value, *known]) if known else None
    high = max([value, *known]) if known else None
    kind = f"{AGAINST if row['transform'] == 'control' else ''}{', used to fit' if row['use'] == 'calibration' else ''}"
    recalled = row["status"].startswith("recalled")
    label = f"{short(row)}{WHAT.get(row['variable'], '')}{kind}{REMEMBERED if recalled else ''}"
    return Point(label, hour, value, low, high, recalled)


def _transform(row: Row, text: str, baseline: float) -> float | None:
    if not text:
        return None
    number, how = float(text), row["transform"]
    if how == "decrease":
        return baseline - abs(number)
    if how in ("change", "control"):
        return baseline + number
    if how == "percent":
        return 1.0 + number / 100.0
    if how == "probability":
        return number / 100.0
    return number


def points(course: xarray.Dataset, variable: str, baseline: float = 0.0) -> list[Point]:
    """The matching published values of a variable, ready to draw."""
    found = []
    for row in matching(course, variable):
        if row["transform"] == WORDS:
            continue
        hour = _peak_hour(course, variable) if row["hour"] == PEAK else float(row["hour"])
        start = baseline
        if row["transform"] == "control":
            start = float(np.interp(hour, reading.hours(course), reading.control(course, variable)))
        found.append(as_point(row, hour, start))
    return found


def _peak_hour(course: xarray.Dataset, variable: str) -> float:
    """When the simulated curve is highest in the first session [h]."""
    if variable == "plasma_ketamine":
        level = reading.total_ketamine(course)
    elif "enantiomer" in course[variable].dims:
        level = reading.both_hands(course, variable)
    else:
        level = reading.values(course, variable)
    hours = reading.hours(course)
    inside = (hours >= 0.0) & (hours <= reading.first_window(course))
    return float(hours[inside][np.argmax(np.median(level[:, inside], axis=0))])


def caption(course: xarray.Dataset, *variables: str) -> str:
    """What a reader must know of the symbols in a picture; empty if there are none."""
    rows = [row for name in variables for row in matching(course, name) if row["transform"] != WORDS]
    said = [words for kind, words in SAID.items() if any(kind in (row["hour"], row["transform"]) for row in rows)]
    if any(row["status"].startswith("recalled") for row in rows):
        said.append("Grey symbols: numbers remembered from a paper, not read in it.")
    return " ".join(said)


def findings(course: xarray.Dataset, *variables: str) -> list[str]:
    """Published findings on this treatment that are no value of a curve, a sentence each."""
    rows = [row for name in variables for row in matching(course, name) if row["transform"] == WORDS]
    return [
        f"Published for this treatment: {row['quantity']}: {amount(row)} ({row['context']}; {short(row)} [{row['id']}]"
        f"{REMEMBERED if row['status'].startswith('recalled') else ''})."
        for row in rows
    ]


def amount(row: Row) -> str:
    """Value and unit of a row as printed."""
    return f"{row['value']} {row['unit']}".strip()


def short(row: Row) -> str:
    """Murrough 2013, from a study's longer name."""
    words = row["study"].replace(",", "").split()
    name = " ".join(words[:2]) if words[0] in ("van", "De") else words[0]
    if name == "Esketamine":
        name = "label"
    return f"{name} {row['year']}".strip()


def used(course: xarray.Dataset) -> list[Row]:
    """Every row of either table that stands on the page of this course."""
    rows = [row for row in table("published_points") if matches(course, row)]
    limit = _longest(course)
    return rows + ([limit] if limit and "studied_hours" not in course.attrs else [])


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
    best = _longest(course)
    if best is None:
        return Studied(0.0, "no follow-up of this drug, route and condition is in the evidence table", "", 0.0)
    until = float(best["until_h"])
    return Studied(until, best["context"], f"{best['study']} [{best['id']}]", until)


def _longest(course: xarray.Dataset) -> Row | None:
    """The row of the longest follow-up after the same kind of treatment."""
    given = reading.doses(course)
    kind = "repeated" if len({dose.time for dose in given}) > 1 else "single"
    condition = reading.plan(course).get("condition", "depression")
    rows = [
        row
        for row in table("studied_durations")
        if (row["condition"], row["doses"]) == (condition, kind)
        and any((dose.drug, dose.route) == (row["drug"], row["route"]) for dose in given)
    ]
    return max(rows, key=lambda row: float(row["until_h"]), default=None)


def nearest(hours: Array, hour: float) -> int:
    """Index of the output time closest to an hour."""
    return int(np.argmin(np.abs(hours - hour)))
