"""When a session may end by routine: every criterion is true. Any other end is possible at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from resynapse_web.care.monitoring.schedule import schedules
from resynapse_web.care.monitoring.thresholds import Level, Reading, Thresholds, after_dose, known

JUDGED = {  # what the clinician looks at and answers for, one by one
    "oriented": "Awake and oriented",
    "walks": "Walks steadily",
    "nausea": "Nausea controlled",
    "dissociation": "Dissociation resolved",
    "no_intent": "No new suicidal intent",
    "escort_present": "The escort named at release is present",
    "instructions": "Written instructions given; no driving until the next day after a night's sleep",
}


@dataclass(frozen=True)
class Elapsed:
    """Time since the dose by the clock on the wall and, on the same machine, by its ticks."""

    wall: timedelta
    ticks: timedelta | None

    @property
    def surely(self) -> timedelta:
        """What has passed at least: a clock set forward shortens nobody's stay."""
        return min(self.wall, self.ticks) if self.ticks is not None else self.wall

    @property
    def moved(self) -> bool:
        """Whether somebody has set the clock."""
        return self.ticks is not None and abs(self.wall - self.ticks) > timedelta(minutes=2)


def unmet(
    limits: Thresholds,
    elapsed: Elapsed | None,
    readings: list[Reading],
    now: datetime,
    judged: set[str],
    *,
    pressure_reviewed: bool = False,
    at_home: bool = False,
    peer_at_end: bool = False,
) -> list[str]:
    """What still stands against a routine end; empty when all criteria are true.

    Args:
        elapsed: None when nobody has recorded a dose.
        readings: in order, the one before the dose first.
        judged: keys of `JUDGED` that the clinician has affirmed.
    """
    if elapsed is None:
        return ["No dose is recorded; cancel the session instead."]
    found = []
    floor = timedelta(minutes=limits.floor_minutes)
    if elapsed.surely < floor:
        left = -((elapsed.surely - floor) // timedelta(minutes=1))
        found.append(f"{limits.floor_minutes} minutes have not passed; {left} to go.")
    found += _vitals(limits, readings, now, pressure_reviewed, at_home)
    found += [f"Not affirmed: {text}." for key, text in JUDGED.items() if key not in judged]
    if at_home and not peer_at_end:
        found.append("The peer monitor has not checked in at the end.")
    return found


def _vitals(limits: Thresholds, readings: list[Reading], now: datetime, reviewed: bool, at_home: bool) -> list[str]:
    within = timedelta(minutes=schedules().last_minutes)
    fresh = [it for it in readings[1:] if timedelta(0) <= now - it.at <= within]
    pressed = [it for it in fresh if it.systolic is not None and it.diastolic is not None]
    found = []
    if not pressed:
        found.append(f"No pressure from the last {within // timedelta(minutes=1)} minutes.")
    elif not reviewed and not _near(limits, pressed[-1], readings[0]):
        found.append("The pressure is not near the one before the dose and was not reviewed.")
    breathed = [it.spo2 for it in fresh if it.spo2 is not None]
    if not at_home and not breathed:
        found.append("No oxygen saturation on room air from the same time.")
    if breathed and breathed[-1] < limits.alert_spo2:
        found.append(f"Oxygen saturation is {breathed[-1]} %.")
    past = [it for it in readings if it.at <= now]
    if fresh and any(it.level == Level.EMERGENCY for it in after_dose(limits, [*past[:-1], known(fresh)])):
        found.append("The last reading is an emergency, or one shortly before it that nobody took again.")
    return found


def _near(limits: Thresholds, last: Reading, before: Reading) -> bool:
    if before.systolic is None or before.diastolic is None or last.systolic is None or last.diastolic is None:
        return False
    near = last.systolic - before.systolic <= limits.near_systolic
    return near and last.diastolic - before.diastolic <= limits.near_diastolic
