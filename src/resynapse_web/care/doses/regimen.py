"""A regimen with typed amounts: how much, how often, for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from resynapse.errors import InputError

KG_PER_LB = Decimal("0.45359237")
WEIGHT_KG = (Decimal(30), Decimal(250))
HEIGHT_CM = (Decimal(120), Decimal(220))
MOST_WEEKS = 26
PLAIN = re.compile(r"-?\d+(\.\d{1,3})?", re.ASCII)  # no bare point, no exponent, no underscore, no other digits


@dataclass(frozen=True)
class Regimen:
    """Doses of one product for one person.

    `amount` is in `unit` ("mg" or "mg/kg"); `per_week` doses in each of `weeks` weeks.
    """

    amount: Decimal
    unit: str
    per_week: int
    weeks: int
    weight_kg: Decimal
    height_cm: Decimal

    @property
    def dose_mg(self) -> Decimal:
        """One dose [mg]."""
        return self.amount * self.weight_kg if self.unit == "mg/kg" else self.amount

    @property
    def dose_mg_per_kg(self) -> Decimal:
        """One dose per kilogram of body [mg/kg]."""
        return self.dose_mg / self.weight_kg

    @property
    def days(self) -> tuple[int, ...]:
        """The day of each dose, the first is 0; spread evenly over each week."""
        return tuple(7 * week + 7 * i // self.per_week for week in range(self.weeks) for i in range(self.per_week))

    @property
    def body_mass_index(self) -> Decimal:
        """Weight over squared height [kg/m2]."""
        return self.weight_kg / (self.height_cm / 100) ** 2


def exact(field: str, text: str | Decimal, low: Decimal, high: Decimal) -> Decimal:
    """A decimal number within bounds; no exponent, at most three decimals, no comma.

    Raises:
        InputError: anything else.
    """
    plain = PLAIN.fullmatch(str(text).strip())
    value = Decimal(plain[0]) if plain else low
    if not plain or not low <= value <= high:
        raise InputError(field, str(text), f"a number from {low} to {high} with at most three decimals, such as 0.5")
    return value


def weight_kg(text: str | Decimal, unit: str) -> Decimal:
    """A body weight in kg.

    >>> weight_kg("154", "lb")
    Decimal('69.853')
    """
    if unit not in ("kg", "lb"):
        raise InputError("unit of weight", unit, "kg or lb")
    scale = KG_PER_LB if unit == "lb" else Decimal(1)
    low, high = WEIGHT_KG
    given = exact("weight", text, (low / scale).quantize(Decimal(1)), (high / scale).quantize(Decimal(1)))
    return (given * scale).quantize(Decimal("0.001"))


def units_mixed(weight: Decimal, before: Decimal) -> bool:
    """Whether two weights of one person differ about as kg and lb do (by 10 % more or less; our choice, not measured).

    >>> units_mixed(Decimal(132), Decimal(60)), units_mixed(Decimal(66), Decimal(60))
    (True, False)
    """
    larger, smaller = max(weight, before), min(weight, before)
    return abs(larger * KG_PER_LB / smaller - 1) <= Decimal("0.1")


def most_within(days: tuple[int, ...], amounts: tuple[Decimal, ...], window: int) -> Decimal:
    """The largest sum of amounts in any `window` days running.

    >>> most_within((0, 3, 7, 10), (Decimal(1),) * 4, 7)
    Decimal('2')
    """
    dosed = list(zip(days, amounts, strict=True))
    return max(
        (sum((much for day, much in dosed if first <= day < first + window), Decimal(0)) for first, _ in dosed),
        default=Decimal(0),
    )
