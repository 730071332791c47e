"""The event table that pharmacologists exchange: one line per dose, as in NONMEM and its relatives.

Columns, in any order and case: id, time [h], amt [mg of base], rate [mg/h; 0 for a bolus], cmt, evid, ii [h],
addl. Optional: drug (ketamine where absent), dur [h] (instead of a rate, or where the amount is 0), and
covariates, one column each: weight or wt [kg], age [y], sex, liver, cyp2b6, cyp3a4, val66met, species and condition (a
human with depression where absent), control, blinding, scores before treatment by scale (madrs, phq-9, ...), in words
and units of a plan; any other name is kept and changes nothing. `cmt` is a route or its number:

    1 iv   2 im   3 sc   4 nasal   5 oral   6 sublingual   7 ip

evid 1 is a dose, 0 an observation (its line is read for covariates only). Co-medication, stress and when scores are
read have no place in this format: they are not written, and `resynapse events` says so.
"""

from __future__ import annotations

import csv
import io
import math
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from resynapse.dose import covariates, limits, quantity
from resynapse.dose.names import INFUSED, ROUTES, SPECIES, drugs_of, routes_of
from resynapse.dose.plan import Plan
from resynapse.dose.regimen import MAX_DOSES, Dose, Regimen, expand, refuse_overlap
from resynapse.errors import InputError

REQUIRED = ("id", "time", "amt", "rate", "cmt", "evid", "ii", "addl")
_RENAMED = {"wt": "weight", "bw": "weight"}
_LONGEST = 20_000_000  # bytes


class Subject(NamedTuple):
    """One id of an event table."""

    id: str
    regimen: Regimen
    covariates: Mapping[str, float | str]


def read_event_table(source: Path | str, species: str = "human") -> list[Subject]:
    """Read a table of doses.

    Args:
        source: a file, or the text of one (which has more than one line).
        species: whose limits and routes hold, where the table has no column for it.
    Returns:
        One subject per id, in the order in which the ids appear; amounts in mg, times in h as in the table.
    Raises:
        InputError: a missing column, a value that is not a number, a dose that no plan could hold.
    """
    rows = _rows(_text(source))
    subjects: dict[str, tuple[list[Dose], dict[str, float | str]]] = {}
    for line, row in rows:
        doses, covariates = subjects.setdefault(row["id"], ([], {}))
        for name in [name for name in row if name not in (*REQUIRED, "drug", "dur")]:
            _add_covariate(covariates, name, row[name], line)
        doses.extend(_doses(row, line, _species(row, line, species)))
        if len(doses) > MAX_DOSES:
            raise InputError(f"line {line}, addl", row["addl"], f"at most {MAX_DOSES} doses for one id")
    return [_subject(name, *found, str(found[1].get("species", species)).lower()) for name, found in subjects.items()]


def write_event_table(target: Path | None, subjects: Plan | Sequence[Subject]) -> str:
    """Write a plan, or subjects, as an event table; a file appears whole or not at all.

    Args:
        target: where to write; None writes no file.
        subjects: a plan (one subject; see `covariates.unwritten` for what is lost), or what `read_event_table`
            returns; doses per kg need the covariate `weight`.
    Returns:
        The text of the table.
    """
    if isinstance(subjects, Plan):
        subjects = [Subject("1", expand(subjects), covariates.of(subjects))]
    columns = list(dict.fromkeys(name for subject in subjects for name in subject.covariates))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*REQUIRED, "dur", "drug", *columns])
    for subject in subjects:
        known_values = [_written(subject.covariates.get(name, ".")) for name in columns]
        for dose in subject.regimen.doses:
            writer.writerow([subject.id, *_cells(dose, subject), *known_values])
    text = buffer.getvalue()
    if target is not None:
        _write_whole(target, text)
    return text


def _cells(dose: Dose, subject: Subject) -> list[str]:
    weight = subject.covariates.get("weight")
    if dose.per_kg and not isinstance(weight, (int, float)):
        raise InputError(f"id {subject.id}, weight", weight, "a weight in kg, because a dose is per kg")
    amount = dose.milligrams(float(weight) if isinstance(weight, (int, float)) else math.nan)
    rate = amount / dose.duration if dose.duration > 0 else 0.0
    if rate == 0 or not math.isclose(amount / rate, dose.duration, rel_tol=1e-9):
        rate = 0.0  # an amount too small to divide: `dur` alone says how long
    numbers = (dose.time, amount, rate)
    cmt = str(ROUTES.index(dose.route) + 1)
    return [*(_written(x) for x in numbers), cmt, "1", "0", "0", _written(dose.duration), dose.drug]


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else repr(float(value)).removesuffix(".0")


def _write_whole(target: Path, text: str) -> None:
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(
            "event table", str(target), f"a file in a folder that can be written ({reason})"
        ) from None


def _text(source: Path | str) -> str:
    if isinstance(source, str) and "\n" in source:
        return source
    try:
        path = Path(source)
        if path.stat().st_size > _LONGEST:
            raise InputError("event table", str(source), f"a file of up to {_LONGEST} bytes")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("event table", str(source), "a text file in UTF-8") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("event table", str(source)[:100], "a readable CSV file") from None


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    """Line number and cells of each row, once every required column is there and no row is short."""
    try:
        lines = [
            (k, cells)
            for k, cells in enumerate(csv.reader(io.StringIO(text)), 1)
            if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise InputError("event table", f"text that is not CSV ({error})", "comma-separated values") from None
    if not lines:
        raise InputError("event table", "no line at all", f"a header with {', '.join(REQUIRED)}")
    header = [_RENAMED.get(name.strip().lower(), name.strip().lower()) for name in lines[0][1]]
    for name in REQUIRED:
        if name not in header:
            raise InputError(
                "event table, columns", ",".join(header)[:100], f"a column {name!r} beside the others"
            )
    twice = [name for name in header if header.count(name) > 1]
    if twice or "" in header:
        raise InputError("event table, columns", (twice or [""])[0], "each column once, with a name")
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            raise InputError(
                f"line {number}", f"{len(cells)} values", f"{len(header)} values, one for each column"
            )
    return [(number, dict(zip(header, map(str.strip, cells), strict=True))) for number, cells in lines[1:]]


def _number(row: Mapping[str, str], name: str, line: int, low: float = 0.0) -> float:
    """A finite number not below `low`; a dot or nothing is 0, as in NONMEM."""
    text = row.get(name, "")
    try:
        value = 0.0 if text in ("", ".") else float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= low) or "_" in text:
        allowed = "a number" if low == -math.inf else f"a number of {low:g} or more"
        raise InputError(f"line {line}, {name}", text[:60], allowed)
    return value


def _species(row: Mapping[str, str], line: int, default: str) -> str:
    found = row.get("species", "").lower()
    if found in ("", "."):
        return default
    if found not in SPECIES:
        raise InputError(f"line {line}, species", found[:60], ", ".join(SPECIES))
    return found


def _doses(row: Mapping[str, str], line: int, species: str) -> list[Dose]:
    evid = _number(row, "evid", line)
    if evid not in (0, 1):
        raise InputError(f"line {line}, evid", row["evid"], "1 (a dose) or 0 (an observation)")
    time = _number(row, "time", line, -math.inf)
    if evid == 0:
        return []
    limits.refuse_horizon(f"line {line}, time", row["time"], time)
    drug = row.get("drug", "").lower() or "ketamine"
    if drug not in drugs_of(species):
        raise InputError(f"line {line}, drug", drug[:60], f"{', '.join(drugs_of(species))} in a {species}")
    amount, every, more = (_number(row, name, line) for name in ("amt", "ii", "addl"))
    if more != int(more) or more >= MAX_DOSES or (more > 0 and every <= 0):
        allowed = f"a whole number below {MAX_DOSES}, with an interval ii above 0"
        raise InputError(f"line {line}, addl", row["addl"], allowed)
    limits.refuse_horizon(f"line {line}, ii", row["ii"], time + every * more)
    route, duration = _route(row["cmt"], drug, species, line), _duration(row, amount, line)
    if duration > 0 and route not in INFUSED:
        raise InputError(f"line {line}, rate", row["rate"], f"0 by this route ({route})")
    return [Dose(time + k * every, drug, route, amount, False, duration) for k in range(int(more) + 1)]


def _route(text: str, drug: str, species: str, line: int) -> str:
    route = ROUTES[int(text) - 1] if text in {str(k + 1) for k in range(len(ROUTES))} else text.lower()
    allowed = routes_of(drug, species)
    if route not in allowed:
        said = ", ".join(f"{ROUTES.index(it) + 1} ({it})" for it in allowed)
        raise InputError(f"line {line}, cmt", text[:60], f"{said} for {drug} in a {species}")
    return route


def _duration(row: Mapping[str, str], amount: float, line: int) -> float:
    """Duration [h] from the rate or from `dur`; both may be given where they agree."""
    rate, duration = _number(row, "rate", line), _number(row, "dur", line)
    from_rate = amount / rate if rate > 0 else 0.0
    if not math.isfinite(from_rate):
        raise InputError(f"line {line}, rate", row["rate"], "a rate at which the dose ends")
    if duration > 0 and rate > 0 and not math.isclose(duration, from_rate, rel_tol=1e-6):
        raise InputError(f"line {line}, dur", row["dur"], f"{from_rate:g}, which is amt / rate")
    limits.refuse_horizon(f"line {line}, rate", row["rate"], max(duration, from_rate))
    return duration or from_rate


def _add_covariate(known: dict[str, float | str], name: str, text: str, line: int) -> None:
    """Keep a covariate; it may not change within an id, and a dot says nothing."""
    if text in ("", "."):
        return
    try:
        value: float | str = float(text)
    except ValueError:
        value = text
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError(f"line {line}, {name}", text[:60], "a finite number or a word")
    if known.setdefault(name, value) != value:
        raise InputError(
            f"line {line}, {name}", text[:60], f"{known[name]}, the value on the lines before it"
        )


def _subject(name: str, doses: list[Dose], covariates: dict[str, float | str], species: str) -> Subject:
    for key, unit in (("weight", "kg"), ("age", "y")):
        if isinstance(value := covariates.get(key, 1.0), str):
            raise InputError(f"id {name}, {key}", value[:60], f"a number in {unit}")
    weight, age = covariates.get("weight"), covariates.get("age")
    try:
        if weight is not None:
            quantity.kilograms(f"{weight} kg")
        if age is not None:
            quantity.years(f"{age} y")
        limits.refuse_body(
            species, None if weight is None else f"{weight} kg", None if age is None else f"{age} y"
        )
        ordered = tuple(sorted(doses, key=lambda dose: dose.time))
        refuse_overlap(ordered)
        body = float(weight) if weight is not None else limits.BODY[species].usual_weight
        limits.refuse_doses(ordered, species, body)
    except InputError as error:
        raise InputError(f"id {name[:40]}, {error.field}", error.value, error.allowed) from None
    return Subject(name, Regimen(ordered), covariates)
