"""The words and quantities in the fields of a plan: each a text that is checked, and how the JSON Schema shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from resynapse.dose import quantity
from resynapse.errors import InputError

AFTER = re.compile(r"dose [1-9][0-9]{0,3}", re.ASCII)
CLOCK = "a time: s, min, h, d, week or y"


def _text(check: Any, unit: str, *examples: str) -> tuple[Any, Any]:
    """A string that `check` can read, and how the JSON Schema shows it."""

    def checked(text: Any) -> Any:
        check(text, "")
        return text.strip()

    shown = {"type": "string", "pattern": quantity.PATTERN, "examples": list(examples), "unit": unit}
    return BeforeValidator(checked), WithJsonSchema(shown)


def _positive(text: object, field: str) -> None:
    if quantity.hours(text, field) <= 0:
        raise InputError(field, text, "a time above 0, such as '48 h'")


def _not_negative(text: object, field: str) -> None:
    if quantity.hours(text, field) < 0:
        raise InputError(field, text, "a time that is not negative, such as '40 min'")


def _after(text: str) -> str:
    if not AFTER.fullmatch(text):
        raise InputError("", text, "the number of an earlier dose, such as 'dose 6'")
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise InputError("", text, "one line of printable characters")
    return text


def _version(value: Any) -> Any:
    if type(value) is not int or value != 1:
        raise InputError("", value, "1, the only version of the plan format")
    return value


Amount = Annotated[str, *_text(quantity.amount, "mg or mg/kg; other masses are converted", "0.5 mg/kg", "35 mg")]
Time = Annotated[str, *_text(quantity.hours, CLOCK, "0 h", "-21 d")]
Later = Annotated[str, *_text(_not_negative, f"{CLOCK}; not negative", "40 min", "7 d")]
Interval = Annotated[str, *_text(_positive, f"{CLOCK}; above 0", "48 h", "28 d")]
Weight = Annotated[str, *_text(quantity.kilograms, "a mass: g or kg", "70 kg", "300 g")]
Age = Annotated[str, *_text(quantity.years, "a time: y, week or d", "45 y")]
After = Annotated[str, AfterValidator(_after), WithJsonSchema({"type": "string", "pattern": "^dose [1-9][0-9]{0,3}$"})]
Line = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
Version = BeforeValidator(_version)


class Part(BaseModel):
    """A mapping in a plan: immutable, and a key it does not know is an error that lists those it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if isinstance(data, cls):
            return data
        known = [field.alias or name for name, field in cls.model_fields.items()]
        if not isinstance(data, Mapping):
            raise InputError("", data, f"a mapping with the keys {', '.join(known)}")
        for key in data:
            if key not in known:
                raise InputError("", key, f"the keys {', '.join(known)}")
        return dict(data)


def refuse_backwards(start: str, stop: str) -> None:
    """InputError for an end that is not after its beginning."""
    if quantity.hours(stop) <= quantity.hours(start):
        raise InputError("to", stop, f"a time after 'from', which is {start}")
