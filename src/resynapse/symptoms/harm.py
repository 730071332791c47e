"""Harm of long use: sourced flags, not curves.

A flag says what a schedule should make a reader think of; none says that the rest is harmless. Thresholds and
reasons: data/harm.csv.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resynapse.provenance import Source, assumed, param
from resynapse.symptoms.tables import table

if TYPE_CHECKING:
    from resynapse.dose.regimen import Dose, Regimen

_KETAMINES = ("ketamine", "esketamine", "arketamine")
_WEEK = 168.0  # h
_CONSENSUS = Source(
    "Sanacora2017", "more than twice a week for two months; read in a digest", "measured", ("S306",)
)


@dataclass(frozen=True)
class Limits:
    """When a schedule is flagged."""

    weekly: float = param(2.0, "1", "sessions in seven days that need no flag", _CONSENSUS)
    months: float = param(60.0, "day", "two months at a higher rate", _CONSENSUS)
    session: float = param(
        12.0,
        "h",
        "doses within this time are one session",
        assumed("sprays and split doses"),
        low=1.0,
        high=24.0,
    )
    studied: float = param(
        28.0,
        "day",
        "length of the controlled trials",
        assumed("most controlled trials end at day 28"),
        low=14.0,
        high=56.0,
    )


@dataclass(frozen=True)
class Flag:
    """One harm to think of.

    Attributes:
        flag: stable name.
        why: what in this schedule raises it.
        source: study, year, row, status.
    """

    flag: str
    why: str
    source: str


def flags(regimen: Regimen, weight: float, limits: Limits | None = None) -> list[Flag]:
    """Harms of long use that this schedule calls for.

    Args:
        regimen: doses; only racemic ketamine and its enantiomers count.
        weight: [kg].
        limits: when a schedule is flagged.
    Returns:
        Flags in a fixed order; one session gives its cumulative dose and the question of dependence.
    """
    limits = limits or Limits()
    doses = [dose for dose in regimen.doses if dose.drug in _KETAMINES]
    sessions = starts(doses, limits.session)
    if not sessions:
        return []
    days = (sessions[-1] - sessions[0]) / 24
    total = sum(dose.milligrams(weight) for dose in doses)
    count = f"{len(sessions)} session{'s' if len(sessions) > 1 else ''}"
    found = [
        _flag(
            "cumulative_dose",
            f"{total:.0f} mg ({total / weight:.1f} mg/kg) in {count}{f' over {days:.0f} days' if days >= 1.0 else ''}.",
            "S304",
        ),
        _flag(
            "dependence",
            f"{count}: ketamine can be misused; heavy use has led to dependence.",
            "S309",
            "S304",
        ),
    ]
    if len(sessions) > 1:
        found += [
            _flag(
                "cystitis",
                f"{count}: labels name inflammation of the bladder after long use; its signs are frequency, "
                "urgency, pain, blood and waking at night.",
                "S301",
                "S310",
                "S307",
            ),
            _flag(
                "liver",
                f"{count}: liver injury is a label warning; labels ask for liver tests before treatment.",
                "S302",
                "S303",
            ),
        ]
    if days > limits.studied:
        found.append(
            _flag(
                "cognition",
                f"{days:.0f} days: memory and thinking suffer in heavy users; the controlled "
                f"trials end near day {limits.studied:.0f}.",
                "S305",
                "S304",
            )
        )
        found.append(
            _flag("beyond_trials", f"{days:.0f} days: longer than the controlled trials.", "S308", "S304")
        )
    return found + _too_often(sessions, limits)


def starts(doses: list[Dose], session: float) -> list[float]:
    """Start of each session [h]: doses within `session` hours of its first one belong to it."""
    found: list[float] = []
    for dose in sorted(doses, key=lambda dose: dose.time):
        if not found or dose.time >= found[-1] + session:
            found.append(dose.time)
    return found


def crowded(sessions: list[float], weekly: float) -> float:
    """Longest stretch [h] in which every seven days hold more than `weekly` sessions; 0 without one."""
    step = int(weekly)
    longest, began, until = 0.0, 0.0, -1.0
    for first, last in zip(sessions, sessions[step:], strict=False):
        if last - first >= _WEEK - 1e-9:
            continue
        began = began if first <= until else first
        until = last
        longest = max(longest, until - began)
    return longest


def _too_often(sessions: list[float], limits: Limits) -> list[Flag]:
    days = crowded(sessions, limits.weekly) / 24
    if days == 0:
        return []
    found = [
        _flag("frequency", f"more than {limits.weekly:.0f} sessions a week for {days:.0f} days.", "S306")
    ]
    if days >= limits.months:
        text = f"{found[0].why[:-1]}: the consensus names this a reason to stop."
        found.append(_flag("two_months", text, "S306"))
    return found


def _flag(name: str, why: str, *rows: str) -> Flag:
    return Flag(name, why[0].upper() + why[1:], "; ".join(table("harm")[row].citation for row in rows))
