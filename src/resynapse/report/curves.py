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
WIDTH = 0.003  # of what a picture spans: about half a line
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
    """One curve per label of a dimension."""
    found: list[Curve] = []
    for label in (str(item) for item in course[dimension].values):
        samples = scale * reading.values(course, name, **{dimension: label})
        found.append(curve(course, samples, words.get(label, label), len(found), band))
    return found


def merged(lines: Sequence[Curve], shown: tuple[float, float]) -> list[Curve]:
    """Lines that lie on top of each other within a window become one with both names: a reader would miss the other."""
    inside = [(line.hours >= shown[0]) & (line.hours <= shown[1]) for line in lines]
    seen = np.concatenate([line.middle[here] for line, here in zip(lines, inside, strict=True)])
    apart = WIDTH * (np.nanmax(seen) - np.nanmin(seen)) if np.any(np.isfinite(seen)) else 0.0
    found: list[Curve] = []
    for line, here in zip(lines, inside, strict=True):
        same = [k for k, it in enumerate(found) if _on_top(it, line, here, apart)]
        if same:
            found[same[0]] = replace(found[same[0]], label=f"{found[same[0]].label}, {line.label}")
        else:
            found.append(line)
    return found


def _on_top(one: Curve, other: Curve, here: Array, apart: float) -> bool:
    """Whether two curves of the same hours differ nowhere by more than the width of a line."""
    same = one.hours.size == other.hours.size
    return same and np.allclose(one.middle[here], other.middle[here], rtol=0.0, atol=apart, equal_nan=True)


def from_rest(line: Curve) -> Curve:
    """The same line as a change from its value before the first dose."""
    start = line.middle[max(int(np.searchsorted(line.hours, 0.0, side="right")) - 1, 0)]
    return replace(line, middle=line.middle - start, faint=None if line.faint is None else line.faint - start)


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
        caption = f"{caption} {BOTH if wide else HALF}".strip()
        caption += f" {ALONE}" if wide and reading.patients(course) == 1 else ""
    shown = window(course, *span)
    lines = list(lines) if more.get("log") else merged(lines, shown)
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
