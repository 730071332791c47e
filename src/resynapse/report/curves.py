"""From variables of a course to curves and panels: medians, bands, windows, words in place of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report import reading
from resynapse.report.layout import sig
from resynapse.report.plots import BLUE, BROWN, GREEN, INK, PURPLE, RED, Array, Curve, Panel

if TYPE_CHECKING:
    import xarray

COLOURS = (BLUE, RED, GREEN, PURPLE, BROWN, INK)
ALL = (-np.inf, np.inf)
BOTH = "Dark band: half of the patients; light band: nine of ten."
ALONE = "The bands are 127 virtual patients; the line, with every trait in the middle, is not the middle of their band."
HALF = "Band: half of the patients."


def curve(course: xarray.Dataset, samples: Array, label: str, place: int = 0, band: str = "both") -> Curve:
    """A curve of samples [patient, T]: the median and, from 20 patients on, bands.

    Args:
        course: where the hours are.
        samples: float64[patient, T].
        label: the name beside the line.
        place: number of the line in its panel; picks colour and dash.
        band: "both" (50 and 90 %), "half" (50 %) or "none".
    """
    hours, colour = reading.hours(course), COLOURS[place % len(COLOURS)]
    if band != "none" and samples.shape[0] >= reading.ENOUGH:
        quantiles = reading.spread(samples)
        return Curve(label, hours, quantiles[2], quantiles, colour, place, band == "both")
    few = samples if band != "none" and 1 < samples.shape[0] < reading.ENOUGH else None
    return Curve(label, hours, np.median(samples, axis=0), None, colour, place, faint=few)


def named(course: xarray.Dataset, parts: Sequence[tuple[str, str]], band: str = "none") -> list[Curve]:
    """Curves of those variables that the course has: (variable, label)."""
    found = []
    for place, (name, label) in enumerate(parts):
        if name in course:
            line = curve(course, reading.values(course, name), label, place, band)
            given = None if band == "none" else reading.forecast_band(course, name)
            if line.band is None and given is not None:
                line = replace(line, band=given, wide=band == "both", faint=None)
            found.append(line)
    return found


def along(
    course: xarray.Dataset,
    name: str,
    dimension: str,
    words: dict[str, str],
    scale: float = 1.0,
    band: str = "none",
) -> list[Curve]:
    """One curve per label of a dimension; labels with the same values share one."""
    found: list[Curve] = []
    for label in (str(item) for item in course[dimension].values):
        samples = scale * reading.values(course, name, **{dimension: label})
        line = curve(course, samples, words.get(label, label), len(found), band)
        same = [place for place, other in enumerate(found) if np.array_equal(other.middle, line.middle)]
        if same:  # one line with both names, not two on top of each other
            twin = found[same[0]]
            found[same[0]] = replace(twin, label=f"{twin.label}, {line.label}")
        else:
            found.append(line)
    return found


def dosed(course: xarray.Dataset) -> list[float]:
    """Times at which a dose starts [h]."""
    return sorted({dose.time for dose in reading.doses(course)})


def window(course: xarray.Dataset, start: float, stop: float) -> tuple[float, float]:
    """The part of the simulated hours between start and stop (the whole, if nothing lies there)."""
    hours = reading.hours(course)
    low, high = max(start, float(hours[0])), min(stop, float(hours[-1]))
    return (low, high) if high > low else (float(hours[0]), float(hours[-1]))


def panel(
    course: xarray.Dataset,
    name: str,
    title: str,
    ylabel: str,
    lines: Sequence[Curve],
    span: tuple[float, float],
    caption: str,
    **more: Any,
) -> list[Panel]:
    """One panel with its doses and its alternative text; none if there is nothing to draw."""
    if not lines:
        return []
    if more.pop("explain", True) and any(line.band is not None for line in lines):
        wide = any(line.band is not None and line.wide for line in lines)
        caption += f" {BOTH if wide else HALF}"
        caption += f" {ALONE}" if wide and reading.patients(course) == 1 else ""
    shown = window(course, *span)
    return [Panel(name, title, ylabel, alt(title, lines, shown), lines, shown, caption, doses=dosed(course), **more)]


def alt(title: str, lines: Sequence[Curve], shown: tuple[float, float]) -> str:
    """Sentences for a reader who does not see the picture: start, peak and end of each line within the window [h]."""
    words = [f"{title}."]
    for line in lines:
        after = (line.hours >= max(0.0, shown[0])) & (line.hours <= shown[1]) & np.isfinite(line.middle)
        if not np.any(after):
            continue
        values, when = line.middle[after], line.hours[after]
        far = int(np.argmax(np.abs(values - values[0])))
        if sig(values[far]) == sig(values[0]):
            words.append(f"{line.label}: {sig(values[0])} throughout.")
            continue
        time = f"{sig(when[far])} hours" if when[far] < 48 else f"{sig(when[far] / 24)} days"
        words.append(
            f"{line.label}: from {sig(values[0])} to {sig(values[far])} after {time}, {sig(values[-1])} at the end."
        )
    return " ".join(words)
