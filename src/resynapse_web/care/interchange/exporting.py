"""The files that leave: a FHIR bundle, a table, the registry."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import age
from resynapse_web.care.fhir import clinical, record, rows
from resynapse_web.care.fhir.parts import Resource, bundle, labelled
from resynapse_web.care.interchange import gathering
from resynapse_web.care.people.models import Patient

FEWEST = 5  # patients who look alike; smaller cells do not leave
SHIFT_DAYS = 182
Row = tuple[Any, ...]


def as_fhir(patient: Patient, part_2: bool = False, audit: bool = False) -> Resource:
    """Everything about one patient; what is labelled Part 2 only when it was asked for with a reason."""
    found = [clinical.patient(gathering.person(patient)), clinical.questionnaire(gathering.form())]
    found += [clinical.questionnaire(it) for it in gathering.instruments(patient)]
    found += [clinical.response(it) for rows in (gathering.answers, gathering.filled) for it in rows(patient)]
    found += [clinical.score(it) for it in gathering.scores(patient)]
    found += [record.consent(it) for it in gathering.consents(patient)]
    found += [clinical.care_plan(it) for it in gathering.plans(patient)]
    found += [clinical.procedure(it) for it in gathering.sessions(patient)]
    given = (gathering.doses, gathering.doses_in_error)
    found += [clinical.administration(it) for rows in given for it in rows(patient)]
    found += [it for row in gathering.vitals(patient) for it in clinical.vitals(row)]
    found += [clinical.adverse_event(it) for it in gathering.events(patient)]
    known = {it["id"] for it in found}
    found += [clinical.risk_assessment(_based(it, known)) for it in gathering.forecasts(patient)]
    kinds = {it["id"]: it["resourceType"] for it in found if it["resourceType"] != "Questionnaire"}
    found += [record.provenance(it) for it in gathering.signed(kinds)]
    if audit:
        found += [record.audit_event(it) for it in gathering.lines(patient)]
    return bundle(str(uuid4()), clock.now(), [it for it in found if part_2 or not labelled(it)])


def _based(row: rows.Forecast, known: set[str]) -> rows.Forecast:
    """Only what is in the bundle can be a basis: a plan of an earlier version is not."""
    return row._replace(basis=tuple(it for it in row.basis if it[1] in known))


def as_table(patient: Patient, part_2: bool = False) -> str:
    """Everything that is a value, one in each row."""
    head = ("record", "at", "what", "name", "value", "unit")
    return written(head, _values(patient, part_2))


def _values(patient: Patient, part_2: bool) -> Iterator[Row]:
    number = patient.number
    for form in gathering.answers(patient):
        if part_2 or not form.part_2:
            yield from ((number, form.at.isoformat(), "answer", key, value, "") for key, _, value in form.values)
    for score in gathering.scores(patient):
        if part_2 or not score.part_2:
            yield (number, score.at.isoformat(), "score", score.instrument, score.total, "points")
    for vital in gathering.vitals(patient):
        yield from ((number, vital.at.isoformat(), "vital sign", key, it, "") for key, it in vital.values.items())
    for dose in gathering.doses(patient):
        yield (number, dose.at.isoformat(), "dose", dose.product, dose.amount_mg, "mg")
    for event in gathering.events(patient):
        yield (number, event.at.isoformat(), "adverse event", event.term, event.grade, "CTCAE grade")


def written(head: Row, rows: Iterable[Row]) -> str:
    """CSV; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(head)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def registry(patients: Iterable[Patient], key: str) -> str:
    """One row for each dose, de-identified: no names, bands of age, shifted dates, no small cells.

    Args:
        key: names and shifts differ between two exports with different keys, so they cannot be joined.
    """
    known = [(it, _cell(it)) for it in patients]
    size = Counter(cell for _, cell in known)
    kept = [(it, cell) for it, cell in known if size[cell] >= FEWEST]
    head = ("person", "age_band", "sex", "product", "shifted_date", "dose_mg")
    return written(head, sorted(row for it, cell in kept for row in _doses(it, cell, key)))


def _cell(patient: Patient) -> tuple[str, str]:
    known = patient.details
    years = age(known.born, clock.today())
    return ("90 and over" if years >= 90 else f"{years // 10 * 10} to {years // 10 * 10 + 9}"), known.sex


def _doses(patient: Patient, cell: tuple[str, str], key: str) -> Iterator[Row]:
    secret = hmac.new(f"{settings.SECRET_KEY}{key}".encode(), str(patient.pk).encode(), hashlib.sha256).digest()
    name, move = secret[:8].hex(), int.from_bytes(secret[8:12], "big") % (2 * SHIFT_DAYS + 1) - SHIFT_DAYS
    given = list(gathering.doses(patient))
    for dose in given:
        yield (name, *cell, dose.product, shifted(dose.at.date(), move), round(dose.amount_mg))
    if not given:
        yield (name, *cell, "", "", "")


def shifted(day: date, move: int) -> str:
    """A day moved; every day of one person moves by the same."""
    return (day + timedelta(days=move)).isoformat()
