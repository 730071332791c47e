"""One message in one picture: the voltages of the first ten milliseconds, and every milestone on a log axis."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from resynapse.report.plots import BLUE, BROWN, GREEN, INK, PURPLE, RED

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes

SIZE, DPI = (12.0, 8.0), 150
STORY = 7.0  # ms, in which the founding story says it is all over
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}  # behind words, so that no line strikes them through
WORDS = {
    "axon_spike": "spike at the axon",
    "bouton_spike": "spike in the bouton",
    "calcium_current": "calcium flows in",
    "bouton_calcium": "calcium at the sensor",
    "vesicle_fusion": "vesicle fuses",
    "cleft_crossed": "cleft crossed",
    "cleft_peak": "glutamate peaks",
    "ampa_open": "AMPA receptors half open",
    "magnesium_leaves": "magnesium leaves NMDA pores",
    "epsp": "soma half-way to threshold",
    "cleft_decay": "cleft glutamate down to 1/e",
    "soma_spike": "next cell fires",
    "relay": "its spike at the next synapse",
    "nmda_window": "NMDA window closes",
    "transported": "glutamate fully transported",
}


def picture(seen: xarray.Dataset, kind: str = "png") -> bytes:
    """The picture as PNG or SVG.

    Args:
        seen: of `zoom.synapse.look`.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"font.size": 10, "svg.hashsalt": "synapse", "text.color": INK}):
        figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        grid = figure.add_gridspec(
            4, 2, width_ratios=(1.0, 1.15), height_ratios=(1.0, 1.0, 1.0, 1.25),
            hspace=0.55, wspace=0.68, left=0.07, right=0.98, top=0.9, bottom=0.075,
        )  # fmt: skip
        left = [figure.add_subplot(grid[k, 0]) for k in range(4)]
        _voltages(left[0], seen)
        _glutamate(left[1], seen)
        _currents(left[2], seen)
        _first_ten(left[3], seen)
        _milestones(figure.add_subplot(grid[:, 1]), seen)
        for one in figure.axes:
            one.spines[["top", "right"]].set_visible(False)
            one.title.set(fontweight="bold", fontsize=11, ha="left", x=0.0)
        figure.text(0.07, 0.955, _sentence(seen), fontsize=12, fontweight="bold", color=INK)
        stream = io.BytesIO()
        figure.savefig(stream, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return stream.getvalue()


def _sentence(seen: xarray.Dataset) -> str:
    at = {
        name: float(seen.milestone_time_ms.sel(milestone=name)) for name in ("soma_spike", "nmda_window", "transported")
    }
    first = f"Signal passed on at {at['soma_spike']:.1f} ms" if at["soma_spike"] == at["soma_spike"] else "No spike"
    return f"{first}; NMDA window closes at {at['nmda_window']:.0f} ms; transport ends at {at['transported']:.0f} ms"


def _early(axes: Axes, title: str, ylabel: str) -> None:
    axes.axvline(STORY, color=INK, linewidth=0.8, linestyle=":", zorder=0)
    axes.set(xlim=(-0.6, 10.0), title=title, ylabel=ylabel)


def _voltages(axes: Axes, seen: xarray.Dataset) -> None:
    t = seen.time.values
    for name, colour in (("bouton_voltage", RED), ("spine_voltage", PURPLE), ("soma_voltage", BLUE)):
        axes.plot(t, seen[name].values, color=colour, linewidth=1.6)
    axes.annotate("bouton", (0.45, 25.0), color=RED)
    peak = float(t[np.argmax(seen.soma_voltage.values)])
    axes.annotate("soma of\nthe next cell", (min(peak + 0.9, 7.6), 8.0), color=BLUE, bbox=CLEAR)
    axes.annotate("spine", (1.0, -40.0), color=PURPLE)
    _early(axes, "Voltage", "mV")
    axes.annotate("7 ms of\nthe story", (STORY, -88.0), (3, 0), textcoords="offset points", fontsize=8)


def _glutamate(axes: Axes, seen: xarray.Dataset) -> None:
    t = seen.time.values
    axes.plot(t, seen.cleft.values, color=GREEN, linewidth=1.6)
    k = int(np.searchsorted(t, float(seen.latency) + 0.6))
    axes.annotate(
        "in the cleft [mmol/L]", (t[k], seen.cleft.values[k]), (6, 6), textcoords="offset points", color=GREEN
    )
    open_ = seen.ampa_open.values
    axes.plot(t, open_, color=BROWN, linewidth=1.6)
    axes.annotate("AMPA receptors open [share]", (2.9, 0.3), color=BROWN, bbox=CLEAR)
    _early(axes, "Glutamate", "mmol/L or share")
    axes.set_ylim(0.0, 1.2)


def _currents(axes: Axes, seen: xarray.Dataset) -> None:
    t = seen.time.values
    axes.plot(t, seen.ampa_current.values, color=BROWN, linewidth=1.6)
    axes.plot(t, seen.nmda_current.values, color=BLUE, linewidth=1.6)
    axes.plot(t, seen.nmda_current_undrugged.values, color=BLUE, linewidth=1.2, linestyle=(0, (4, 2)))
    low = float(seen.ampa_current.min())
    axes.annotate("AMPA", (2.1, 0.75 * low), color=BROWN)
    drugged = float(seen.nmda_charge) / float(seen.nmda_charge_undrugged)
    words = "NMDA (dashed: without drug)" if abs(drugged - 1.0) > 0.005 else "NMDA"
    axes.annotate(words, (4.1, 0.25 * low), color=BLUE, bbox=CLEAR)
    twin = seen.gaba_a_current.values
    axes.plot(t, twin, color=GREEN, linewidth=1.6)
    axes.annotate("GABA-A (twin)", (10.0, float(twin[(t > 0) & (t < 10.0)].max())), (0, 5),
                  textcoords="offset points", color=GREEN, ha="right")  # fmt: skip
    _early(axes, "Current through one spine", "pA, inward down")


def _first_ten(axes: Axes, seen: xarray.Dataset) -> None:
    """Milestones of the first ten milliseconds, under the numbers that they have on the right."""
    times = seen.milestone_time_ms.values
    shown = [k for k in range(len(times)) if np.isfinite(times[k]) and -0.6 <= times[k] <= 10.0]
    for row, k in enumerate(shown):
        axes.plot(times[k], row, "o", color=BLUE, markersize=4)
        axes.annotate(str(k + 1), (times[k], row), (6, -3), textcoords="offset points", fontsize=8)
    _early(axes, "Milestones by number, first 10 ms", "")
    axes.set(ylim=(len(shown) - 0.4, -0.6), yticks=[], xlabel="ms after the spike in the bouton")


def _milestones(axes: Axes, seen: xarray.Dataset) -> None:
    names = [str(name) for name in seen.milestone.values]
    for row, name in enumerate(names):
        at, low, high = (float(seen[f"milestone_{k}_ms"].sel(milestone=name)) for k in ("time", "low", "high"))
        if np.isfinite(low) and high > 0.05:
            axes.plot([max(low, 0.05), high], [row, row], color=BLUE, linewidth=5.0, alpha=0.28, solid_capstyle="butt")
            axes.plot([max(low, 0.05), high], [row, row], "|", color=BLUE, markersize=9)
        if at > 0.05:
            axes.plot(at, row, "o", color=BLUE, markersize=5)
            label = f"{at:.2f}" if at < 3.0 else f"{at:.1f}" if at < 20.0 else f"{at:.0f}"
            end = (max(at, high if np.isfinite(high) else at), row)
            axes.annotate(label, end, (7, -3.5), textcoords="offset points", fontsize=9, bbox=CLEAR)
        else:
            words = "did not happen" if np.isnan(at) else "0, by definition" if at == 0.0 else f"{-at:.1f} ms before"
            axes.annotate(words, (0.055, row), (0, -3.5), textcoords="offset points", fontsize=9)
    axes.axvline(STORY, color=INK, linewidth=0.9, linestyle=":", zorder=0)
    axes.annotate("7 ms of the story", (STORY, -0.9), (4, -2), textcoords="offset points", fontsize=9)
    axes.set_xscale("log")
    axes.set(xlim=(0.05, 1500.0), ylim=(len(names) - 0.4, -1.3), xlabel="ms after the spike in the bouton (log)")
    axes.set_yticks(range(len(names)), [f"{WORDS.get(name, name)}  {row + 1}" for row, name in enumerate(names)])
    axes.set_xticks([0.1, 1, 10, 100, 1000], ["0.1", "1", "10", "100", "1000"])
    axes.tick_params(axis="y", length=0)
    axes.set_title("Milestones; bars: 90 % of transmissions")
