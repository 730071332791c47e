"""The column of Adam 2024 in one picture: raster and field of each condition, spectra, power by level."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from resynapse.report.plots import BLUE, BROWN, GREEN, INK, PURPLE, RED

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes

SIZE, DPI = (14.0, 8.6), 150
COLOURS = {"pyramidal": RED, "phasic": BLUE, "tonic": GREEN}
SPECTRA = {"without drug": INK, "1 umol/L": GREEN, "3 umol/L": PURPLE, "10 umol/L": BROWN}
LATEST = 6.0  # s shown
SLOW = 125  # samples of a ms: the mean of the field over a quarter of the period of 2 Hz
MARGINS = {"left": 0.07, "right": 0.985, "top": 0.95, "bottom": 0.07}


def picture(seen: xarray.Dataset, kind: str = "png") -> bytes:
    """Six rasters with their fields, spectra and the dose axis as PNG or SVG.

    Args:
        seen: of `zoom.column_adam.look`.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"font.size": 11, "svg.hashsalt": "column", "text.color": INK}):
        figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        whole = figure.add_gridspec(1, 2, width_ratios=(2.3, 1.0), wspace=0.22, **MARGINS)
        grid = whole[0].subgridspec(8, 2, height_ratios=(3, 1.2, 0.75) * 2 + (3, 1.2), hspace=0.12, wspace=0.06)
        for place, name in enumerate(seen.condition.values):
            row, side = place // 2, place % 2
            _raster(figure.add_subplot(grid[3 * row, side]), seen, str(name), side == 0)
            _field(figure.add_subplot(grid[3 * row + 1, side]), seen, str(name), side == 0, row == 2)
        right = whole[1].subgridspec(2, 1, hspace=0.3)
        below = [figure.add_subplot(right[k]) for k in range(2)]
        _spectra(below[0], seen)
        _levels(below[1], seen)
        for one in figure.axes:
            one.spines[["top", "right"]].set_visible(False)
            one.title.set(fontweight="bold", fontsize=12, ha="left", x=0.0)
        stream = io.BytesIO()
        figure.savefig(stream, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return stream.getvalue()


def _words(seen: xarray.Dataset, name: str) -> str:
    if name == "at this moment":
        return f"With the drug, {seen.attrs['at']}"
    return name.capitalize() if name == "without drug" else name.replace("umol", "\N{MICRO SIGN}mol") + " unbound"


def _raster(axes: Axes, seen: xarray.Dataset, name: str, named: bool) -> None:
    """All cells, tonic ones below."""
    counts = seen.cell_count.values
    first = np.concatenate([[0], np.cumsum(counts)])
    bottom = counts.sum() - first[1:]
    cell, time = seen.spike_cell.sel(condition=name).values, seen.spike_time.sel(condition=name).values
    for place, kind in enumerate(seen.cell_class.values):
        mine = (cell >= first[place]) & (cell < first[place + 1]) & (time < LATEST)
        axes.plot(time[mine], cell[mine] - first[place] + bottom[place], ".", color=COLOURS[kind], markersize=1.1)
    axes.set_yticks(bottom + counts / 2.0, list(seen.cell_class.values) if named else [""] * 3)
    for label, kind in zip(axes.get_yticklabels(), seen.cell_class.values, strict=True):
        label.set(color=COLOURS[kind], fontweight="bold", fontsize=10)
    axes.tick_params(axis="both", length=0)
    axes.set(title=_words(seen, name), xlim=(0, _until(seen)), ylim=(-3, counts.sum() + 3), xticks=[])


def _field(axes: Axes, seen: xarray.Dataset, name: str, named: bool, last: bool) -> None:
    time, field = seen.time.values, seen.field.sel(condition=name).values
    keep = time <= _until(seen)
    axes.plot(time[keep], field[keep], color="0.65", linewidth=0.5)
    wide = np.pad(field, (SLOW // 2, SLOW - 1 - SLOW // 2), mode="edge")
    axes.plot(time[keep], np.convolve(wide, np.full(SLOW, 1.0 / SLOW), "valid")[keep], color=BROWN, linewidth=1.4)
    top = float(np.percentile(seen.field.values, 99.8))
    axes.set(xlim=(0, _until(seen)), ylim=(min(0.0, float(seen.field.values.min())), top))
    axes.set_yticks([0, round(top, 1)], ["0", f"{top:.1f}"] if named else ["", ""])
    axes.set_ylabel("field" if named else "")
    axes.set_xticks(np.arange(0, _until(seen) + 0.1, 1.0))
    axes.tick_params(labelbottom=last)
    if last:
        axes.set_xlabel("time [s]")


def _until(seen: xarray.Dataset) -> float:
    return min(LATEST, float(seen.attrs["seconds"]))


def _spectra(axes: Axes, seen: xarray.Dataset) -> None:
    hertz = seen.frequency.values
    keep = (hertz >= 0.5) & (hertz <= 120.0)
    for low, high, word in ((0.5, 4.0, "slow delta"), (25.0, 80.0, "gamma")):
        axes.axvspan(low, high, color="0.94", zorder=0)
        axes.annotate(word, (np.sqrt(low * high), 0.0), (0, 6), xycoords=("data", "axes fraction"),
                      textcoords="offset points", ha="center", color="0.4")  # fmt: skip
    for place, (name, colour) in enumerate(SPECTRA.items()):
        power = seen.power.sel(condition=name).values[keep]
        axes.plot(hertz[keep], _smooth(power), color=colour, linewidth=1.5)
        words = name.replace("umol", "\N{MICRO SIGN}mol")
        top = 0.97 - 0.065 * place
        axes.text(0.52, top, words, transform=axes.transAxes, color=colour, fontweight="bold", va="top")
    axes.set(title="Field proxy", xlabel="frequency [Hz]", xscale="log", yscale="log")
    axes.set_ylabel("power [(\N{MICRO SIGN}A/cm\N{SUPERSCRIPT TWO})\N{SUPERSCRIPT TWO}/Hz]")
    axes.set_xticks([0.5, 1, 4, 10, 25, 80], ["0.5", "1", "4", "10", "25", "80"])
    axes.minorticks_off()


def _smooth(power: np.ndarray) -> np.ndarray:
    """Mean over five neighbouring frequencies, in the logarithm."""
    wide = np.pad(np.log(power), 2, mode="edge")
    return np.exp(np.convolve(wide, np.full(5, 0.2), "valid"))


def _levels(axes: Axes, seen: xarray.Dataset) -> None:
    level = seen.level.values
    keep = np.isfinite(level)
    shown = np.where(level[keep] > 0.0, level[keep], 0.3)
    for name, colour, word, place, up in (("slow", BROWN, "0.5 to 4 Hz", 1, -16), ("gamma", BLUE, "gamma", 2, 8)):
        power = seen[name].values[keep]
        axes.plot(shown, power, "o-", color=colour, markersize=4, linewidth=1.6)
        axes.annotate(word, (shown[place], power[place]), (4, up), textcoords="offset points", color=colour,
                      fontweight="bold")  # fmt: skip
    axes.set(title="Dose axis", xlabel="unbound ketamine, racemate [\N{MICRO SIGN}mol/L]", xscale="log", yscale="log")
    axes.set_ylabel("power [(\N{MICRO SIGN}A/cm\N{SUPERSCRIPT TWO})\N{SUPERSCRIPT TWO}]")
    axes.set_xticks(shown, ["0", *(f"{value:g}" for value in level[keep][1:])])
    axes.minorticks_off()
