"""The spiking column in one picture: raster before and now, rates, spectrum of the field proxy, rates by level."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from resynapse.report.plots import BLUE, BROWN, GREEN, INK, PURPLE, RED

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes

SIZE, DPI = (13.3, 7.8), 150
COLOURS = {"pyramidal": RED, "PV": BLUE, "SST": GREEN, "VIP": PURPLE}
CONDITION = {"without drug": INK, "at this moment": BROWN}
MOST = 300  # rows of a raster
LATEST = 1.5  # s of a raster, where so much was recorded


def picture(seen: xarray.Dataset, kind: str = "png") -> bytes:
    """The five panels as PNG or SVG.

    Args:
        seen: of `zoom.column.look`.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"font.size": 12, "svg.hashsalt": "column", "text.color": INK}):
        figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        grid = figure.add_gridspec(2, 6, height_ratios=(1.15, 1.0))
        rasters = [figure.add_subplot(grid[0, :3]), figure.add_subplot(grid[0, 3:])]
        below = [figure.add_subplot(grid[1, place : place + 2]) for place in (0, 2, 4)]
        for axes, name in zip(rasters, seen.condition.values, strict=True):
            _raster(axes, seen, str(name))
        rasters[1].set(ylabel="", yticks=[])
        _rates(below[0], seen)
        _spectrum(below[1], seen)
        _levels(below[2], seen)
        for one in (*rasters, *below):
            one.spines[["top", "right"]].set_visible(False)
            one.title.set(fontweight="bold", fontsize=13, ha="left", x=0.0)
        figure.tight_layout(w_pad=2.0, h_pad=1.6)
        stream = io.BytesIO()
        figure.savefig(stream, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return stream.getvalue()


def _raster(axes: Axes, seen: xarray.Dataset, name: str) -> None:
    """Some cells of each class, in proportion but at least 20 of each."""
    counts = seen.cell_count.values
    first = np.concatenate([[0], np.cumsum(counts)])
    shown = np.minimum(counts, np.maximum(20, counts * MOST // counts.sum()))
    bottom = np.cumsum(shown[::-1])[::-1] - shown
    cell, time = seen.spike_cell.sel(condition=name).values, seen.spike_time.sel(condition=name).values
    for place, kind in enumerate(seen.cell_class.values):
        mine = (cell >= first[place]) & (cell < first[place] + shown[place]) & (time < LATEST)
        axes.plot(time[mine], cell[mine] - first[place] + bottom[place], ".", color=COLOURS[kind], markersize=2.8)
    axes.set_yticks(bottom + shown / 2.0, list(seen.cell_class.values))
    for label, kind in zip(axes.get_yticklabels(), seen.cell_class.values, strict=True):
        label.set(color=COLOURS[kind], fontweight="bold")
    axes.tick_params(axis="y", length=0)
    words = name.capitalize() if name == "without drug" else f"With the drug, {seen.attrs['at']}"
    until = min(LATEST, float(seen.attrs["seconds"]))
    axes.set(title=words, xlabel="time [s]", xlim=(0, until), ylim=(-3, shown.sum() + 3))


def _rates(axes: Axes, seen: xarray.Dataset) -> None:
    rate, error = seen["rate"].values, np.nan_to_num(seen.rate_error.values)
    places = np.arange(4)
    highest = float((rate + 2.0 * error).max())
    for row, (name, colour) in enumerate(CONDITION.items()):
        at = places + (row - 0.5) * 0.38
        axes.bar(at, rate[row], 0.34, yerr=2.0 * error[row], color=colour, alpha=0.85, error_kw={"elinewidth": 1.2})
        words, side, away = ("before", "right", 9) if name == "without drug" else ("now", "left", -9)
        top = (at[1], rate[row, 1] + 2.0 * error[row, 1])
        axes.annotate(words, top, (away, 4), textcoords="offset points", color=colour, ha=side, fontweight="bold")
    axes.set_xticks(places, ["pyr." if kind == "pyramidal" else str(kind) for kind in seen.cell_class.values])
    axes.set(title="Rates", ylabel="spikes per second [Hz], \N{PLUS-MINUS SIGN}2 SE", ylim=(0, 1.15 * highest or 1.0))


def _spectrum(axes: Axes, seen: xarray.Dataset) -> None:
    keep = (seen.frequency.values >= 1.0) & (seen.frequency.values <= 150.0)
    hertz = seen.frequency.values[keep]
    axes.axvspan(25.0, 80.0, color="0.94", zorder=0)
    axes.axvspan(1.0, 4.0, color="0.94", zorder=0)
    for word, hertz_ in (("gamma", 45.0), ("slow delta", 2.0)):
        axes.annotate(word, (hertz_, 0.0), (0, 6), xycoords=("data", "axes fraction"), textcoords="offset points",
                      ha="center", color="0.4")  # fmt: skip
    for (name, colour), power in zip(CONDITION.items(), _smooth(seen.power.values[:, keep]), strict=True):
        axes.plot(hertz, power, color=colour, linewidth=1.6)
        words = "before" if name == "without drug" else "now"
        height = 0.93 if name == "without drug" else 0.85
        axes.text(0.04, height, words, transform=axes.transAxes, color=colour, fontweight="bold")
    axes.set(
        title="Field proxy",
        xlabel="frequency [Hz]",
        ylabel="power [pA\N{SUPERSCRIPT TWO}/Hz]",
        xscale="log",
        yscale="log",
    )
    axes.set_xticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
    axes.minorticks_off()


def _smooth(power: np.ndarray) -> np.ndarray:
    """Mean over three neighbouring frequencies, in the logarithm."""
    wide = np.pad(np.log(power), ((0, 0), (1, 1)), mode="edge")
    return np.exp((wide[:, :-2] + wide[:, 1:-1] + wide[:, 2:]) / 3.0)


def _levels(axes: Axes, seen: xarray.Dataset) -> None:
    level = seen.level.values.copy()
    level[0] = 0.03
    relative = 100.0 * seen.rate_by_level.values / seen.rate_by_level.values[0]
    error = 100.0 * seen.error_by_level.values / seen.rate_by_level.values[0]
    ends = _apart(relative[-1], 7.0)
    for place, kind in enumerate(seen.cell_class.values):
        axes.errorbar(
            level, relative[:, place], 2.0 * error[:, place], fmt="o-", color=COLOURS[kind], markersize=4, linewidth=1.6
        )
        axes.annotate(
            str(kind), (level[-1], ends[place]), (6, 0), textcoords="offset points", va="center", color=COLOURS[kind]
        )
    axes.axhline(100.0, color="0.6", linewidth=0.8)
    axes.set(
        title="Dose axis",
        xlabel="unbound ketamine, racemate [\N{MICRO SIGN}mol/L]",
        ylabel="rate, % of that without drug",
    )
    axes.set(xscale="log", xlim=(0.022, 110.0))
    axes.set_xticks([0.03, 0.1, 1.0, 10.0, 30.0], ["0", "0.1", "1", "10", "30"])
    axes.minorticks_off()


def _apart(values: np.ndarray, least: float) -> np.ndarray:
    """Heights of labels: near the values, at least so far from each other."""
    order = np.argsort(values)
    placed = values[order].astype(float)
    for k in range(1, len(placed)):
        placed[k] = max(placed[k], placed[k - 1] + least)
    made = np.empty_like(placed)
    made[order] = placed
    return made
