"""The dorsal horn in one picture: response by stimulus, growth by frequency, first response and wind-up by level."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.plots import BLUE, GREEN, INK, RED

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes

SIZE, DPI = (11.5, 4.2), 150
COLOURS = {"without drug": INK, "at this moment": BLUE}
NAMES = {"without drug": "without drug", "at this moment": "with the drug"}


def picture(seen: xarray.Dataset, kind: str = "png") -> bytes:
    """The three panels as PNG or SVG.

    Args:
        seen: of `zoom.dorsal_horn.look`.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"font.size": 10, "svg.hashsalt": "dorsal horn", "text.color": INK}):
        figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.subplots(1, 3)
        _stimuli(axes[0], seen)
        _frequencies(axes[1], seen)
        _levels(axes[2], seen)
        for one in axes:
            one.spines[["top", "right"]].set_visible(False)
            one.title.set(fontweight="bold", fontsize=11, ha="left", x=0.0)
        figure.tight_layout(w_pad=2.0)
        stream = io.BytesIO()
        figure.savefig(stream, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return stream.getvalue()


def _stimuli(axes: Axes, seen: xarray.Dataset) -> None:
    number = seen.stimulus.values
    for name in seen.condition.values:
        spikes = seen.response_c.sel(condition=name).values
        axes.plot(number, spikes, "o-", color=COLOURS[name], markersize=4)
        at = (number[-1], spikes[-1])
        axes.annotate(NAMES[name], at, (-4, 8), textcoords="offset points", color=COLOURS[name], ha="right")
    axes.set(title=f"Wind-up at {seen.attrs['hz']:g} Hz", xlabel="stimulus", ylabel="spikes per C response")
    axes.set(ylim=(0, 1.15 * float(seen.response_c.max())), xlim=(0.5, number[-1] + 0.5))
    axes.set_xticks([number[0], *range(4, number[-1] + 1, 4)])


def _frequencies(axes: Axes, seen: xarray.Dataset) -> None:
    hz = seen.frequency.values
    for name in seen.condition.values:
        growth = seen.growth.sel(condition=name).values
        axes.plot(hz, growth, "o-", color=COLOURS[name], markersize=4)
        drug = name != "without drug"
        aside: dict[str, Any] = {"xytext": (8, -6), "ha": "left"} if drug else {"xytext": (-8, 2), "ha": "right"}
        axes.annotate(NAMES[name], (hz[4], growth[4]), textcoords="offset points", color=COLOURS[name], **aside)
    axes.axhline(1.0, color="0.6", linewidth=0.8)
    axes.set(title="It needs repetition", xlabel="stimuli per second [Hz]", ylabel="last over first response")
    axes.set(xscale="log", ylim=(0.8, 1.15 * float(seen.growth.max())))
    axes.set_xticks([0.1, 0.3, 1.0, 2.0], ["0.1", "0.3", "1", "2"])
    axes.minorticks_off()


def _levels(axes: Axes, seen: xarray.Dataset) -> None:
    level = seen.level.values[1:]
    for name, words, colour in (("first_response", "first response", GREEN), ("wind_up", "wind-up", RED)):
        values = 100.0 * seen[name].values[1:]
        axes.plot(level, values, color=colour, linewidth=2)
        place = int(np.argmin(np.abs(level - 3.0)))
        axes.annotate(words, (level[place], values[place]), (4, 6), textcoords="offset points", color=colour)
    now = float(seen.attrs["level"])
    if level[0] <= now <= level[-1]:
        axes.axvline(now, color=BLUE, linestyle=(0, (4, 2)), linewidth=1)
        axes.annotate(f"at {seen.attrs['at']}", (now, 4), (-4, 0), textcoords="offset points", color=BLUE, ha="right")
    axes.set(title="What the drug takes", xlabel="unbound ketamine, as racemate [\N{MICRO SIGN}mol/L]")
    axes.set(ylabel="% of that without drug", xscale="log", ylim=(0, 108))
    axes.set_xticks([0.01, 0.1, 1.0, 10.0], ["0.01", "0.1", "1", "10"])
    axes.minorticks_off()
