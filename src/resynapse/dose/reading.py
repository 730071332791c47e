"""Reading and writing plan files: a strict subset of YAML, one sentence for whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from resynapse.dose import bundled
from resynapse.dose.plan import Plan
from resynapse.errors import InputError

LONGEST = 200_000  # characters of a plan; the largest bundled one has fewer than 2,000
_A_PLAN = "a YAML mapping such as {doses: [{drug: ketamine, route: iv, amount: 35 mg, duration: 40 min}]}"


class _Loader(yaml.SafeLoader):
    """YAML without its traps: no anchors, no dates, no base 60, no yes/no, no key twice."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise InputError(
                f"line {event.start_mark.line + 1}",
                event.anchor,
                "plain values, without anchors (&) and aliases (*)",
            )
        if getattr(event, "tag", None) is not None:
            raise InputError(f"line {event.start_mark.line + 1}", event.tag, "plain values, without tags (!)")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(f"line {key.start_mark.line + 1}", "a list or mapping as a key", "words as keys")
            if key.value in seen:
                raise InputError(f"line {key.start_mark.line + 1}", key.value, "each key once")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def load_plan(source: Plan | Mapping[str, Any] | Path | str | None = None) -> Plan:
    r"""A checked plan.

    Args:
        source: a file, the text of one, the name of a bundled plan, a mapping, or nothing (the default plan).
    Raises:
        InputError: one sentence with the field, the value and what is allowed.

    >>> plan = load_plan("doses: [{amount: 0.5 mg/kg, duration: 40 min}]\npatient: {weight: 80 kg}")
    >>> plan.weight_kg
    80.0
    >>> load_plan().name
    'murrough_2013_six_infusions'
    """
    if isinstance(source, Plan):
        return source
    if isinstance(source, Mapping):
        return _checked(source)
    if source is None:
        return _checked(parse_yaml(_read(bundled.default_path())))
    if isinstance(source, Path):
        return _checked(parse_yaml(_read(source)))
    if not isinstance(source, str):
        raise InputError("plan", _short(source), "a path, the text of a plan, or the name of a bundled plan")
    return _checked(parse_yaml(_text_of(source)))


def listing() -> list[dict[str, Any]]:
    """The bundled plans, the default first, each with what is in it: species, condition, doses and how long."""
    rows = []
    for it in bundled.plans():
        plan = load_plan(it.path)
        given = [
            {"drug": dose.drug, "route": dose.route} | dose.model_dump(mode="json", exclude_defaults=True)
            for dose in plan.doses
        ]
        rows.append(
            {"name": it.name, "description": it.description, "species": plan.species, "condition": plan.condition}
            | {"doses": given, "observed_until": plan.observe.until, "path": str(it.path)}
        )
    return rows


def to_yaml(plan: Plan) -> str:
    """The plan as YAML text: stable, complete (defaults written out), and read back as an equal plan."""
    content = _pruned(plan.model_dump(mode="json", by_alias=True, exclude_none=True))
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    return text


def _pruned(content: Any) -> Any:
    """Without empty lists and mappings, which say nothing."""
    if isinstance(content, Mapping):
        return {key: _pruned(value) for key, value in content.items() if value not in ([], {})}
    return [_pruned(value) for value in content] if isinstance(content, list) else content


def parse_yaml(text: str, what: str = "plan", allowed: str = _A_PLAN) -> Any:
    """Plain lists, mappings, strings and numbers from YAML text; InputError with the line where it breaks.

    Args:
        what, allowed: what the text should be, in a word and in a sentence.
    """
    if len(text) > LONGEST:
        raise InputError(what, f"{len(text)} characters", f"up to {LONGEST} characters")
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else what
        raise InputError(where, error.problem or error.context or "broken YAML", allowed) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(what, f"text that is not YAML ({type(error).__name__})", allowed) from None


def _text_of(source: str) -> str:
    """A string is the text of a plan, the name of a bundled one, or a path."""
    if "\n" in source or source.lstrip().startswith("{"):
        return source
    if (named := bundled.find(source)) is not None:
        return _read(named)
    try:
        exists = Path(source).exists()
    except (OSError, ValueError):
        exists = False
    if not exists and re.match(r"\s*[a-z]+:(\s|$)", source):
        return source
    return _read(Path(source))


def _read(path: Path) -> str:
    allowed = "a readable plan file, or a name that `resynapse plans` lists"
    try:
        if path.stat().st_size > 4 * LONGEST:
            raise InputError("plan", _short(str(path)), f"a file of up to {LONGEST} characters")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("plan", _short(str(path)), "a text file in UTF-8") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("plan", _short(str(path)), allowed) from None


def _checked(content: Any) -> Plan:
    if not isinstance(content, Mapping):
        raise InputError("plan", _short(content), _A_PLAN)
    try:
        return Plan.model_validate(content)
    except ValidationError as error:
        raise sentence(error) from None
    except RecursionError:
        raise InputError("plan", "a mapping nested too deeply", _A_PLAN) from None


def sentence(error: ValidationError, what: str = "plan") -> InputError:
    """The first thing wrong, in our words; `what` is the name of the whole."""
    first = error.errors(include_url=False)[0]
    place, value = _place(first["loc"]), first.get("input")
    inner = first.get("ctx", {}).get("error")
    if isinstance(inner, InputError):
        field = ", ".join(part for part in (place, inner.field) if part) or what
        return InputError(field, _short(inner.value), inner.allowed)
    if first["type"] == "missing":
        return InputError(place, None, "a value here, because this key is required")
    known = {"tuple_type": "a list, written [a, b] or with one '- ' line each", "string_type": "text"}
    allowed = known.get(first["type"]) or first.get("ctx", {}).get("expected")
    allowed = allowed or first["msg"].replace("Input should be ", "")
    return InputError(place or what, _short(value), str(allowed))


def _place(loc: tuple[int | str, ...]) -> str:
    """("doses", 0, "amount") as "doses 1, amount": people count from one."""
    said = ""
    for part in loc:
        if isinstance(part, int):
            said += f" {part + 1}"
        else:
            said += f", {part}" if said else str(part)
    return said


def _short(value: object) -> object:
    """The value as it is, or the start of its text where that is long."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except (RecursionError, ValueError):
        return f"a {type(value).__name__}"
    return value if len(text) <= 100 else text[:97] + "..."
