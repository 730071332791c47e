"""Questions, answers, and which answer counts.

An answer grows old: after `valid_days` it is as good as none, and so is one from the future: somebody moved the clock.
When patient and clinician disagree, or the clinician was not sure, and the patient spoke last, neither counts until the
clinician has looked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from resynapse.errors import InputError
from resynapse_web.care.rules.logic import Value

PATIENT, CLINICIAN, RECORD = "patient", "clinician", "record"
UNSURE = "unsure"


class Question(BaseModel):
    """One question: its words, who is asked, what an answer looks like, how long it counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    section: str
    text: str
    ask: Literal["patient", "clinician", "record"]
    kind: Literal["yes_no", "number", "choice", "date"] = "yes_no"
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    valid_days: int


class Given(NamedTuple):
    """One answer as it was given; `value` is None for "not sure"."""

    value: Value | None
    on: date
    by: str


class Standing(NamedTuple):
    """What is known of a question today: the value that counts (None: unknown) and why."""

    value: Value | None
    given: Given | None
    why: str


def resolve(question: Question, given: Iterable[Given], today: date) -> Standing:
    """The answer that counts today.

    Args:
        given: all answers to the question, in the order they were given.
    """
    answers = list(given)
    if not answers:
        return Standing(None, None, "not answered")
    last = answers[-1]
    if last.value is None:
        return Standing(None, last, "answered “not sure”")
    if last.on > today:
        return Standing(None, last, "dated in the future; the clock was moved")
    if (today - last.on).days > question.valid_days:
        return Standing(None, last, f"older than {question.valid_days} days")
    seen = [it for it in answers if it.by == CLINICIAN]
    if last.by == PATIENT and seen and seen[-1].value != last.value:
        return Standing(None, last, "patient and clinician disagree; the clinician looks again")
    return Standing(last.value, last, "")


def parse(question: Question, text: str) -> Value | None:
    """An answer as it arrives from a form.

    Returns:
        The value; None for "not sure".
    Raises:
        InputError: the answer does not fit the question.
    """
    if text == UNSURE:
        return None
    try:
        return _value(question, text)
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(question.id, text, _allowed(question)) from error


def _value(question: Question, text: str) -> Value:
    if question.kind == "yes_no":
        return {"yes": True, "no": False}[text] if text in ("yes", "no") else _refuse(question, text)
    if question.kind == "choice":
        return text if text in question.choices else _refuse(question, text)
    if question.kind == "date":
        return date.fromisoformat(text)
    number = float(text)
    low, high = question.low, question.high
    if number != number or (low is not None and number < low) or (high is not None and number > high):
        return _refuse(question, text)
    return number


def _refuse(question: Question, text: str) -> Value:
    raise InputError(question.id, text, _allowed(question))


def _allowed(question: Question) -> str:
    if question.kind == "number":
        return f"a number from {question.low:g} to {question.high:g} {question.unit}".strip()
    return {"yes_no": "yes, no or unsure", "date": "a date", "choice": ", ".join(question.choices)}[question.kind]


def as_text(question: Question, value: Value | None) -> str:
    """An answer in words."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g} {question.unit}".strip() if isinstance(value, float | int) else str(value)


def by_id(questions: Iterable[Question]) -> Mapping[str, Question]:
    """Questions by their id; no id twice."""
    found: dict[str, Question] = {}
    for question in questions:
        if question.id in found:
            raise InputError("id", question.id, "an id that no other question has")
        found[question.id] = question
    return found
