"""Quantities as people write them ("0.5 mg/kg", "40 min", "70 kg") to numbers in the project's units.

Hours for time, milligrams (or mg per kg of body) for amounts, kilograms for bodies, years for ages. The few
common units are a table (a test holds it against pint); pint reads the rest and is imported only then.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

from resynapse.errors import InputError

NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
UNIT = r"[A-Za-zµμ]+(?:/[A-Za-zµμ]+)?"
PATTERN = rf"^\s*{NUMBER}\s*{UNIT}\s*$"
_QUANTITY = re.compile(rf"\s*({NUMBER})\s*({UNIT})\s*", re.ASCII | re.IGNORECASE)

_COMMON: dict[str, tuple[str, float]] = {  # unit: (dimension, size in h or kg)
    "s": ("time", 1 / 3600),
    "min": ("time", 1 / 60),
    "h": ("time", 1.0),
    "d": ("time", 24.0),
    "day": ("time", 24.0),
    "days": ("time", 24.0),
    "week": ("time", 168.0),
    "weeks": ("time", 168.0),
    "y": ("time", 8766.0),  # 365.25 d
    "ug": ("mass", 1e-9),
    "mg": ("mass", 1e-6),
    "g": ("mass", 1e-3),
    "kg": ("mass", 1.0),
}
_ALIASES = {
    "y": "year",
    "yr": "year",
    "mcg": "microgram",
    "wk": "week",
    "hr": "hour",
    "hrs": "hour",
    "mins": "minute",
}
_HOURS_PER_YEAR = 8766.0  # 365.25 d

AMOUNT = "a number that is not negative and a unit of dose, such as '35 mg' or '0.5 mg/kg'"
TIME = "a number and a unit of time, such as '40 min', '24 h' or '7 d'"
WEIGHT = "a positive number and a unit of mass, such as '70 kg'"
AGE = "a number above 0 and a unit of time, such as '45 y'"


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    return pint.UnitRegistry()


@lru_cache(maxsize=512)
def _size(unit: str) -> tuple[str, float] | None:
    """Dimension and size (h or kg) of one unit without a slash; None where it is neither time nor mass."""
    if unit in _COMMON:
        return _COMMON[unit]
    try:
        parsed = _registry().Quantity(1.0, _ALIASES.get(unit, unit))
        for dimension, base in (("time", "hour"), ("mass", "kilogram")):
            if parsed.check(f"[{dimension}]"):
                return dimension, float(parsed.to(base).magnitude)
    except Exception:  # pint raises a dozen kinds on odd words; all of them mean "not a unit"
        return None
    return None


def _split(text: object, field: str, allowed: str) -> tuple[float, list[str]]:
    """The number and the unit's parts around a slash; InputError unless it is a finite "number unit"."""
    matched = _QUANTITY.fullmatch(text) if isinstance(text, str) and len(text) <= 60 else None
    if matched is None or not math.isfinite(number := float(matched[1])):
        raise InputError(field, text, allowed)
    return number, matched[2].split("/")


def _scaled(text: object, field: str, allowed: str, dimension: str) -> float:
    number, parts = _split(text, field, allowed)
    size = _size(parts[0]) if len(parts) == 1 else None
    if size is None or size[0] != dimension or not math.isfinite(number * size[1]):
        raise InputError(field, text, allowed)
    return number * size[1]


def hours(text: object, field: str = "time") -> float:
    """A time in hours; it may be negative.

    >>> hours("40 min"), hours("-21 d")
    (0.6666666666666666, -504.0)
    """
    number, parts = _split(text, field, TIME)
    if parts == ["min"]:
        return number / 60  # the nearest float to the minutes written
    if parts == ["s"]:
        return number / 3600
    return _scaled(text, field, TIME, "time")


def kilograms(text: object, field: str = "weight") -> float:
    """A positive mass in kg.

    >>> kilograms("300 g")
    0.3
    """
    mass = _scaled(text, field, WEIGHT, "mass")
    if mass <= 0:
        raise InputError(field, text, WEIGHT)
    return mass


def years(text: object, field: str = "age") -> float:
    """An age in years.

    >>> years("45 y")
    45.0
    """
    age = _scaled(text, field, AGE, "time") / _HOURS_PER_YEAR
    if age <= 0:
        raise InputError(field, text, AGE)
    return age


def amount(text: object, field: str = "amount") -> tuple[float, bool]:
    """A dose: its size in mg, or in mg/kg where the second value is True.

    >>> amount("0.5 mg/kg"), amount("0.1 g")
    ((0.5, True), (100.0, False))
    """
    number, parts = _split(text, field, AMOUNT)
    sizes = [_size(part) for part in parts]
    if number < 0 or any(size is None or size[0] != "mass" for size in sizes):
        raise InputError(field, text, AMOUNT)
    if parts in (["mg"], ["mg", "kg"]):
        return number, len(parts) == 2
    mass = [size[1] for size in sizes if size is not None]
    scaled = round_off(number * mass[0] * 1e6 / (mass[1] if len(mass) == 2 else 1.0))
    if not math.isfinite(scaled):
        raise InputError(field, text, AMOUNT)
    return scaled, len(parts) == 2


def round_off(value: float) -> float:
    """Fifteen significant digits: 0.1 g is 100 mg, not 100.00000000000001.

    >>> round_off(0.1 * 3)
    0.3
    """
    return float(f"{value:.15g}")
