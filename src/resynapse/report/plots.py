"""Drawing: a panel is described as data, then rendered to a PNG in one place.

Colours stay apart for colour-blind readers and on grey print (each has its own dash too) and reach a
contrast of 3:1 on white. Nothing here knows what a curve means.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = np.ndarray[Any, Any]

BLUE, RED, GREEN, PURPLE, BROWN, INK = "#0B5FA5", "#B8430B", "#00735C", "#8C3A8C", "#7A5C00", "#26303A"
DASHES: tuple[Any, ...] = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (5, 1.4, 1.2, 1.4)), (0, (8, 2)), "-")
SIZE = (5.2, 3.7)  # inches
DPI = 150
FONT = 9.5
FITS = 37  # letters of a label in half of the width
ROWS = 3  # of names that fit above the axes
FAINT = "#7A848E"  # what is only remembered
BESIDE = 0.02  # of the window, between symbols of one hour
NOTHING = 1e-6  # smaller is rounding of the computation, whatever the unit


@dataclass(frozen=True)
class Curve:
    """One line: hours [T], middle [T] and, where known, quantiles 5, 25, 50, 75, 95 % [5, T]."""

    label: str
    hours: Array
    middle: Array
    band: Array | None = None
    colour: str = BLUE
    dash: int = 0
    wide: bool = True  # draw the 90 % band as well as the 50 % band
    faint: Array | None = None  # single patients [n, T], where they are few


@dataclass(frozen=True)
class Point:
    """A published value with its bar."""

    label: str
    hour: float
    value: float
    low: float | None
    high: float | None
    remembered: bool = False  # not read in its source: drawn in grey


@dataclass(frozen=True)
class Panel:
    """A picture: what is drawn, in which window, with which words."""

    name: str
    title: str
    ylabel: str
    alt: str
    curves: Sequence[Curve]
    window: tuple[float, float]
    caption: str = ""
    points: Sequence[Point] = ()
    doses: Sequence[float] = ()
    studied_until: float | None = None
    controlled_until: float | None = None  # from here on it was studied without a control arm only
    level: float | None = None  # a thin horizontal line
    floor: float | None = None
    ceiling: float | None = None
    log: bool = False
    stamp: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


def render(panel: Panel) -> bytes:
    """The panel as PNG bytes (same input, same bytes)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.125, 0.125, 0.855, 0.665))
    figure.text(0.012, 0.985, panel.title, fontsize=11, fontweight="bold", color=INK, va="top")
    unit = 1.0 if panel.window[1] - panel.window[0] <= 73 else 24.0
    for curve in panel.curves:
        _draw(axes, curve, unit, panel)
    _points(axes, panel, unit)
    _frame(axes, panel, unit)
    _studied(axes, panel, unit)
    _legend(axes)
    canvas.draw()
    return _png(np.asarray(canvas.buffer_rgba()))


def _png(pixels: Array) -> bytes:
    """Pixels [height, width, 4] as a PNG of at most 128 colours, a third of the size of the full one."""
    from PIL import Image

    image = Image.fromarray(pixels[..., :3])
    few = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    few.save(stream, "png", compress_level=6, dpi=(DPI, DPI))
    return stream.getvalue()


def _legend(axes: Axes) -> None:
    """Names between title and axes, in columns (by hand: a third of the time of the library's legend)."""
    from matplotlib.lines import Line2D

    lines = [line for line in axes.get_lines() if not str(line.get_label()).startswith("_")]
    labels = [str(line.get_label()) for line in lines]
    columns = 3 if len(labels) > 2 and max(len(label) for label in labels) <= 22 else 2
    rows = -(-len(labels) // columns)
    if rows > ROWS:  # the axes make room
        box = axes.get_position()
        axes.set_position((box.x0, box.y0, box.width, box.height - 0.041 * (rows - ROWS) - 0.02))
    for place, (line, label) in enumerate(zip(lines, labels, strict=True)):
        x, y = 0.015 + (place // rows) * 0.985 / columns, 0.905 - (place % rows) * 0.041
        marked = line.get_marker() not in ("None", None, "")
        sample = Line2D([x + 0.03] if marked else [x, x + 0.06], [y] if marked else [y, y])
        sample.update_from(line)
        sample.set_transform(axes.figure.transFigure)
        sample.set_clip_on(False)
        axes.figure.add_artist(sample)
        size = 8.2 * min(1.0, FITS / len(label))
        axes.figure.text(x + 0.072, y, label, fontsize=size, va="center", color=INK)


def _draw(axes: Axes, curve: Curve, unit: float, panel: Panel) -> None:
    inside = _around(curve.hours, panel.window)
    when = curve.hours[inside] / unit
    if curve.band is not None:
        low, lower, _, upper, high = curve.band[:, inside]
        if curve.wide:
            axes.fill_between(when, low, high, color=curve.colour, alpha=0.16, linewidth=0)
        axes.fill_between(when, lower, upper, color=curve.colour, alpha=0.26, linewidth=0)
    for single in [] if curve.faint is None else curve.faint:
        axes.plot(when, single[inside], color=curve.colour, alpha=0.35, linewidth=0.6)
    middle, dash = curve.middle[inside], DASHES[curve.dash]
    axes.plot(when, middle, color=curve.colour, linestyle=dash, linewidth=1.7, label=curve.label)


def _around(hours: Array, window: tuple[float, float]) -> slice:
    """The samples inside a window and one neighbour on each side."""
    first = max(int(np.searchsorted(hours, window[0], side="right")) - 1, 0)
    last = min(int(np.searchsorted(hours, window[1], side="left")) + 1, len(hours))
    return slice(first, last)


def _frame(axes: Axes, panel: Panel, unit: float) -> None:
    if panel.log:
        axes.set_yscale("log")
    axes.set_xlim(panel.window[0] / unit, panel.window[1] / unit)
    low, high = axes.get_ylim()
    if panel.level is not None:
        low, high = min(low, panel.level - 0.02), max(high, panel.level + 0.02)
        high += 0.05 * (high - low)  # room for the marks of the doses
    if max(abs(low), abs(high)) < NOTHING and not panel.log:  # rounding around zero is drawn as zero
        low, high = -0.055, 0.055
    if high - low < 0.02 * max(abs(low), abs(high)):  # a constant is a flat line, not enlarged noise
        low, high = low - 0.05 * abs(low), high + 0.05 * abs(high)
    low, high = (
        low if panel.floor is None else panel.floor,
        high if panel.ceiling is None else panel.ceiling,
    )
    axes.set_ylim(low, high)
    if panel.level is not None:
        axes.axhline(panel.level, color="#5C6670", linewidth=0.9, linestyle=(0, (2, 2)), zorder=0)
    _ticks(axes, panel, unit)
    given = [hour / unit for hour in panel.doses if panel.window[0] <= hour <= panel.window[1]]
    if given:
        top = axes.get_xaxis_transform()
        height = [1.0] * len(given)
        axes.plot(given, height, "v", color=INK, markersize=5, clip_on=False, label="dose", transform=top)
    if panel.stamp:
        axes.figure.text(  # beside the title, where no line can run under it
            0.98,
            0.985,
            panel.stamp,
            ha="right",
            va="top",
            fontsize=9,
            weight="bold",
            color="#7A1F00",
            bbox={"facecolor": "white", "edgecolor": "#7A1F00", "boxstyle": "round,pad=0.3"},
        )


def _ticks(axes: Axes, panel: Panel, unit: float) -> None:
    """Axis lines, grid, numbers and names (by hand: the library's ticks take most of its time)."""
    axes.set_axis_off()
    across, up = axes.get_xaxis_transform(), axes.get_yaxis_transform()
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    heights = [10.0**power for power in range(-9, 10)] if panel.log else _round_numbers(low, high, 7)
    for x in _clock_numbers(left, right) if unit == 1.0 else _round_numbers(left, right, 9):
        axes.text(x, -0.025, f"{x:g}", transform=across, fontsize=8.5, ha="center", va="top")
    shown = [y for y in heights if low <= y <= high]
    for y in shown:
        axes.text(-0.012, y, f"{y:g}", transform=up, fontsize=8.5, ha="right", va="center")
    axes.hlines(shown, 0, 1, transform=up, color="#E3E7EB", linewidth=0.7, zorder=-1)
    axes.plot([0, 0, 1], [1, 0, 0], color=INK, linewidth=1.2, clip_on=False, transform=axes.transAxes)
    since = f"{'hours' if unit == 1.0 else 'days'} {'after the first dose' if panel.doses else 'of the plan'}"
    axes.text(0.5, -0.09, since, transform=axes.transAxes, fontsize=FONT, ha="center", va="top")
    axes.text(-0.1, 0.5, panel.ylabel, transform=axes.transAxes, fontsize=FONT, rotation=90, ha="right", va="center")


def _clock_numbers(left: float, right: float) -> list[float]:
    """Hours at which one looks at a clock: every 6 or 12 where the span is long."""
    step = 12 if right - left > 30 else 6
    if right - left <= 16:
        return _round_numbers(left, right, 9)
    return [float(hour) for hour in range(step * int(np.ceil(left / step)), int(right) + 1, step)]


def _round_numbers(low: float, high: float, most: int) -> list[float]:
    """Round numbers between two, at most `most` steps: steps of 1, 2, 2.5 or 5 times a power of ten."""
    size = 10.0 ** np.floor(np.log10((high - low) / most))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if (high - low) / (size * factor) <= most)
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return [round(float(step * place), 12) + 0.0 for place in np.arange(first, last + 1)]


def _points(axes: Axes, panel: Panel, unit: float) -> None:
    """Published values: a symbol for each label; bars of one hour that overlap stand side by side."""
    markers = "oDs^<P"
    shown = [point for point in panel.points if panel.window[0] <= point.hour <= panel.window[1]]
    kinds = list(dict.fromkeys(point.label for point in shown))
    named = set[str]()
    for point in shown:
        beside = [other for other in shown if other is point or _overlap(other, point)]
        aside = BESIDE * (panel.window[1] - panel.window[0]) * (beside.index(point) - (len(beside) - 1) / 2)
        when = (point.hour + aside) / unit
        colour = FAINT if point.remembered else INK
        if point.low is not None or point.high is not None:
            low = point.value if point.low is None else point.low
            high = point.value if point.high is None else point.high
            axes.plot([when, when], [low, high], "_-", color=colour, linewidth=1.2, markersize=7, zorder=5)
        axes.plot(
            [when],
            [point.value],
            markers[kinds.index(point.label) % len(markers)],
            color=colour,
            markersize=5.5,
            markerfacecolor="white",
            markeredgewidth=1.4,
            zorder=6,
            label=None if point.label in named else point.label,
        )
        named.add(point.label)


def _overlap(one: Point, other: Point) -> bool:
    """Whether two values of one hour have bars over the same heights."""
    if one.hour != other.hour or None in (one.low, one.high, other.low, other.high):
        return False
    return bool(one.low <= other.high and other.low <= one.high)  # type: ignore[operator]


def _studied(axes: Axes, panel: Panel, unit: float) -> None:
    """Mark what lies beyond the controlled, and beyond any, study of this drug, route and condition."""
    if panel.studied_until is None:
        return
    end = panel.window[1]
    if panel.controlled_until is not None:
        _hatched(axes, (panel.controlled_until, min(panel.studied_until, end)), "/", "no control arm", panel, unit)
    _hatched(axes, (panel.studied_until, end), "///", "beyond the studied duration", panel, unit)


def _hatched(axes: Axes, span: tuple[float, float], hatch: str, words: str, panel: Panel, unit: float) -> None:
    """A hatched span of hours with its meaning written into it; none if it is empty or outside."""
    start, end = max(span[0], panel.window[0]) / unit, span[1] / unit
    if start >= end:
        return
    axes.axvspan(start, end, facecolor="none", edgecolor="#8A949E", hatch=hatch, linewidth=0, alpha=0.55, zorder=3)
    axes.axvline(start, color="#46505A", linewidth=1.0, zorder=4)
    axes.text(
        (start + end) / 2,
        0.98,
        words,
        transform=axes.get_xaxis_transform(),
        rotation=90,
        ha="center",
        va="top",
        fontsize=8.5,
        color=INK,
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none"},
    )
