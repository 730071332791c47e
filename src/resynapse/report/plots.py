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
    _frame(axes, panel, unit)
    _points(axes, panel, unit)
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
    """Names between title and axes, in as many columns as their length allows."""
    handles, labels = axes.get_legend_handles_labels()
    if not handles:
        return
    columns = 3 if len(labels) > 3 and max(len(label) for label in labels) <= 20 else 2
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(0.003, 0.925),
        bbox_transform=axes.figure.transFigure,
        ncols=columns,
        fontsize=8.2,
        frameon=False,
        borderaxespad=0.2,
        borderpad=0.1,
        handlelength=2.6,
        columnspacing=1.3,
        labelspacing=0.2,
    )


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
    from matplotlib.ticker import NullLocator

    if panel.log:
        axes.set_yscale("log")
    axes.set_xlim(panel.window[0] / unit, panel.window[1] / unit)
    if panel.floor is not None or panel.ceiling is not None:
        axes.set_ylim(panel.floor, panel.ceiling)
    if panel.level is not None:
        axes.axhline(panel.level, color="#5C6670", linewidth=0.9, linestyle=(0, (2, 2)), zorder=0)
    given = [hour / unit for hour in panel.doses if panel.window[0] <= hour <= panel.window[1]]
    if given:
        axes.plot(
            given,
            [1.0] * len(given),
            "v",
            color=INK,
            markersize=5,
            clip_on=False,
            label="dose",
            transform=axes.get_xaxis_transform(),
            linestyle="none",
        )
    axes.locator_params(axis="x", nbins=7)
    if panel.log:
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.locator_params(axis="y", nbins=5)
    axes.set_title("", y=1.0)  # fixed places of title and labels spare a second layout of all text
    axes.xaxis.set_label_coords(0.5, -0.105)
    axes.yaxis.set_label_coords(-0.098, 0.5)
    axes.set_xlabel(
        "hours after the first dose" if unit == 1.0 else "days after the first dose", fontsize=FONT
    )
    axes.set_ylabel(panel.ylabel, fontsize=FONT)
    axes.tick_params(labelsize=8.5, color="#5C6670")
    axes.grid(axis="y", color="#E3E7EB", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if panel.stamp:
        axes.text(
            0.99,
            0.97,
            panel.stamp,
            transform=axes.transAxes,
            ha="right",
            va="top",
            fontsize=9,
            weight="bold",
            color="#7A1F00",
            bbox={"facecolor": "white", "edgecolor": "#7A1F00", "boxstyle": "round,pad=0.3"},
        )


def _points(axes: Axes, panel: Panel, unit: float) -> None:
    markers = "oDs^vP"
    shown = [point for point in panel.points if panel.window[0] <= point.hour <= panel.window[1]]
    kinds = list(dict.fromkeys(point.label for point in shown))
    for point in shown:
        when = point.hour / unit
        if point.low is not None or point.high is not None:
            low = point.value if point.low is None else point.low
            high = point.value if point.high is None else point.high
            axes.plot([when, when], [low, high], "_-", color=INK, linewidth=1.2, markersize=7, zorder=5)
        place = kinds.index(point.label)
        axes.plot(
            [when],
            [point.value],
            markers[place % len(markers)],
            color=INK,
            markersize=5.5,
            markerfacecolor="white",
            markeredgewidth=1.4,
            zorder=6,
            label=point.label if shown[[it.label for it in shown].index(point.label)] is point else None,
        )


def _studied(axes: Axes, panel: Panel, unit: float) -> None:
    """Mark what lies beyond the longest study of this drug, route and condition."""
    if panel.studied_until is None or panel.studied_until >= panel.window[1]:
        return
    start = max(panel.studied_until, panel.window[0]) / unit
    end = panel.window[1] / unit
    axes.axvspan(
        start, end, facecolor="none", edgecolor="#8A949E", hatch="///", linewidth=0, alpha=0.55, zorder=3
    )
    axes.axvline(start, color="#46505A", linewidth=1.0, zorder=4)
    axes.text(
        (start + end) / 2,
        0.5,
        "beyond the studied duration",
        transform=axes.get_xaxis_transform(),
        rotation=90,
        ha="center",
        va="center",
        fontsize=8.5,
        color=INK,
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none"},
    )
