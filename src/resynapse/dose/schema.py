"""What a plan file may say: as JSON Schema for programs, and as rows for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from resynapse.dose.plan import Plan

WORDS = {"string": "text", "object": "mapping", "integer": "whole number"}


class Row(NamedTuple):
    """One field: the part of the plan it is in, its key, what it holds, its unit, whether it is needed, its meaning."""

    part: str
    field: str
    value: str
    unit: str
    needed: bool
    meaning: str


def plan_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a plan file, made from the model; docs/plan.schema.json holds it."""
    schema = Plan.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Resynapse treatment plan",
    }


def plan_fields() -> list[Row]:
    """Every field of a plan file, the plan itself first, then its parts."""
    schema = Plan.model_json_schema(by_alias=True)
    return [row for name, part in {"Plan": schema, **schema["$defs"]}.items() for row in _rows(name, part)]


def about() -> dict[str, str]:
    """What each part is, in one or two sentences."""
    schema = Plan.model_json_schema(by_alias=True)
    return {name: str(part.get("description", "")) for name, part in {"Plan": schema, **schema["$defs"]}.items()}


def _rows(part: str, model: dict[str, Any]) -> Iterator[Row]:
    for field, kind in model.get("properties", {}).items():
        unit = kind.get("unit") or next((one["unit"] for one in _inside(kind) if "unit" in one), "")
        yield Row(part, field, value(kind), unit, field in model.get("required", ()), kind.get("description", ""))


def _inside(kind: dict[str, Any]) -> list[dict[str, Any]]:
    return [*kind.get("anyOf", []), *([kind["items"]] if "items" in kind else [])]


def value(kind: dict[str, Any]) -> str:
    """What a field of a JSON Schema accepts, in words."""
    if "enum" in kind:
        return ", ".join(map(str, kind["enum"]))
    if "const" in kind:
        return str(kind["const"])
    if "$ref" in kind:
        return str(kind["$ref"]).rpartition("/")[2]
    if "anyOf" in kind:
        return " or ".join(dict.fromkeys(value(each) for each in kind["anyOf"] if each.get("type") != "null"))
    if kind.get("type") == "array":
        return f"list of {value(kind['items'])}" if kind.get("items") else "list"
    word = WORDS.get(kind.get("type", ""), kind.get("type", ""))
    if "examples" in kind:
        return f"{word} such as " + " or ".join(map(str, kind["examples"]))
    if "minimum" in kind and "maximum" in kind:
        return f"{word} from {kind['minimum']:g} to {kind['maximum']:g}"
    return str(word)
