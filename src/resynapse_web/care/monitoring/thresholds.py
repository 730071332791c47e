"""What a reading means, by the thresholds the medical director has signed. There are no defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple

from resynapse.errors import InputError


class Level(IntEnum):
    """How bad; a higher one asks for more."""

    CALM = 0
    HOLD = 1
    ALERT = 2
    EMERGENCY = 3


@dataclass(frozen=True)
class Thresholds:
    """Pressures [mmHg], heart and breathing rates [per min], oxygen saturation [%], MOAA/S [0-5], time [min]."""

    hold_systolic: int  # at or above: no dose
    hold_diastolic: int
    alert_systolic: int  # at or above, after the dose
    alert_diastolic: int
    alert_heart_rate: int  # above
    emergency_systolic: int  # at or above, twice running
    emergency_diastolic: int
    alert_spo2: int  # below
    emergency_spo2: int  # below
    low_respiratory_rate: int  # below
    deep_sedation: int  # MOAA/S at or below
    near_systolic: int  # at the end: at most this much above the reading before the dose
    near_diastolic: int
    floor_minutes: int
    oxygen_not_measured: bool = False  # before a dose in the office; the medical director's own decision


class Reading(NamedTuple):
    """One reading; None: not measured."""

    at: datetime
    systolic: int | None = None
    diastolic: int | None = None
    heart_rate: int | None = None
    spo2: int | None = None
    respiratory_rate: int | None = None
    sedation: int | None = None
    symptoms: bool = False  # chest pain, or anything neurological


class Sign(NamedTuple):
    """What a reading says, with the reason."""

    level: Level
    text: str


def known(readings: Sequence[Reading]) -> Reading:
    """The last known value of everything, with the pressure and the pulse of the last reading alone.

    A bad value is not gone because a later line leaves it out; a symptom stays for as long as its reading counts.
    """
    last = readings[-1]
    values: dict[str, Any] = {
        key: next((it for one in reversed(readings) if (it := getattr(one, key)) is not None), None)
        for key in ("spo2", "respiratory_rate", "sedation")
    }
    return last._replace(symptoms=any(it.symptoms for it in readings), **values)


def before_dose(limits: Thresholds, reading: Reading, *, at_home: bool = False) -> list[Sign]:
    """What holds the dose; a value that is missing holds it too. At home nobody is asked for an oximeter."""
    found = after_dose(limits, [reading])
    if reading.systolic is None or reading.diastolic is None or reading.heart_rate is None:
        found.append(Sign(Level.HOLD, "Pressure and heart rate are measured before the dose."))
    elif reading.systolic >= limits.hold_systolic or reading.diastolic >= limits.hold_diastolic:
        bound = f"{limits.hold_systolic}/{limits.hold_diastolic}"
        found.append(Sign(Level.HOLD, f"{reading.systolic}/{reading.diastolic} mmHg is at or above {bound}: no dose."))
    if reading.spo2 is None and not at_home and not limits.oxygen_not_measured:
        found.append(Sign(Level.HOLD, "Oxygen saturation is measured before the dose."))
    return found


def after_dose(limits: Thresholds, readings: Sequence[Reading]) -> list[Sign]:
    """What the last of some readings, in order, says."""
    if not readings:
        return []
    last, found = readings[-1], []
    if last.symptoms:
        found.append(Sign(Level.EMERGENCY, "Chest pain or a neurological sign."))
    if _pressure(last, limits.emergency_systolic, limits.emergency_diastolic):
        measured = [it for it in readings if it.systolic is not None or it.diastolic is not None]
        twice = len(measured) > 1 and _pressure(measured[-2], limits.emergency_systolic, limits.emergency_diastolic)
        words = "twice running" if twice else "measure again now"
        level = Level.EMERGENCY if twice else Level.ALERT
        found.append(Sign(level, f"{last.systolic}/{last.diastolic} mmHg, {words}."))
    elif _pressure(last, limits.alert_systolic, limits.alert_diastolic):
        found.append(Sign(Level.ALERT, f"{last.systolic}/{last.diastolic} mmHg."))
    if last.heart_rate is not None and last.heart_rate > limits.alert_heart_rate:
        found.append(Sign(Level.ALERT, f"Heart rate {last.heart_rate} a minute."))
    if last.spo2 is not None and last.spo2 < limits.alert_spo2:
        level = Level.EMERGENCY if last.spo2 < limits.emergency_spo2 else Level.ALERT
        found.append(Sign(level, f"Oxygen saturation {last.spo2} %."))
    if last.respiratory_rate is not None and last.respiratory_rate < limits.low_respiratory_rate:
        found.append(Sign(Level.EMERGENCY, f"{last.respiratory_rate} breaths a minute."))
    if last.sedation is not None and last.sedation <= limits.deep_sedation:
        found.append(Sign(Level.EMERGENCY, f"MOAA/S {last.sedation}."))
    return sorted(found, reverse=True)


def _pressure(reading: Reading, systolic: int, diastolic: int) -> bool:
    return (reading.systolic or 0) >= systolic or (reading.diastolic or 0) >= diastolic


def acceptable(limits: Thresholds, floor: int | None) -> None:
    """Whether thresholds can be meant at all.

    Args:
        floor: the shortest stay the label asks for [min], or None.
    Raises:
        InputError: which, and why.
    """
    t = limits
    ordered = (
        ("systolic", 80 <= t.hold_systolic <= t.alert_systolic <= t.emergency_systolic <= 260),
        ("diastolic", 40 <= t.hold_diastolic <= t.alert_diastolic <= t.emergency_diastolic <= 160),
        ("heart rate", 60 <= t.alert_heart_rate <= 220),
        ("oxygen saturation", 70 <= t.emergency_spo2 <= t.alert_spo2 <= 100),
        ("respiratory rate", 4 <= t.low_respiratory_rate <= 20),
        ("MOAA/S", 0 <= t.deep_sedation <= 4),
        ("distance to the reading before", 0 <= t.near_systolic <= 60 and 0 <= t.near_diastolic <= 40),
    )
    for name, fine in ordered:
        if not fine:
            raise InputError(name, "these numbers", "hold, alert and emergency in order, within what a body can have")
    if not max(floor or 0, 1) <= t.floor_minutes <= 24 * 60:
        raise InputError("floor_minutes", t.floor_minutes, f"at least {max(floor or 0, 1)} minutes")
