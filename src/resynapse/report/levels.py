"""Section 1: how much drug is in the blood and, unbound, in the brain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report import published, reading
from resynapse.report.curves import curve, panel
from resynapse.report.layout import Section, Table, sig
from resynapse.report.plots import Curve, Panel

if TYPE_CHECKING:
    import xarray

UNIT = "ng/mL in plasma"
CHAIN = ("ketamine", "norketamine", "dehydronorketamine", "hydroxynorketamine")


def section(course: xarray.Dataset, tables: list[Table]) -> Section:
    """Ketamine and its metabolites, then any comparator that was given."""
    panels: list[Panel] = []
    ketamine = reading.measured_ketamine(course) and np.any(reading.total_ketamine(course) > 0)
    if ketamine:
        panels += [*_first_dose(course), *_metabolites(course), *_whole(course), *_brain(course)]
    for name in ("lanicemine", "memantine", "midazolam"):
        if f"plasma_{name}" in course and np.any(reading.values(course, f"plasma_{name}") > 0):
            lines = [curve(course, 1000 * reading.values(course, f"plasma_{name}"), name, 3)]
            title, caption = f"{name.capitalize()} in the blood", f"The level of {name} after the dose."
            panels += panel(course, f"levels_{name}", title, UNIT, lines, (-0.25, 48), caption, floor=0)
    plain = (
        ""
        if not ketamine
        else "Ketamine comes in two mirror-image forms, S and R. The liver turns both into norketamine "
        "and then into "
        "dehydronorketamine and hydroxynorketamine (HNK), which stay longer than ketamine itself."
    )
    if ketamine and not any(f"plasma_{name}" in course for name in CHAIN[1:]):
        plain += f" The plasma model used here ({course.attrs.get('plasma_model', 'unnamed')}) does not follow these."
    if ketamine and "plasma_ketamine" not in course:
        plain += " It does not tell S and R apart either; both together are drawn."
    if not panels:
        plain = "No drug is given."
    notes = published.findings(course, "plasma_ketamine")
    return Section("concentrations", "How much drug is in the blood", (plain,), panels, tables, notes)


def _ketamine(course: xarray.Dataset, hand: str) -> Any:
    return 1000 * reading.values(course, "plasma_ketamine", enantiomer=hand)


def _first_dose(course: xarray.Dataset) -> list[Panel]:
    apart = "plasma_ketamine" in course
    forms = [hand for hand in "SR" if apart and np.any(_ketamine(course, hand) > 0)]
    if len(forms) != 1:
        lines = [curve(course, 1000 * reading.total_ketamine(course), "S and R together", 0)]
        lines += [
            curve(course, _ketamine(course, hand), f"{hand}-ketamine", 1 + forms.index(hand), "none") for hand in forms
        ]
    else:
        lines = [curve(course, _ketamine(course, forms[0]), f"{forms[0]}-ketamine", 0)]
    caption = (
        "The level rises while the drug goes in, and falls as it spreads through the body and the liver removes it."
    )
    points = published.points(course, "plasma_ketamine")
    caption = f"{caption} {published.caption(course, 'plasma_ketamine')}".strip()
    title, span = "Ketamine in the blood, first dose", (-0.25, reading.after_first(course, 8.0))
    return panel(course, "ketamine_first_dose", title, UNIT, lines, span, caption, floor=0, points=points)


def _whole(course: xarray.Dataset) -> list[Panel]:
    if reading.hours(course)[-1] < 30:
        return []
    lines = [curve(course, 1000 * reading.total_ketamine(course), "ketamine")]
    title, caption = "Ketamine in the blood, whole course", _gone(course)
    return panel(course, "ketamine_course", title, UNIT, lines, (-24, np.inf), caption, floor=0)


def _gone(course: xarray.Dataset) -> str:
    """What is left a day after the last dose, where the course reaches that far."""
    hours, level = reading.hours(course), np.median(reading.total_ketamine(course), axis=0)
    day = max(dose.time + dose.duration for dose in reading.drug_doses(course)) + 24.0
    if hours[-1] < day or np.max(level) <= 0:
        return ""
    left = 100 * float(np.interp(day, hours, level) / np.max(level))
    return f"A day after the last dose {'less than 1' if left < 1 else sig(left, 2)} % of the highest level is left."


def _metabolites(course: xarray.Dataset) -> list[Panel]:
    stop = min(reading.after_first(course, 48.0), float(reading.hours(course)[-1]))
    lines, top = [], 0.0
    for place, name in enumerate(name for name in CHAIN if f"plasma_{name}" in course):
        line = curve(course, 1000 * reading.both_hands(course, f"plasma_{name}"), name, place, "none")
        inside = (line.hours >= 0) & (line.hours <= stop)
        if np.any(line.middle[inside] > 0):
            above = np.where(line.middle > 0, line.middle, np.nan)
            lines.append(Curve(name, line.hours, above, None, line.colour, line.dash))
            top = max(top, float(line.middle[inside].max()))
    if len(lines) < 2:
        return []  # the plasma model has no metabolites: the picture would promise what it does not show
    title = "Ketamine and what the liver makes of it"
    caption = "Each step on this axis is ten times the one below, so that small amounts stay visible."
    caption = f"{caption} {published.caption(course, 'plasma_norketamine')}".strip()
    points = published.points(course, "plasma_norketamine")
    edges: dict[str, Any] = {"floor": top / 3000, "ceiling": 2 * top, "log": True, "points": points}
    return panel(course, "metabolites", title, f"{UNIT}, log scale", lines, (-0.25, stop - 0.1), caption, **edges)


def _brain(course: xarray.Dataset) -> list[Panel]:
    if "plasma_brain_unbound" not in course:
        return []
    lines = []
    for place, hand in enumerate("SR"):
        free = reading.values(course, "plasma_brain_unbound", enantiomer=hand)
        if np.any(free > 0):
            lines.append(curve(course, free, f"{hand}-ketamine", place, "half"))
    title = "Free ketamine in the brain, first dose"
    caption = "Only what is not bound to proteins can act on a receptor; it follows the blood within minutes."
    unit = "\N{MICRO SIGN}mol/L, unbound"
    span = (-0.25, reading.after_first(course, 8.0))
    return panel(course, "brain", title, unit, lines, span, caption, floor=0)
