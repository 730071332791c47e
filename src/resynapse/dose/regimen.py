"""A plan unrolled in time: every dose, co-medication and spell of stress, in hours and milligrams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resynapse.dose import quantity
from resynapse.errors import InputError

if TYPE_CHECKING:
    from resynapse.dose.plan import Plan, PlannedDose

MAX_DOSES = 2000  # five years of one a day
_TOUCHING = 1e-9  # h: an infusion that starts when the last one stops does not overlap it


@dataclass(frozen=True, slots=True)
class Dose:
    """One administration.

    Attributes:
        time: start [h] after the start of the first dose.
        drug, route: one of `names.DRUGS`, `names.ROUTES`.
        amount: [mg] of base, or [mg/kg] where `per_kg`.
        duration: [h]; 0 is a bolus (or a tablet, a spray, one injection).
    """

    time: float
    drug: str
    route: str
    amount: float
    per_kg: bool = False
    duration: float = 0.0

    def milligrams(self, weight: float) -> float:
        """The amount [mg] for a body of `weight` kg."""
        return self.amount * weight if self.per_kg else self.amount

    @property
    def stop(self) -> float:
        """End of the inflow [h]."""
        return self.time + self.duration


@dataclass(frozen=True, slots=True)
class Exposure:
    """Another medicine that is present from `start` to `stop` [h]."""

    drug: str
    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class Spell:
    """Chronic stress from `start` to `stop` [h]; level 1 is the full published protocol."""

    start: float
    stop: float
    level: float


@dataclass(frozen=True, slots=True)
class Regimen:
    """All that happens to one patient, in order of time."""

    doses: tuple[Dose, ...] = ()
    comedication: tuple[Exposure, ...] = ()
    stress: tuple[Spell, ...] = ()


def expand(plan: Plan) -> Regimen:
    """Unroll repeats, tapers, gaps and divided sprays of a plan.

    Raises:
        InputError: a dose refers to one that is not there, or two infusions of one drug by one route overlap.
    """
    doses = tuple(sorted(_all_doses(plan), key=lambda dose: dose.time))
    refuse_overlap(doses)
    exposures = (
        Exposure(it.drug, quantity.hours(it.start), quantity.hours(it.stop)) for it in plan.comedication
    )
    spells = (Spell(quantity.hours(it.start), quantity.hours(it.stop), it.level) for it in plan.stress)
    return Regimen(
        doses,
        tuple(sorted(exposures, key=lambda it: (it.start, it.stop, it.drug))),
        tuple(sorted(spells, key=lambda it: it.start)),
    )


def refuse_overlap(doses: tuple[Dose, ...]) -> None:
    """InputError where two infusions (duration above 0) of one drug by one route run at once."""
    running: dict[tuple[str, str], Dose] = {}
    for dose in sorted(doses, key=lambda dose: dose.time):
        if dose.duration == 0:
            continue
        before = running.get((dose.drug, dose.route))
        if before is not None and dose.time < before.stop - _TOUCHING:
            raise InputError(
                "doses",
                f"{dose.drug} {dose.route} infusions starting at {before.time:g} h and {dose.time:g} h",
                f"infusions that do not overlap; the first one runs until {before.stop:g} h",
            )
        if before is None or dose.stop > before.stop:
            running[dose.drug, dose.route] = dose


def starts(plan: Plan) -> list[float]:
    """Start [h] of every dose in written order, repeats unrolled, gaps left out; sprays count as one dose."""
    return [time for series in _all_series(plan) for time, _ in series]


def reference(after: str | None, before: list[float], field: str) -> float:
    """The time [h] that `after: dose N` names; 0 without one."""
    if after is None:
        return 0.0
    number = int(after.split()[1])
    if not 1 <= number <= len(before):
        raise InputError(
            field,
            after,
            f"a dose written before it, 'dose 1' to 'dose {len(before)}'"
            if before
            else "nothing here, because no dose is written before it",
        )
    return before[number - 1]


def _all_doses(plan: Plan) -> Iterator[Dose]:
    for item, series in zip(plan.doses, _all_series(plan), strict=True):
        for time, text in series:
            yield from _divided(item, time, text)


def _all_series(plan: Plan) -> list[list[tuple[float, str]]]:
    """Start [h] and amount of the doses of each entry; InputError where there are too many."""
    found: list[float] = []
    every: list[list[tuple[float, str]]] = []
    given = 0
    for place, item in enumerate(plan.doses, 1):
        every.append(_series(item, place, found))
        found.extend(time for time, _ in every[-1])
        given += len(every[-1]) * (item.sprays.count if item.sprays else 1)
        if given > MAX_DOSES:
            raise InputError("doses", f"{given} doses", f"at most {MAX_DOSES} doses (and sprays) in one plan")
    return every


def _series(item: PlannedDose, place: int, before: list[float]) -> list[tuple[float, str]]:
    """Start [h] and amount of each dose of one entry."""
    start = reference(item.after, before, f"doses {place}, after") + quantity.hours(item.at)
    texts = item.amounts or (item.amount or "0 mg",) * (item.repeat.times if item.repeat else 1)
    every = quantity.hours(item.repeat.every) if item.repeat else 0.0
    skipped = item.repeat.skip if item.repeat else ()
    return [(start + k * every, text) for k, text in enumerate(texts) if k + 1 not in skipped]


def _divided(item: PlannedDose, time: float, text: str) -> Iterator[Dose]:
    """One dose, or its sprays."""
    amount, per_kg = quantity.amount(text)
    count = item.sprays.count if item.sprays else 1
    every = quantity.hours(item.sprays.every) if item.sprays else 0.0
    duration = quantity.hours(item.duration) if item.duration else 0.0
    for k in range(count):
        yield Dose(time + k * every, item.drug, item.route, amount / count, per_kg, duration)
