"""From what somebody chose on the page to a plan of the simulator, or to sentences that say why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from resynapse.dose import Plan, load_plan, plans, to_yaml
from resynapse.errors import InputError

PEOPLE = (1, 20, 100)  # a page is drawn while somebody waits; more is for the command line
MOST_DOSES = 30
MOST_DAYS = 365


@dataclass(frozen=True)
class Question:
    """A plan, and how many virtual patients follow it."""

    plan: Plan
    people: int

    @property
    def key(self) -> str:
        """The same for the same question, whoever asks it."""
        return hashlib.sha256(f"{self.people}\n{to_yaml(self.plan)}".encode()).hexdigest()


def bundled(name: str, people: int) -> Question:
    """A plan that comes with the package; a path is never read."""
    if name not in {one.name for one in plans()}:
        raise InputError("plan", name[:60], "one of the published treatments in the list")
    return Question(load_plan(name), people)


def own(chosen: dict[str, str], people: int) -> Question:
    """A plan of one series of doses.

    Args:
        chosen: text by field, as it was typed; a field left empty is "".
        people: number of virtual patients.
    Raises:
        InputError: with the name of the field, what was typed and what is allowed.
    """
    count = number("count", chosen["count"] or "1", 1, MOST_DOSES)
    days = number("days", chosen["days"] or "28", 1, MOST_DAYS)
    dose: dict[str, Any] = {"drug": chosen["drug"], "route": chosen["route"]}
    if chosen["amount"]:
        dose["amount"] = f"{chosen['amount']} {chosen['unit']}"
    if chosen["minutes"]:
        dose["duration"] = f"{chosen['minutes']} min"
    if count > 1:
        if not chosen["every"]:
            raise InputError("every", "", "the days from one dose to the next, because there are several")
        dose["repeat"] = {"every": f"{chosen['every']} d", "times": count}
    try:
        return Question(load_plan(_mapping(chosen, dose, days)), people)
    except InputError as error:
        raise InputError(*_in_words_of_the_form(error, chosen)) from None


def number(field: str, text: str, low: int, high: int) -> int:
    """A whole number within limits."""
    allowed = f"a whole number from {low} to {high}"
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and low <= int(text) <= high):
        raise InputError(field, text, allowed)
    return int(text)


def _mapping(chosen: dict[str, str], dose: dict[str, Any], days: int) -> dict[str, Any]:
    patient: dict[str, Any] = {"sex": chosen["sex"]} if chosen["sex"] else {}
    for field, unit in (("weight", "kg"), ("age", "y")):
        if chosen[field]:
            patient[field] = f"{chosen[field]} {unit}"
    if chosen["score"]:
        patient["baseline"] = {chosen["scale"]: _points(chosen["score"])}
    return {
        "name": "your own plan",
        "condition": chosen["condition"],
        "patient": patient,
        "doses": [dose],
        "observe": {"until": f"{days} d"},
    }


def _points(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError("score", text, "a number of points") from None


_FIELDS = (  # the last of these words in the plan's own name of a place is the field of the form
    ("amount", "amount"),
    ("duration", "minutes"),
    ("route", "route"),
    ("drug", "drug"),
    ("every", "every"),
    ("weight", "weight"),
    ("age", "age"),
    ("sex", "sex"),
    ("baseline", "score"),
    ("score", "score"),
    ("condition", "condition"),
    ("until", "days"),
)


def _in_words_of_the_form(error: InputError, chosen: dict[str, str]) -> tuple[str, object, str]:
    """Field of the form, what was typed there, what is allowed."""
    words = error.field.replace(",", " ").split()
    field = next((mine for word in reversed(words) for theirs, mine in _FIELDS if word == theirs), "")
    if not field:  # about the doses together: too close, or too much
        field = "every" if "overlap" in error.allowed else "amount"
    return field, error.value if error.value is not None else chosen[field], error.allowed
