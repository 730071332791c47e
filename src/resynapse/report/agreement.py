"""The mean field of the course against the spiking column: rates along the dose axis at three spine states."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from resynapse.report.column import COLOURS, _apart
from resynapse.report.plots import INK

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes

SIZE, DPI = (11.5, 4.3), 150
KEY = "dot: spiking column, \N{PLUS-MINUS SIGN}2 SE\nline: mean field of the course"
WORDS = ("fewer synapses, as after stress", "synapses as at rest", "more synapses, as with new spines")


def picture(seen: xarray.Dataset, kind: str = "png") -> bytes:
    """Three panels as PNG or SVG.

    Args:
        seen: of `circuit.spiking.weights.shown`.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"font.size": 10, "svg.hashsalt": "agreement", "text.color": INK}):
        figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.subplots(1, 3, sharey=True)
        for place, one in enumerate(axes):
            _panel(one, seen.isel(synapses=place))
            one.set_title(f"{WORDS[place]} ({float(seen.synapses[place]):g})", fontsize=10.5, loc="left")
        axes[0].set_ylabel("rate, % of that at rest")
        axes[1].set_xlabel("unbound ketamine, racemate [\N{MICRO SIGN}mol/L]")
        axes[0].set_ylim(bottom=22.0)
        axes[0].text(0.03, 0.03, KEY, transform=axes[0].transAxes, fontsize=9)
        figure.tight_layout(w_pad=1.5)
        stream = io.BytesIO()
        figure.savefig(stream, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return stream.getvalue()


def _panel(axes: Axes, seen: xarray.Dataset) -> None:
    level = seen.level.values.copy()
    level[0] = 0.03
    heights = _apart(100.0 * seen.spiking.values[-1], 5.0)
    for (name, colour), height in zip(COLOURS.items(), heights, strict=True):
        one = seen.sel(cell_class=name)
        axes.plot(level, 100.0 * one.mean_field, color=colour, linewidth=1.5)
        axes.errorbar(level, 100.0 * one.spiking, 200.0 * one.error, fmt="o", color=colour, markersize=4)
        axes.annotate(name, (level[-1], height), (6, 0), textcoords="offset points",
                      va="center", color=colour)  # fmt: skip
    axes.axhline(100.0, color="0.7", linewidth=0.8, zorder=0)
    axes.set(xscale="log", xlim=(0.022, 45.0))
    axes.set_xticks([0.03, 0.1, 1.0, 10.0], ["0", "0.1", "1", "10"])
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)
