"""Sections 6 and 7: what can go wrong at once and in the long run; harm is never a curve."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from resynapse.report import observables, published, reading
from resynapse.report.curves import named, panel
from resynapse.report.layout import Section, Table, numbers
from resynapse.report.plots import NOTHING, Curve, Panel

if TYPE_CHECKING:
    import xarray

RAISED = (
    "Overdose, fast injection, opioids, benzodiazepines (midazolam is one), alcohol and sleep apnoea raise the risk "
    "to breathing; no other drug lowers it here."
)
NO_BREATHING = f"Breathing is not modelled. The label of ketamine warns of respiratory depression. {RAISED}"
UNKNOWN = f"Breathing is not modelled: respiratory depression is not ruled out. {RAISED}"
NOT_MODELLED = "Nausea is not modelled."


def acute(course: xarray.Dataset) -> Section:
    """Dissociation, pressure, sedation in the first hours; breathing as the warning the dataset carries."""
    if not reading.human(course):
        return Section("acute", ACUTE, (_animal(course),))
    panels: list[Panel] = []
    span = (-0.25, reading.after_first(course, 6.0))
    for name, title, unit, parts, caption in PICTURES:
        lines = named(course, parts, "both" if len(parts) == 1 else "half")
        if not any(np.nanmax(np.abs(line.middle)) >= NOTHING for line in lines):
            continue  # nothing of it in this course: the table has the zero
        lines = [_one_session(line) if line.label == MEQ30 else line for line in lines]
        points = [point for part, _ in parts for point in published.points(course, part)]
        if name == "pressure" and points:
            caption += LARGEST
        caption = f"{caption} {published.caption(course, *dict(parts))}".strip()
        panels += panel(course, name, title, unit, lines, span, caption, points=points, floor=0)
    acute = [line for line in observables.lines(course) if line.variable in dict(_flat())]
    tables = [numbers("Acute effects in numbers", acute, reading.patients(course))] if acute else []
    said = str(course.attrs.get("breathing_warning") or "")
    warnings = [said, RAISED] if said else [NO_BREATHING if reading.gives_ketamine(course) else UNKNOWN]
    if "nausea" not in said.lower():
        warnings.append(NOT_MODELLED)
    return Section("acute", ACUTE, _acute_words(course, bool(acute)), panels, tables, warnings=warnings)


ACUTE = "Safety in the first hours"
LARGEST = " A published largest rise of a visit is more than the rise at any one time."


def _acute_words(course: xarray.Dataset, shown: bool) -> list[str]:
    given = list(dict.fromkeys(dose.drug for dose in reading.drug_doses(course)))
    if not shown:
        words = "Dissociation, blood pressure and sedation are modelled for ketamine and its two mirror forms only"
        return [f"{words}: not for {', '.join(given)}." if given else f"{words}; this plan gives none of them."]
    found = [
        "Feeling detached, a rise of blood pressure and drowsiness come with the drug level; "
        "this is why treatment is watched by professionals."
    ]
    others = [drug for drug in given if "ketamine" not in drug]
    if others:
        found.append(f"The curves are those of ketamine alone: what {', '.join(others)} adds is not in them.")
    if "arketamine" in given:
        found.append("That R-ketamine does not dissociate rests on one analysis in 17 men (Olofsen 2022).")
    if len(reading.sessions(course)) > 1:
        found.append("The pictures show the first session; the table also gives the largest value of the whole course.")
    return found


def _animal(course: xarray.Dataset) -> str:
    species = reading.plan(course).get("species", "animal")
    return f"This plan is for a {species}: nothing about the safety of people can be read from it."


MEQ30 = "chance of a complete MEQ30"
PICTURES = (
    (
        "dissociation",
        "Dissociation (CADSS)",
        "points",
        (("symptoms_cadss", "CADSS"),),
        "How detached from self and surroundings a person feels; it grows less over repeated doses.",
    ),
    (
        "pressure",
        "Rise of blood pressure",
        "mmHg above before",
        (("symptoms_systolic", "systolic"), ("symptoms_diastolic", "diastolic")),
        "How far the pressure of the heart's beat (systolic) and between beats (diastolic) rises above that before.",
    ),
    (
        "sedation",
        "Sedation and mystical experience",
        "probability",
        (("symptoms_sedation", "sedation"), ("symptoms_meq30_probability", MEQ30)),
        "The chance of being drowsy or asleep at an hour, to which another sedative adds what is not in it; and of a "
        "complete mystical experience (MEQ30, a questionnaire; sparse evidence) in the session as a whole, from the "
        "highest level so far: a line that stays level and ends with the session, not with the effect.",
    ),
    (
        "breathing",
        "Breathing",
        "share of normal",
        (("symptoms_breathing", "breathing"),),
        "Only inside the range that was studied in people; the warning below holds all the same.",
    ),
)


def _one_session(line: Curve) -> Curve:
    """A chance that belongs to a session, ended where the dataset ends the session with a zero."""
    there = np.flatnonzero(line.middle > 0.0)
    over = np.flatnonzero(line.middle[there[0] :] <= 0.0) if there.size else there
    if not over.size:
        return line
    end = int(there[0] + over[0])
    band = None if line.band is None else line.band[:, :end]
    few = None if line.faint is None else line.faint[:, :end]
    return replace(line, hours=line.hours[:end], middle=line.middle[:end], band=band, faint=few)


def _flat() -> list[tuple[str, str]]:
    return [part for _, _, _, parts, _ in PICTURES for part in parts]


def long_term(course: xarray.Dataset) -> Section:
    """Flags with their reason and source; the dose counts of this plan beside them."""
    if not reading.human(course):
        return Section("harm", LONG_TERM, (_animal(course), _count(course)))
    if not reading.gives_ketamine(course):
        return Section("harm", LONG_TERM, (OTHER_DRUGS, _count(course)), warnings=(NO_SIGN,))
    flags = json.loads(course.attrs.get("harm_flags", "[]"))
    rows = [(flag["flag"].replace("_", " "), flag["why"], flag["source"]) for flag in flags]
    head = ("flag", "why", "source")
    tables = [Table("Flags for this plan", head, rows)] if rows else []
    return Section(
        "harm",
        LONG_TERM,
        (
            "Repeated use of ketamine can harm the bladder (cystitis), the liver, memory and thinking, and can "
            "lead to dependence. "
            "There are no data for a curve, so these are flags, each with its source.",
            _count(course),
        ),
        tables=tables,
        warnings=() if rows else ("No flag was raised by the rules; that is not a sign of safety.",),
        notes=(
            "A consensus statement (Sanacora 2017, read in a digest) names more than two sessions a week for two "
            "months as a reason to stop.",
        ),
    )


LONG_TERM = "Harm from long or frequent use"
OTHER_DRUGS = "The flags of this page are about ketamine and its two mirror forms, which this plan does not give."
NO_SIGN = "That nothing is flagged is not a sign of safety."


def _count(course: xarray.Dataset) -> str:
    given = reading.drug_doses(course)
    if not given:
        return "This plan gives no drug."
    sessions, word = reading.sessions(course), "session"
    if all(dose.route == "oral" for dose in given):  # tablets at home are no sessions
        sessions, word = [dose.time for dose in given], "dose"
    days = (sessions[-1] - sessions[0]) / 24
    totals: dict[tuple[str, bool], float] = {}
    for dose in given:
        totals[dose.drug, dose.per_kg] = totals.get((dose.drug, dose.per_kg), 0.0) + dose.amount
    amounts = ", ".join(f"{drug} {amount:g} {'mg/kg' if kg else 'mg'}" for (drug, kg), amount in totals.items())
    count = len(sessions)
    often = f" (on average {7 * (count - 1) / days:.1f} a week)" if days >= 7 else ""
    within = f" within {days:.0f} days" if days >= 1 else ""
    return f"This plan: {count} {word}{'s' if count > 1 else ''}{within}{often}; in total {amounts}."
