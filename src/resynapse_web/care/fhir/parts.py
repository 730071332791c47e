"""What resources are made of: references, codes, quantities, times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

Resource = dict[str, Any]
OWN = "urn:resynapse:"  # code systems of this project; used where no LOINC code is confirmed
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
TERMS = "http://terminology.hl7.org/CodeSystem/"
PART_2 = {"system": f"{TERMS}v3-ActCode", "code": "42CFRPart2", "display": "42 CFR Part2"}


def ref(kind: str, key: str) -> Resource:
    """A reference inside the bundle."""
    return {"reference": f"urn:uuid:{key}", "type": kind}


def coded(system: str, code: str, text: str) -> Resource:
    """A concept with one code."""
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def own(system: str, code: str, text: str) -> Resource:
    """A concept of the project's own."""
    return coded(OWN + system, code, text)


def quantity(value: float, unit: str, code: str) -> Resource:
    """A number with a UCUM unit."""
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def instant(at: datetime) -> str:
    """A time in UTC, to the second.

    >>> instant(datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    '2026-03-01T12:30:00Z'
    """
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def resource(kind: str, key: str, *, part_2: bool = False, **elements: Any) -> Resource:
    """A resource without its empty elements; labelled when it holds Part 2 data."""
    meta = {"meta": {"security": [PART_2]}} if part_2 else {}
    filled = {name: value for name, value in elements.items() if value not in (None, "", [], {})}
    return {"resourceType": kind, "id": key, **meta, **filled}


def labelled(found: Mapping[str, Any]) -> bool:
    """Whether a resource carries the label of 42 CFR Part 2."""
    labels = found.get("meta", {}).get("security", [])
    return any(it.get("code") == PART_2["code"] for it in labels)


def answer(value: Any) -> Resource:
    """An answer by its type.

    >>> answer(True), answer(2.5), answer(date(2026, 3, 1)), answer("mild")
    ({'valueBoolean': True}, {'valueDecimal': 2.5}, {'valueDate': '2026-03-01'}, {'valueString': 'mild'})
    """
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int | float):
        return {"valueDecimal": value}
    if isinstance(value, date):
        return {"valueDate": value.isoformat()}
    return {"valueString": str(value)}


def bundle(key: str, at: datetime, resources: list[Resource]) -> Resource:
    """Everything in one file."""
    entries = [{"fullUrl": f"urn:uuid:{it['id']}", "resource": it} for it in resources]
    return {"resourceType": "Bundle", "id": key, "type": "collection", "timestamp": instant(at), "entry": entries}
