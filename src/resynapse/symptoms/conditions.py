"""What is known of each drug in each condition, from controlled trials in people.

A forecast needs outcomes: `evidence_for` gives the effect over the control arm, how long it was studied and
which trials found nothing; or the sentence that says why there is no forecast. Effects are positive where the
drug was better. Numbers are read from data/conditions.csv by row; nothing here is fitted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from resynapse.errors import InputError
from resynapse.symptoms.tables import Row, table

CONDITIONS = ("depression", "anxiety", "ptsd", "ocd", "pain", "insomnia", "stress", "healthy")
DRUGS = ("ketamine", "esketamine", "arketamine", "lanicemine", "memantine", "midazolam", "saline")
SCALES = {"depression": "MADRS", "anxiety": "HAM-A", "ptsd": "CAPS-5", "ocd": "Y-BOCS", "pain": "NRS pain",
          "insomnia": "ISI", "stress": "", "healthy": ""}
WEEK = 168.0  # h
Design = Literal["controlled", "uncontrolled", "control"]


@dataclass(frozen=True)
class Evidence:
    """Human outcome data for one drug by one route in one condition.

    Attributes:
        condition, drug, route: what was given for what.
        scale: the rating the effect is on.
        design: controlled; uncontrolled (before and after only); control (this is the comparison arm itself).
        effect, low, high: advantage over the control arm in `unit`, with the published interval; NaN where no
            source prints one. 0 for a control arm.
        unit: SD (Hedges g or Cohen d), points, percent of patients, odds ratio of remission.
        at: time after the first dose at which the effect was rated [h]; NaN over several times.
        hours: longest controlled observation [h]; a benefit drawn past it is an extrapolation.
        hours_open: longest observation without a control arm [h].
        nulls: trials that found nothing, by row.
        rows: every evidence row used.
        note: what a reader must know.
    """

    condition: str
    drug: str
    route: str
    scale: str
    design: Design
    effect: float
    low: float
    high: float
    unit: str
    at: float
    hours: float
    hours_open: float
    nulls: tuple[str, ...]
    rows: tuple[str, ...]
    note: str

    @property
    def citations(self) -> tuple[str, ...]:
        """Studies behind it."""
        return tuple(dict.fromkeys(table("conditions")[row].citation for row in self.rows))


@dataclass(frozen=True)
class NoForecast:
    """A drug effect that is not forecast, and why."""

    condition: str
    drug: str
    route: str
    why: str
    rows: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.drug} {self.route} in {self.condition}: no forecast: no evidence ({self.why})."


@dataclass(frozen=True)
class _Claim:
    """How one row becomes an effect."""

    effect: str | None
    unit: str
    versus: str | None = None  # row of the control arm, where the effect row is one arm
    sign: float = -1.0  # published drug minus control; a fall of the score is a benefit
    at: float = math.nan
    hours: float = 0.0
    hours_open: float = 0.0
    scale: str = ""
    design: Design = "controlled"
    nulls: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    note: str = ""


_MIDAZOLAM = _Claim(None, "points", hours=4 * WEEK, design="control", rows=("E316", "E485"),
                    note="an active control: MADRS fell by 8.8 points at 24 h with it")
_SALINE = _Claim(None, "points", hours=4 * WEEK, design="control", rows=("E327",),
                 note="the inert control: MADRS fell by 5.7 points at day 15 with it")

_CLAIMS: dict[tuple[str, str, str], _Claim] = {
    ("depression", "ketamine", "iv"): _Claim(
        "E025", "SD", at=24, hours=4 * WEEK, nulls=("E466",),
        rows=("E026", "E027", "E028", "E315", "E316", "E326", "E327", "S117"),
        note="after one dose the difference is gone by days 10 to 12; one trial of repeated doses against "
             "midazolam found none"),
    ("depression", "ketamine", "sc"): _Claim(
        "E486", "odds ratio of remission", sign=1.0, at=4 * WEEK, hours=4 * WEEK, nulls=("E483",),
        rows=("E482", "E484", "E485"),
        note="flexible 0.5 to 0.9 mg/kg; fixed 0.5 mg/kg was not better than midazolam; numbers recalled"),
    ("depression", "ketamine", "nasal"): _Claim(
        "E372", "points", at=24, hours=4 * WEEK, rows=("E373",), note="pooled with esketamine"),
    ("depression", "ketamine", "sublingual"): _Claim(
        None, "points", hours_open=4 * WEEK, scale="PHQ-9", design="uncontrolled", rows=("S115",),
        note="62.8 % responded at home without any control arm"),
    ("depression", "ketamine", "oral"): _Claim(
        None, "points", hours_open=6 * WEEK, scale="HAM-D17", design="uncontrolled",
        rows=("S113", "S114"),
        note="two doses did not differ; the placebo-controlled trial's numbers were not read"),
    ("depression", "esketamine", "nasal"): _Claim(
        "E372", "points", at=24, hours=4 * WEEK, hours_open=52 * WEEK, nulls=("S105",),
        rows=("E373", "E431", "E432", "E433", "E434"),
        note="4.1 points are left at day 28; a trial in Japan found none"),
    ("depression", "esketamine", "iv"): _Claim(
        "E334", "points", "E335", at=24, hours=WEEK, rows=("E333",), note="0.4 mg/kg; recalled, not read"),
    ("depression", "lanicemine", "iv"): _Claim(
        "E440", "SD", sign=1.0, at=1.83, hours=6 * WEEK, nulls=("E447",),
        rows=("E441", "E442", "E443", "E446"), note="the largest trial (n 302) found no difference"),
    ("anxiety", "ketamine", "iv"): _Claim(
        "E503", "percent of patients", sign=1.0, at=2 * WEEK, hours=2 * WEEK, scale="LSAS", rows=("E504",),
        note="social anxiety, 18 patients: 33 against 0 % responded"),
    ("anxiety", "ketamine", "sc"): _Claim(
        None, "percent of patients", hours_open=14 * WEEK, design="uncontrolled",
        rows=("E493", "E494", "E495", "E496", "E497", "E498"),
        note="10 of 12 responded to 0.5 to 1 mg/kg for up to 7 days; maintenance without a control arm"),
    ("ptsd", "ketamine", "iv"): _Claim(
        "E459", "SD", sign=1.0, hours=8 * WEEK, nulls=("E457",),
        rows=("E460", "E461", "E450", "E451", "E452", "S116"),
        note="0.20 (-0.08 to 0.48) after correction for bias; the largest trial (n 158) found no difference"),
    ("ocd", "ketamine", "iv"): _Claim(
        "E505", "percent of patients", "E506", sign=1.0, at=WEEK, hours=WEEK, nulls=("E507",), rows=("E508",),
        note="4 of 8 against 0 of 7; an open trial saw 0 of 10"),
    ("pain", "ketamine", "iv"): _Claim(
        "S106", "points", at=WEEK, hours=5 * WEEK, nulls=("W020",), rows=("S107", "S109", "S110"),
        note="3 to 7 days after treatment; at 3 to 5 weeks likely none, and none at any time in the trial of one "
             "infusion of 0.5 mg/kg"),
    ("pain", "esketamine", "iv"): _Claim(
        "E510", "points", "E511", at=WEEK, hours=12 * WEEK, nulls=("W019", "W021"),
        rows=("E513", "E514", "W009", "W010", "W011", "W012", "W013", "W018"),
        note="infusion over 4.2 days in complex regional pain syndrome; the difference is gone by week 12; one short "
             "infusion in fibromyalgia and an open series of four patients found nothing lasting"),
    ("depression", "midazolam", "iv"): _MIDAZOLAM,
    ("depression", "midazolam", "sc"): _MIDAZOLAM,
    ("depression", "saline", "iv"): _SALINE,
}

_NONE: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("depression", "arketamine"): (
        "two controlled trials, of 10 and 102 patients, found no difference from placebo", ("S103", "S104")),
    ("depression", "memantine"): (
        "six controlled trials in major and bipolar depression, 451 patients, no difference from placebo",
        ("S101", "S102")),
}
_NO_CONDITION: dict[str, tuple[str, tuple[str, ...]]] = {
    "insomnia": ("sleep was rated in depression only; no trial in insomnia was found", ("S111", "S112")),
    "stress": ("reversal of chronic stress was shown in rodents only", ()),
    "healthy": ("there is no symptom to relieve; only the acute effects are simulated", ()),
}


def evidence_for(condition: str, drug: str, route: str) -> Evidence | NoForecast:
    """Human outcome data, or why there is no forecast.

    Args:
        condition: one of `CONDITIONS`.
        drug: one of `DRUGS`.
        route: as in a plan.
    Raises:
        InputError: a condition or drug that is not known.

    >>> print(evidence_for("depression", "arketamine", "iv"))
    arketamine iv in depression: no forecast: no evidence (two controlled trials, ...).
    """
    for field, value, allowed in (("condition", condition, CONDITIONS), ("drug", drug, DRUGS)):
        if value not in allowed:
            raise InputError(field, value, ", ".join(allowed))
    claim = _CLAIMS.get((condition, drug, route))
    if claim is not None:
        return _evidence(condition, drug, route, claim)
    unknown = (f"no trial of {drug} by this route in {condition} was found", ())
    if drug in ("midazolam", "saline") and condition != "depression":
        unknown = (f"it is a control arm; how {condition} runs with a control alone is not simulated", ())
    why, rows = _NO_CONDITION.get(condition) or _NONE.get((condition, drug)) or unknown
    return NoForecast(condition, drug, route, why, rows)


def studied_hours(condition: str, drug: str, route: str) -> float:
    """Longest controlled observation [h]; 0 where there is none."""
    found = evidence_for(condition, drug, route)
    return found.hours if isinstance(found, Evidence) else 0.0


def _evidence(condition: str, drug: str, route: str, claim: _Claim) -> Evidence:
    effect, low, high = (math.nan,) * 3
    if claim.design == "control":
        effect = low = high = 0.0
    if claim.effect is not None:
        effect, low, high = _advantage(claim, table("conditions")[claim.effect])
    arms = tuple(row for row in (claim.effect, claim.versus) if row is not None)
    rows = tuple(dict.fromkeys((*arms, *claim.rows, *claim.nulls)))
    return Evidence(
        condition, drug, route, claim.scale or SCALES[condition], claim.design, effect, low, high, claim.unit,
        claim.at, claim.hours, claim.hours_open, claim.nulls, rows, claim.note,
    )


def _advantage(claim: _Claim, row: Row) -> tuple[float, float, float]:
    """Advantage of the drug: a published difference, or one arm minus the other."""
    if claim.versus is not None:
        return claim.sign * (row.number - table("conditions")[claim.versus].number), math.nan, math.nan
    low, high = sorted((claim.sign * row.low, claim.sign * row.high))
    return claim.sign * row.number, low, high
