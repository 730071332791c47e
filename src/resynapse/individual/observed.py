"""Scores of one patient, read from a CSV file: what was rated, when, on which scale.

    at,scale,score                      date,scale,score
    0 h,MADRS,34                        2026-03-02,MADRS,34
    24 h,MADRS,20                       2026-03-03,PHQ-9,11

`at` counts from the start of the first dose; `baseline` is 0 h, just before it. A `date` is counted from the day of the
first dose (`start`), at noon. A score from before that day is written as the baseline that it is.
"""

from __future__ import annotations

import csv
import io
import math
from datetime import date
from pathlib import Path
from typing import NamedTuple

from resynapse.dose import quantity
from resynapse.errors import InputError
from resynapse.symptoms import scales

READ = ("MADRS", *scales.EQUIVALENT)
COLUMNS = "a header 'at,scale,score' or 'date,scale,score'"
MOST = 500
LARGEST = 200_000  # characters
NOON = 12.0  # h


class Score(NamedTuple):
    """One rating: hours after the start of the first dose, scale, points."""

    hours: float
    scale: str
    points: float


def read_scores(source: Path | str, start: date | None = None) -> tuple[Score, ...]:
    """The ratings of a file in the order of time.

    Args:
        source: a CSV file.
        start: day of the first dose, for a file with dates.
    Raises:
        InputError: one sentence with the line, the value and what is allowed; nothing is guessed or skipped.
    """
    text = _text(Path(source))
    rows = csv.DictReader(io.StringIO(text), strict=True)
    names = tuple(name.strip().lower() for name in rows.fieldnames or ())
    if len(names) != len(set(names)) or set(names) not in ({"at", "scale", "score"}, {"date", "scale", "score"}):
        raise InputError("observed", ",".join(names) or "an empty file", COLUMNS)
    rows.fieldnames = list(names)
    if "date" in names and start is None:
        raise InputError("observed", "dates", "the day of the first dose beside them (--start 2026-03-02)")
    try:
        found = [_score(row, number, start) for number, row in enumerate(rows, start=2)]
    except csv.Error as error:
        raise InputError("observed", str(error), "a CSV file") from None
    if not found:
        raise InputError("observed", "a header alone", "at least one score below the header")
    if len(found) > MOST:
        raise InputError("observed", f"{len(found)} scores", f"at most {MOST}")
    return _once(sorted(found))


def checked_scores(observed: object) -> tuple[Score, ...]:
    """Scores that were handed over in Python.

    Raises:
        InputError: what is no score, one beyond its scale or before 0 h, or two of one scale at one time.
    """
    if observed is None:
        return ()
    allowed = "a CSV file, or a tuple of scores such as Score(24.0, 'MADRS', 20.0)"
    if not isinstance(observed, tuple | list):
        raise InputError("observed", observed, allowed)
    for one in observed:
        if not isinstance(one, Score) or one.scale not in READ:
            raise InputError("observed", one, f"{allowed}; scales: {', '.join(READ)}")
        if not all(isinstance(x, int | float) and not isinstance(x, bool) and math.isfinite(x) for x in one[::2]):
            raise InputError("observed", one, "finite hours and points")
        top = scales.scale(one.scale).highest or math.inf
        if not (one.hours >= 0.0 and 0.0 <= one.points <= top):
            raise InputError("observed", one, f"0 h or later, and 0 to {top:g} points on {one.scale}")
    return _once(sorted(observed))


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("observed", str(path), "a CSV file in UTF-8") from None
    except OSError as error:
        raise InputError("observed", str(path), f"a file that can be read ({error.strerror})") from None
    if len(text) > LARGEST:
        raise InputError("observed", f"{len(text)} characters", f"at most {LARGEST}")
    return text


def _score(row: dict[str, str | None], line: int, start: date | None) -> Score:
    where = f"observed, line {line}"
    if None in row or any(value is None or not value.strip() for value in row.values()):
        raise InputError(where, ",".join(str(v) for v in row.values()), "a value in each of the three columns")
    cells = {name: str(value).strip() for name, value in row.items()}
    scale = next((name for name in READ if name.lower() == cells["scale"].lower()), None)
    if scale is None:
        raise InputError(f"{where}, scale", cells["scale"], ", ".join(READ))
    top = scales.scale(scale).highest or math.inf
    try:
        points = float(cells["score"])
    except ValueError:
        points = math.nan
    if not 0.0 <= points <= top:
        raise InputError(f"{where}, score", cells["score"], f"0 to {top:g} points on {scale}")
    if "at" in cells:
        before = cells["at"].lower() == "baseline"
        hours = 0.0 if before else quantity.hours(cells["at"], f"{where}, at")
        if hours < 0.0:
            raise InputError(f"{where}, at", cells["at"], "a time from 0 h on; 'baseline' for a score before the dose")
        return Score(hours, scale, points)
    try:
        days = (date.fromisoformat(cells["date"]) - start).days if start else 0
    except ValueError:
        raise InputError(f"{where}, date", cells["date"], "a day such as 2026-03-02") from None
    if days < 0:
        allowed = f"{start}, the day of the first dose, or later; a score from before it carries that day"
        raise InputError(f"{where}, date", cells["date"], allowed)
    return Score(24.0 * days + (NOON if days else 0.0), scale, points)


def _once(scores: list[Score]) -> tuple[Score, ...]:
    for one, other in zip(scores, scores[1:], strict=False):
        if one[:2] == other[:2]:
            raise InputError("observed", f"two {one.scale} scores at {one.hours:g} h", "one score per scale and time")
    return tuple(scores)
