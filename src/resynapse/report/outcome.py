"""Section 5: the rating scale, its bands, and published results on top."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report import curves, observables, published, reading
from resynapse.report.layout import Section, Table, measure, numbers, sig
from resynapse.report.plots import BLUE, GREEN, RED, Curve, Panel

if TYPE_CHECKING:
    import xarray

TITLE = "What it may mean for symptoms"
PAIN = (
    "Relief within hours follows from the spinal cord: the drug takes the growth of pain signals (wind-up), not the "
    "first response, and only while it is there. What lasts for days is put in by hand, from a published description "
    "of one trial of a 100-hour infusion; a single short infusion lasted no longer than the drug in trials. How much "
    "of the relief comes from the cord and how much from the brain is contested."
)


def section(course: xarray.Dataset) -> Section:
    """Scores with bands; or, where no human outcome data carry one, the sentence that says so."""
    reason = _no_score(course)
    scale = reading.primary_scale(course)
    if reason or scale is None:
        words = reason or "No forecast: this course has no rating scale."
        stops = "The simulation stops at the mechanism here."
        told = published.findings(course, *published.scales())  # a trial that found nothing is not left out
        return Section("scores", TITLE, (stops,), notes=told, warnings=(words,))
    studied = published.studied(course)
    panels = [*_score(course, scale, studied), *_shares(course, scale, studied)]
    who = "a number that the patient gives to the pain" if "nrs" in scale else "a questionnaire filled in by a rater"
    plain = [f"{reading.scale_name(scale)} is {who}; lower is better. " + _reach(course, scale, panels[0].curves[0])]
    if course[scale].attrs.get("units") != "points":
        plain.append(
            "The course is that of depression, with its size set by hand to the published effect in this condition: "
            "nothing about this condition is predicted. It is drawn as a change in standard deviations (SD), not in "
            "points."
        )
    plain += _against_control(course, scale)
    if "nrs" in scale:
        plain.append(PAIN)
    if not reading.doses(course):
        plain.append("No treatment is given: no study stands behind this curve, it is the model alone.")
    elif studied.until < reading.hours(course)[-1]:
        plain.append(
            f"Hatched: beyond the studied duration ({studied.words}). There the curve is the model alone; "
            "no study says whether the benefit lasts."
        )
    if reading.doses(course) and studied.controlled < min(studied.until, reading.hours(course)[-1]):
        after = f"after day {studied.controlled / 24:.0f} " if studied.controlled > 0.0 else ""
        plain.append(
            f"Lightly hatched: {after}this treatment was studied without a control arm only; how much of the "
            "improvement is the drug's is not known there."
        )
    lines = [line for line in observables.lines(course) if line.variable == scale]
    tables = [numbers(f"{reading.scale_name(scale)} in numbers", lines, reading.patients(course))]
    tables += _share_table(course, scale) + _other_scales(course, scale) + _published_table(course, scale)
    notes = (*_evidence(course), *_known_miss(course), *_notes())
    return Section("scores", TITLE, plain, panels, tables, notes, _unstudied(course))


def _unstudied(course: xarray.Dataset) -> list[str]:
    """Where the plan leaves what trials gave: a sentence each."""
    reasons = json.loads(course.attrs.get("unstudied", "[]"))
    return [f"Held against trials in depression: {why}. Here the score is the model alone." for why in reasons]


def _evidence(course: xarray.Dataset) -> list[str]:
    """What human outcome data the score rests on, in the words of the dataset."""
    return [f"Evidence behind this score: {words}" for words in json.loads(course.attrs.get("evidence", "[]"))]


def _known_miss(course: xarray.Dataset) -> list[str]:
    """Where validation found the benefit too large, on the page that shows it."""
    ketamine = {dose.drug for dose in reading.doses(course)} & {"ketamine", "esketamine"}
    depression = reading.plan(course).get("condition") == "depression"
    if not ketamine or not depression or len(reading.sessions(course)) < 2:
        return []
    return [
        "Known error: against trials that it was not fitted to, this simulation makes the benefit of repeated doses "
        "too large (nasal esketamine after four open weeks -16.4 points in the trial, about seven more here "
        "[E431]; no difference from midazolam after eight infusions in a trial, a large one here [E466])."
    ]


def _no_score(course: xarray.Dataset) -> str:
    if course.attrs.get("no_forecast"):
        return str(course.attrs["no_forecast"])
    if not reading.human(course):
        species = reading.plan(course).get("species", "animal")
        return (
            f"No forecast: this is a {species} plan; a {species} has no rating scale, so only the mechanism is shown."
        )
    return ""


def _line(course: xarray.Dataset, scale: str) -> Curve:
    """The score as its rater would write it; for one patient, the course without rating noise."""
    samples = reading.values(course, scale)
    latent = f"{scale}_latent"
    hours, band = reading.hours(course), reading.forecast_band(course, scale)
    if samples.shape[0] >= reading.ENOUGH:
        band = reading.spread(samples) if band is None else band
        return Curve(f"median of {samples.shape[0]} simulated patients", hours, band[2], band, BLUE)
    middle = np.median(reading.values(course, latent) if latent in course else samples, axis=0)
    few = samples if samples.shape[0] > 1 else None
    return Curve("simulated patient, without rating noise", hours, middle, band, BLUE, faint=few)


def _score(course: xarray.Dataset, scale: str, studied: published.Studied) -> list[Panel]:
    """The onset in the first days, then the whole course."""
    line, name = _line(course, scale), reading.scale_name(scale)
    lines = [line, *_control(course, scale)]
    base = float(np.median(reading.before(course, reading.values(course, scale))))
    shown = published.points(course, scale, base)
    caption = "Symbols: published results of matching treatments, drawn from the simulated start." if shown else ""
    caption = f"{caption} {published.caption(course, scale)}".strip()
    treated = bool(reading.doses(course))  # without a dose there is nothing that a study could have covered
    more: dict[str, Any] = {
        "points": shown,
        "studied_until": studied.until if treated else None,
        "controlled_until": studied.controlled,
    }
    points = course[scale].attrs.get("units") == "points"
    unit = "points (lower is better)" if points else "change in SD (lower is better)"
    more |= {"floor": 0} if points else {"level": 0.0}
    whole = (-36, np.inf)
    panels = []
    if reading.hours(course)[-1] > 96:
        title = f"{name} score, first three days"
        panels += curves.panel(course, "scores_onset", title, unit, lines, (-6, 66), caption, **more)
    return panels + curves.panel(course, "scores", f"{name} score", unit, lines, whole, caption, **more)


def _control(course: xarray.Dataset, scale: str) -> list[Curve]:
    """The same patients with what the control arm of the plan's trial got, if the plan names it."""
    other = f"{scale}_control"
    if other not in course:
        return []
    label = f"the same, given {course[other].attrs['given']}"
    return [Curve(label, reading.hours(course), reading.control(course, scale), None, RED, 1)]


def _against_control(course: xarray.Dataset, scale: str) -> list[str]:
    """How much of the fall at a day the same patients have without the drug."""
    other = f"{scale}_control"
    if other not in course or reading.hours(course)[-1] < 24.0:
        return []
    day = published.nearest(reading.hours(course), 24.0)
    latent = [reading.values(course, f"{name}_latent") for name in (scale, other)]
    falls = [float(np.mean(reading.before(course, it) - it[:, day])) for it in latent]
    who = "patient" if reading.patients(course) == 1 else "patients"
    alone, drug, more = (measure(it, "points") for it in (falls[1], falls[0], falls[0] - falls[1]))
    return [
        f"Dashed: the same {who} at the same visits, given {course[other].attrs['given']}. A day after the first dose "
        f"this alone is worth {alone} points (care and expectation), the treatment {drug}. The difference, {more} "
        "points, is what the drug adds; part of it is what patients expect because they feel the drug."
    ]


def _reach(course: xarray.Dataset, scale: str, line: Curve) -> str:
    start = line.middle[max(int(np.searchsorted(line.hours, 0.0, side="right")) - 1, 0)]
    day = observables_at(line, 24.0)
    if day is None:
        return ""
    who = "the patient" if reading.patients(course) == 1 else "the middle patient"
    when = "one day after the first dose" if reading.doses(course) else "in one day"
    unit = str(course[scale].attrs.get("units"))
    if unit != "points":
        said = f"In this simulation {who} changes by {sig(day - start)} SD {when}."
    else:
        said = f"In this simulation {who} goes from {measure(start, unit)} to {measure(day, unit)} points {when}."
    return said + _middle_half(course, line, unit)


def _middle_half(course: xarray.Dataset, line: Curve, unit: str, hour: float = 24.0) -> str:
    """Where half of the patients like this one lie at an hour: the line of one patient is not their middle."""
    if line.band is None:
        return ""
    low, middle, high = (measure(it, unit) for it in line.band[1:4, published.nearest(line.hours, hour)])
    if reading.patients(course) > 1:
        return f" Half of them lie between {low} and {high} then."
    return (
        f" Half of patients like this lie between {low} and {high} then, the middle one at {middle}; the line, with "
        "every trait in the middle, is not what to expect of them."
    )


def observables_at(line: Curve, hour: float) -> float | None:
    """The middle of a curve at an hour, if it reaches that far."""
    if line.hours[-1] < hour:
        return None
    return float(line.middle[published.nearest(line.hours, hour)])


def _shares(course: xarray.Dataset, scale: str, studied: published.Studied) -> list[Panel]:
    count = reading.patients(course)
    if count < reading.ENOUGH or course[scale].attrs.get("units") != "points":
        return []
    lines, points = [], []
    few = f"{observables.REMISSION.get(scale, 0):g} points or less"
    words = {"response": "response: score halved", "remission": f"remission: {few}"}
    for place, (name, share) in enumerate(observables.shares(course, scale).items()):
        low, high = observables.wilson(share, count)
        band = np.stack([low, low, share, high, high])
        lines.append(Curve(words[name], reading.hours(course), share, band, (GREEN, RED)[place], place, False))
        points += published.points(course, name)
    caption = f"Band: 90 % interval from the number of simulated patients ({count}) alone."
    title, span = "Response and remission", (-36, np.inf)
    edges: dict[str, Any] = {
        "explain": False,
        "floor": 0,
        "ceiling": 100,
        "studied_until": studied.until,
        "controlled_until": studied.controlled,
        "points": points,
    }
    return curves.panel(course, "response", title, "% of patients", lines, span, caption, **edges)


def _share_table(course: xarray.Dataset, scale: str) -> list[Table]:
    count, hours = reading.patients(course), reading.hours(course)
    if count < reading.ENOUGH or course[scale].attrs.get("units") != "points":
        return []
    rows = []
    for name, share in observables.shares(course, scale).items():
        low, high = observables.wilson(share, count)
        for hour in (hour for hour in observables.RATING_HOURS if hour <= hours[-1]):
            at = published.nearest(hours, hour)
            rows.append((name, observables.clock(hour), f"{share[at]:.0f} %", f"{low[at]:.0f} to {high[at]:.0f} %"))
    return [Table("Response and remission", ("outcome", "when", "simulated share", "90 % interval"), rows)]


def _other_scales(course: xarray.Dataset, scale: str) -> list[Table]:
    hours, rows = reading.hours(course), []
    for variable in course.data_vars:
        name = str(variable)
        skip = name in (scale, f"{scale}_control") or "cadss" in name or name.endswith(("_band", "_latent"))
        if skip or not name.startswith("symptoms_") or "units" not in course[name].attrs:
            continue
        if course[name].attrs["units"] not in ("points", "point", "sd"):
            continue
        level = reading.values(course, name)
        at = published.nearest(hours, 24.0)
        now, unit = reading.spread(level[:, at]), str(course[name].attrs["units"])
        rows.append(
            (
                reading.scale_name(name),
                measure(float(np.median(reading.before(course, level))), unit),
                measure(float(now[2]), unit) if hours[-1] >= 24 else "not reached",
                measure(float(np.median(level[:, -1])), unit),
                {"sd": "SD"}.get(unit, unit),
            )
        )
    title = "Other scales (each asks about several days, so one day hardly shows)"
    return [Table(title, ("scale", "before", "24 h", "end", "unit"), rows, True)] if rows else []


def _published_table(course: xarray.Dataset, scale: str) -> list[Table]:
    rows = []
    for variable in (scale, "response", "remission"):
        rows += [
            (
                (f"{row['study']} [{row['id']}]", f"https://doi.org/{row['doi']}" if row["doi"] else ""),
                row["quantity"],
                observables.clock(float(row["hour"])),
                published.amount(row),
                row["note"] or row["bar"] or row["context"],
                row["use"] if row["status"] == "verified" else f"{row['use']}{published.REMEMBERED}",
            )
            for row in published.matching(course, variable)
        ]
    head = ("study", "what was measured", "when", "value", "spread or test", "use in this model")
    return [Table("Published results of matching treatments", head, rows)] if rows else []


def _notes() -> tuple[str, ...]:
    return (
        "Expectation and open treatment move a score as well as the drug does; both are parameters of the model.",
        "Stronger dissociation went with more benefit in one group (r -0.35 at 230 min), not in the "
        "esketamine trials "
        "(n = 576).",
    )
