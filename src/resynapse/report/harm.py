"""Sections 6 and 7: what can go wrong at once and in the long run; harm is never a curve."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from resynapse.report import observables, published, reading
from resynapse.report.curves import named, panel
from resynapse.report.layout import Section, Table, numbers
from resynapse.report.plots import Panel

if TYPE_CHECKING:
    import xarray

NO_BREATHING = (
    "Breathing is not modelled. The product label warns of respiratory depression. Overdose, fast "
    "injection, opioids, "
    "benzodiazepines, alcohol and sleep apnoea raise the risk; no other drug lowers it here."
)
NOT_MODELLED = "Nausea is not modelled."


def acute(course: xarray.Dataset) -> Section:
    """Dissociation, pressure, sedation in the first hours; breathing as the warning the dataset carries."""
    panels: list[Panel] = []
    for name, title, unit, parts, caption in PICTURES:
        lines = named(course, parts, "both" if len(parts) == 1 else "half")
        points = [point for part, _ in parts for point in published.points(course, part)]
        panels += panel(course, name, title, unit, lines, (-0.25, 6), caption, points=points, floor=0)
    acute = [line for line in observables.lines(course) if line.variable in dict(_flat())]
    tables = [numbers("Acute effects in numbers", acute, reading.patients(course))] if acute else []
    warnings = [str(course.attrs.get("breathing_warning") or NO_BREATHING)]
    if "nausea" not in warnings[0].lower():
        warnings.append(NOT_MODELLED)
    return Section(
        "acute",
        "Safety in the first hours",
        (
            "Feeling detached, a rise of blood pressure and drowsiness come with the drug level and "
            "pass with it; "
            "this is why treatment is watched by professionals.",
        ),
        panels,
        tables,
        warnings=warnings,
    )


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
        "The published bars are the largest rise of a visit, which is more than the rise at any one time.",
    ),
    (
        "sedation",
        "Sedation and mystical experience",
        "probability",
        (("symptoms_sedation", "sedation"), ("symptoms_meq30_probability", "chance of a complete MEQ30")),
        "Sedation from 0 (awake) to 1; and the chance of a complete mystical experience (sparse evidence).",
    ),
    (
        "breathing",
        "Breathing",
        "share of normal",
        (("symptoms_breathing", "breathing"),),
        "Only inside the range that was studied in people; the warning below holds all the same.",
    ),
)


def _flat() -> list[tuple[str, str]]:
    return [part for _, _, _, parts, _ in PICTURES for part in parts]


def long_term(course: xarray.Dataset) -> Section:
    """Flags with their reason and source; the dose counts of this plan beside them."""
    flags = json.loads(course.attrs.get("harm_flags", "[]"))
    rows = [(flag["flag"], flag["why"], flag["source"]) for flag in flags]
    head = ("flag", "why", "source")
    tables = [Table("Flags for this plan", head, rows)] if rows else []
    return Section(
        "harm",
        "Harm from long or frequent use",
        (
            "Repeated use can harm the bladder (cystitis), the liver, memory and thinking, and can "
            "lead to dependence. "
            "There are no data for a curve, so these are flags, each with its source.",
            _count(course),
        ),
        tables=tables,
        warnings=() if rows else ("No flag was raised by the rules; that is not a sign of safety.",),
        notes=("Treatment more often than twice a week for two months is a common reason to stop and review.",),
    )


def _count(course: xarray.Dataset) -> str:
    given = reading.drug_doses(course)
    if not given:
        return "This plan gives no drug."
    days = (given[-1].time - given[0].time) / 24
    totals: dict[tuple[str, bool], float] = {}
    for dose in given:
        totals[dose.drug, dose.per_kg] = totals.get((dose.drug, dose.per_kg), 0.0) + dose.amount
    amounts = ", ".join(f"{drug} {amount:g} {'mg/kg' if kg else 'mg'}" for (drug, kg), amount in totals.items())
    visits = len({dose.time for dose in given})
    often = f" ({visits / (days / 7 + 1e-9):.1f} a week)" if days >= 7 else ""
    within = f" within {days:.0f} days" if days >= 1 else ""
    return f"This plan: {visits} dose{'s' if visits > 1 else ''}{within}{often}; in total {amounts}."
