"""Two limits on every quantity of a regimen: one that asks for a second person, one that nobody passes.

    review limit     above it, a second clinician signs, independently
    absolute limit   above it, the plan is refused, whoever signs

Both hold for one dose [mg and mg/kg], for doses in any 7 days and for milligrams in any 28 days. Limits that are not
set refuse everything. The published ranges are context and take no part here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from resynapse.errors import InputError
from resynapse_web.care.doses.products import Product
from resynapse_web.care.doses.regimen import HEIGHT_CM, MOST_WEEKS, WEIGHT_KG, Regimen, most_within
from resynapse_web.care.rules.ruleset import HOME

USUAL_BMI = (Decimal(15), Decimal(45))
AT_MOST_TIMES_PUBLISHED = 3  # a signed absolute limit above this is taken for a slip of the pen
QUANTITIES = ("dose_mg", "dose_mg_per_kg", "per_week", "total_mg_28_days")
UNITS = {
    "dose_mg": "mg in one dose",
    "dose_mg_per_kg": "mg/kg in one dose",
    "per_week": "doses in 7 days",
    "total_mg_28_days": "mg in 28 days",
}


class Severity(StrEnum):
    """What an objection asks for."""

    REFUSED = "refused"
    REVIEW = "review"


class Objection(NamedTuple):
    """Why a regimen does not go through as it is."""

    severity: Severity
    text: str


class Bounds(NamedTuple):
    """The review limit and the absolute limit of one quantity."""

    review: Decimal
    absolute: Decimal


@dataclass(frozen=True)
class Limits:
    """The limits of a product in a setting."""

    dose_mg: Bounds
    dose_mg_per_kg: Bounds
    per_week: Bounds
    total_mg_28_days: Bounds


class Past(NamedTuple):
    """A dose given before: days before the first planned one, and milligrams."""

    days_ago: int
    mg: Decimal


def objections(
    product: Product, setting: str, regimen: Regimen, limits: Limits | None, past: Sequence[Past] = ()
) -> list[Objection]:
    """Everything that stands against a regimen; empty when a single signature is enough.

    Args:
        limits: None when nobody has signed any.
        past: doses of the same drug already given; they count towards frequency and total.
    """
    found = [*_shape(product, setting, regimen)]
    if found:
        return found
    if limits is None:
        return [_refuse(f"No limits are signed for {product.name} ({setting}); the medical director sets them first.")]
    for quantity, value in amounts(regimen, past).items():
        bounds: Bounds = getattr(limits, quantity)
        if value > bounds.absolute:
            found.append(
                _refuse(f"{value:.4g} {UNITS[quantity]} is above the absolute limit of {float(bounds.absolute):g}.")
            )
        elif value > bounds.review:
            found.append(
                _review(f"{value:.4g} {UNITS[quantity]} is above the review limit of {float(bounds.review):g}.")
            )
    return found + _doubts(product, regimen)


def amounts(regimen: Regimen, past: Sequence[Past] = ()) -> dict[str, Decimal]:
    """The limited quantities of a regimen, past doses included."""
    days = (*(-it.days_ago for it in past), *regimen.days)
    each = (*(it.mg for it in past), *(regimen.dose_mg for _ in regimen.days))
    return {
        "dose_mg": regimen.dose_mg,
        "dose_mg_per_kg": regimen.dose_mg_per_kg,
        "per_week": most_within(days, (Decimal(1),) * len(days), 7),
        "total_mg_28_days": most_within(days, each, 28),
    }


def _shape(product: Product, setting: str, regimen: Regimen) -> list[Objection]:
    """What cannot be meant at all."""
    found = []
    if setting not in product.settings:
        found.append(_refuse(f"{product.name} is not given at {setting}."))
    if regimen.unit not in product.units:
        found.append(_refuse(f"{product.name} is ordered in {' or '.join(product.units)}, not in {regimen.unit}."))
    if not regimen.amount.is_finite() or regimen.amount <= 0:
        found.append(_refuse("The amount is a positive number."))
    if not WEIGHT_KG[0] <= regimen.weight_kg <= WEIGHT_KG[1]:
        found.append(_refuse(f"A weight of {regimen.weight_kg} kg cannot be meant."))
    if not HEIGHT_CM[0] <= regimen.height_cm <= HEIGHT_CM[1]:
        found.append(_refuse(f"A height of {regimen.height_cm} cm cannot be meant."))
    if not 1 <= regimen.per_week <= 7 or not 1 <= regimen.weeks <= MOST_WEEKS:
        found.append(_refuse(f"1 to 7 doses a week, for 1 to {MOST_WEEKS} weeks."))
    if product.step_mg and not found and regimen.dose_mg % product.step_mg:
        found.append(_refuse(f"{product.name} comes in steps of {product.step_mg} mg."))
    return found


def _doubts(product: Product, regimen: Regimen) -> list[Objection]:
    """What may be a slip between units, weights or decimals."""
    found = []
    low, high = product.plausible
    if not low <= regimen.dose_mg <= high:
        found.append(_review(f"{regimen.dose_mg:.4g} mg is far from every published dose; was another unit meant?"))
    if not USUAL_BMI[0] <= regimen.body_mass_index <= USUAL_BMI[1]:
        found.append(_review(f"Body mass index {regimen.body_mass_index:.0f}: were kg and lb mixed up?"))
    return found


def _refuse(text: str) -> Objection:
    return Objection(Severity.REFUSED, text)


def _review(text: str) -> Objection:
    return Objection(Severity.REVIEW, text)


def acceptable(product: Product, setting: str, limits: Limits, office: Limits | None) -> None:
    """Whether limits may be signed at all.

    Args:
        office: the signed limits of the office; those at home are never above them.
    Raises:
        InputError: which limit, and why.
    """
    if setting not in product.settings:
        raise InputError("setting", setting, f"{product.name}: {', '.join(product.settings)}")
    if setting == HOME and office is None:
        raise InputError("setting", setting, "the office first; limits at home are never above those of the office")
    for quantity in QUANTITIES:
        review, absolute = mine = getattr(limits, quantity)
        if not 0 < review <= absolute:
            raise InputError(quantity, f"{review} and {absolute}", "a review limit above 0 and not above the absolute")
        if setting == HOME and _above(mine, getattr(office, quantity)):
            raise InputError(quantity, f"{review} and {absolute}", "at home never above the office")
        if product.limits is not None and _above(mine, getattr(product.limits, quantity)):
            raise InputError(quantity, f"{review} and {absolute}", "never above the label")
    most = AT_MOST_TIMES_PUBLISHED * product.highest_mg_per_kg
    if limits.dose_mg_per_kg.absolute > most:
        given = str(limits.dose_mg_per_kg.absolute)
        raise InputError("dose_mg_per_kg", given, f"at most {most:g} mg/kg, three times the highest published dose")
    if limits.per_week.absolute > 7:
        raise InputError("per_week", str(limits.per_week.absolute), "at most 7 doses in 7 days")


def _above(mine: Sequence[Decimal], most: Sequence[Decimal]) -> bool:
    return any(one > other for one, other in zip(mine, most, strict=True))


def at_home(home: Limits, office: Limits | None) -> Limits | None:
    """Limits at home under those of the office, which may have been lowered since; None when the office has none."""
    if office is None:
        return None
    pairs = ((getattr(home, it), getattr(office, it)) for it in QUANTITIES)
    return Limits(*(Bounds(*map(min, mine, there)) for mine, there in pairs))


def shipped(product: Product, setting: str) -> Limits | None:
    """The limits a label fixes; None for every product without one."""
    if product.limits is None or setting not in product.settings:
        return None
    return Limits(*(Bounds(*getattr(product.limits, quantity)) for quantity in QUANTITIES))
