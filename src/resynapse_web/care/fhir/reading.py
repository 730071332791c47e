"""Read a bundle that comes from elsewhere: whose it is, and what is in it. Nothing in it is believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from resynapse.errors import InputError
from resynapse_web.care.fhir.parts import Resource
from resynapse_web.care.fhir.rows import Person

MOST_BYTES = 5_000_000
MOST_ENTRIES = 5_000
DEPTH = 30
SEXES = {"female": "female", "male": "male"}
SUBJECTS = {  # where each type says whose it is
    "QuestionnaireResponse": "subject",
    "Observation": "subject",
    "CarePlan": "subject",
    "MedicationAdministration": "subject",
    "Procedure": "subject",
    "AdverseEvent": "subject",
    "RiskAssessment": "subject",
    "Consent": "patient",
}
WITHOUT_SUBJECT = ("Questionnaire", "Provenance", "AuditEvent")  # not taken over


class Arrived(NamedTuple):
    """A bundle: its patient, and the resources about that patient."""

    person: Person
    resources: tuple[Resource, ...]
    left_out: int


def read(text: bytes) -> Arrived:
    """A bundle with exactly one patient, and nothing about anybody else.

    Raises:
        InputError: it is something else.
    """
    found = list(_resources(text))
    patients = [it for it in found if it["resourceType"] == "Patient"]
    if len(patients) != 1:
        raise InputError("file", f"{len(patients)} patients", "a Bundle with exactly one Patient")
    person = _person(patients[0])
    about = [it for it in found if it["resourceType"] in SUBJECTS]
    for it in about:
        subject = it.get(SUBJECTS[it["resourceType"]])
        said = subject.get("reference") if isinstance(subject, dict) else None
        if said not in (f"urn:uuid:{person.id}", f"Patient/{person.id}"):
            raise InputError("file", f"{it['resourceType']} about {said}", "resources about the one Patient only")
    return Arrived(person, tuple(about), len(found) - len(about) - 1)


def _resources(text: bytes) -> Iterator[Resource]:
    if len(text) > MOST_BYTES:
        raise InputError("file", f"{len(text)} bytes", f"at most {MOST_BYTES} bytes")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("file", "something else", "JSON in UTF-8") from error
    entries = whole.get("entry") if isinstance(whole, dict) and whole.get("resourceType") == "Bundle" else None
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES or _deep(whole) > DEPTH:
        raise InputError("file", "something else", f"a FHIR R4 Bundle with at most {MOST_ENTRIES} entries")
    for entry in entries:
        it = entry.get("resource") if isinstance(entry, dict) else None
        known = ("Patient", *SUBJECTS, *WITHOUT_SUBJECT)
        if not isinstance(it, dict) or it.get("resourceType") not in known or not isinstance(it.get("id"), str):
            raise InputError("file", "an entry without a known resource and id", ", ".join(known))
        yield it


def _deep(value: Any, level: int = 0) -> int:
    if level > DEPTH or not isinstance(value, dict | list):
        return level
    inside = value.values() if isinstance(value, dict) else value
    return max((_deep(it, level + 1) for it in inside), default=level)


def _person(it: Resource) -> Person:
    try:
        born = date.fromisoformat(it["birthDate"])
        name = it["name"][0].get("text") or " ".join([*it["name"][0].get("given", []), it["name"][0]["family"]])
        number = str(it.get("identifier", [{}])[0].get("value", ""))
        reach = {row["system"]: str(row["value"]) for row in it.get("telecom", [])}
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise InputError("Patient", "incomplete", "a name and a whole date of birth") from error
    sex = SEXES.get(str(it.get("gender")), "other")
    return Person(it["id"], number, str(name), born, sex, reach.get("phone", ""), reach.get("email", ""))
