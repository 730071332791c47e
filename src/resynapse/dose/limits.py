"""What is too large: bodies, horizons, and doses above every published one.

The largest dose is the largest injection, tablet or spray found for that drug and route, plus the largest
published rate for as long as an infusion lasts, as an anaesthetist gives it. Doses that start within one hour
of each other count together. The numbers say how far the literature goes: a dose that is not refused is not
thereby safe.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from resynapse.dose import quantity
from resynapse.dose.largest import HumanDoses, RodentDoses
from resynapse.dose.regimen import Dose
from resynapse.errors import InputError
from resynapse.provenance import Number, assumed, param

YEAR = 8766.0  # h
HORIZON = 5 * YEAR  # no bundled trial followed anybody longer
_TOGETHER = 1.0  # h: doses that start this close count as one
_ROUNDING = 1.0 + 1e-9


@dataclasses.dataclass(frozen=True)
class HumanBody:
    """Bodies that a plan may name, and the one assumed where it names none."""

    lightest: float = param(1.0, "kg", "smallest body weight", assumed("a small newborn"), low=0.5, high=3.0)
    heaviest: float = param(
        400.0, "kg", "largest body weight", assumed("above it, a slip"), low=300.0, high=635.0
    )
    oldest: float = param(
        120.0, "year", "largest age", assumed("about the oldest person known"), low=110.0, high=123.0
    )
    usual_weight: float = param(
        70.0, "kg", "body weight where none is given", assumed("custom"), low=50.0, high=100.0
    )
    usual_age: float = param(
        45.0, "year", "age where none is given", assumed("middle of trials"), low=18.0, high=75.0
    )


@dataclasses.dataclass(frozen=True)
class RatBody:
    """The same for a laboratory rat."""

    lightest: float = param(0.01, "kg", "smallest body weight", assumed("a pup"), low=0.005, high=0.05)
    heaviest: float = param(1.2, "kg", "largest body weight", assumed("a heavy old male"), low=0.8, high=1.5)
    oldest: float = param(5.0, "year", "largest age", assumed("beyond a rat's life"), low=3.0, high=7.0)
    usual_weight: float = param(
        0.3, "kg", "body weight where none is given", assumed("adult male"), low=0.2, high=0.5
    )
    usual_age: float = param(0.2, "year", "age where none is given", assumed("ten weeks"), low=0.1, high=0.5)


@dataclasses.dataclass(frozen=True)
class MouseBody:
    """The same for a laboratory mouse."""

    lightest: float = param(0.002, "kg", "smallest body weight", assumed("a pup"), low=0.001, high=0.005)
    heaviest: float = param(0.1, "kg", "largest body weight", assumed("an obese strain"), low=0.06, high=0.12)
    oldest: float = param(5.0, "year", "largest age", assumed("beyond a mouse's life"), low=3.0, high=7.0)
    usual_weight: float = param(
        0.025, "kg", "body weight where none is given", assumed("adult"), low=0.018, high=0.04
    )
    usual_age: float = param(0.2, "year", "age where none is given", assumed("ten weeks"), low=0.1, high=0.5)


BODY: dict[str, HumanBody | RatBody | MouseBody] = {
    "human": HumanBody(),
    "rat": RatBody(),
    "mouse": MouseBody(),
}
HUMAN_DOSES = HumanDoses()
RODENT_DOSES = RodentDoses()
LIMITS: tuple[tuple[str, object], ...] = (  # every number of this scale
    *((f"body.{species}", body) for species, body in BODY.items()),
    ("largest.human", HUMAN_DOSES),
    ("largest.rodent", RODENT_DOSES),
)


def refuse_body(species: str, weight: str | None, age: str | None) -> None:
    """InputError for a weight or an age that no such animal has."""
    body = BODY[species]
    if weight is not None and not body.lightest <= quantity.kilograms(weight) <= body.heaviest:
        allowed = f"{body.lightest:g} to {body.heaviest:g} kg for a {species}"
        raise InputError("patient, weight", weight, allowed)
    if age is not None and quantity.years(age) > body.oldest:
        raise InputError("patient, age", age, f"up to {body.oldest:g} y for a {species}")


def refuse_horizon(field: str, said: str, hour: float) -> None:
    """InputError for a time [h] further than `HORIZON` from the first dose."""
    if abs(hour) > HORIZON:
        raise InputError(field, said, f"times within {HORIZON / YEAR:g} years of the first dose")


def largest_dose(
    drug: str, route: str, species: str, weight: float, duration: float
) -> tuple[float, str] | None:
    """Largest published amount [mg] given over `duration` h to a body of `weight` kg, and how it is made up.

    None where the drug has no amount to limit (saline).
    """
    at_once, per_hour, said = 0.0, 0.0, []
    for value, number in _published(drug, route, species):
        per_body = weight if "kg" in number.unit else 1.0
        if number.unit.endswith("/h"):
            per_hour = max(per_hour, value * per_body)
            if duration == 0:
                continue
        else:
            at_once = max(at_once, value * per_body)
        said.append(f"{value:g} {number.unit} ({number.source.key or 'assumed'})")
    return (at_once + per_hour * duration, " and ".join(said)) if said else None


def _published(drug: str, route: str, species: str) -> Iterator[tuple[float, Number]]:
    """The published numbers for a drug by a route, from the fields named for them."""
    doses = HUMAN_DOSES if species == "human" else RODENT_DOSES
    stem = f"{drug}_{route}" if species == "human" else drug
    for field in dataclasses.fields(doses):
        if field.name == stem or field.name.startswith(f"{stem}_"):
            yield getattr(doses, field.name), field.metadata["number"]


def refuse_doses(doses: Sequence[Dose], species: str, weight: float) -> None:
    """InputError for a dose above every published one of that drug by that route."""
    together: dict[tuple[str, str], list[Dose]] = {}
    for dose in sorted(doses, key=lambda dose: dose.time):
        near = together.setdefault((dose.drug, dose.route), [])
        near.append(dose)
        while near[0].time <= dose.time - _TOGETHER:
            near.pop(0)
        total = sum(it.milligrams(weight) for it in near)
        ceiling = largest_dose(dose.drug, dose.route, species, weight, max(it.duration for it in near))
        if ceiling is not None and total > ceiling[0] * _ROUNDING:
            given = f"{total:.6g} mg of {dose.drug} {dose.route} at {dose.time:g} h"
            allowed = f"up to {ceiling[0]:.6g} mg for {weight:g} kg, the largest dose published: {ceiling[1]}"
            raise InputError("doses", given, allowed)
