"""What the mapper takes: one plain row for each thing of the record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple


class Person(NamedTuple):
    """A patient."""

    id: str
    number: str
    name: str
    born: date
    sex: str
    telephone: str = ""
    email: str = ""


class Question(NamedTuple):
    """One question of a questionnaire; kind: yes-no, number, date or choice."""

    id: str
    text: str
    kind: str


class Form(NamedTuple):
    """A questionnaire."""

    id: str
    title: str
    version: str
    items: tuple[Question, ...]


class Answers(NamedTuple):
    """Answers given together; None is "not sure"."""

    id: str
    patient: str
    form: str
    at: datetime
    by_patient: bool
    values: tuple[tuple[str, str, Any], ...]  # id, text, value
    part_2: bool = False


class Score(NamedTuple):
    """A total of an instrument."""

    id: str
    patient: str
    instrument: str
    title: str
    total: float
    at: datetime
    loinc: str = ""
    part_2: bool = False
    answers: str = ""  # id of the answers it was made from


class Vital(NamedTuple):
    """One line of vital signs."""

    id: str
    patient: str
    at: datetime
    values: dict[str, float]


class Planned(NamedTuple):
    """A version of a plan; status: draft, active or revoked."""

    id: str
    patient: str
    status: str
    title: str
    version: int
    at: datetime
    dose: str
    activities: tuple[str, ...]
    note: str = ""


class Given(NamedTuple):
    """A dose that was given."""

    id: str
    patient: str
    product: str
    route: str
    amount_mg: float
    at: datetime
    lot: str = ""
    status: str = "completed"


class Session(NamedTuple):
    """A session; status as a Procedure has it."""

    id: str
    patient: str
    status: str
    began: datetime | None
    ended: datetime | None


class Event(NamedTuple):
    """An adverse event; the outcome as R4 codes it."""

    id: str
    patient: str
    term: str
    grade: int
    serious: bool
    outcome: str
    at: datetime


class Agreed(NamedTuple):
    """A consent to one version of a document; status as FHIR codes it; `representative` signed for the patient."""

    id: str
    patient: str
    document: str
    at: datetime
    status: str
    representative: str = ""


class Forecast(NamedTuple):
    """A forecast: shares from 0 to 1 by what they are shares of."""

    id: str
    patient: str
    at: datetime
    model: str
    shares: tuple[tuple[str, float], ...]
    days: int
    basis: tuple[tuple[str, str], ...] = ()  # type and id


class Signed(NamedTuple):
    """A signature under a record."""

    id: str
    type: str
    target: str
    at: datetime
    name: str
    role: str
    meaning: str
    hash: str


class Line(NamedTuple):
    """A line of the audit."""

    id: str
    at: datetime
    user: str
    role: str
    action: str
    allowed: bool
    patient: str
    hash: str
