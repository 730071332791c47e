"""Figures of the dose axes: block by concentration, what stays trapped, how block builds up with use, calcium load.

Each takes the Dataset of the function of the same subject in `synapse.pharmacology` (calcium: `synapse.excitotoxicity`)
and returns a matplotlib figure.
Curves are labelled where they end; colours are those of every other picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.plots import BLUE, BROWN, DASHES, DPI, FONT, GREEN, INK, PURPLE, RED

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (BLUE, RED, GREEN, PURPLE, BROWN)
WIDE = (9.0, 4.0)  # inches
SINGLE = (6.2, 4.0)
APART = 0.055  # of the height, between two labels
FAINT = "#5C6670"
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}  # behind words, so that no line strikes them through


def dose_figure(
    curves: xarray.Dataset,
    drug: str = "ketamine",
    voltage: float | None = None,
    mark: tuple[float, str] | None = None,
) -> Figure:
    """Block against concentration, one curve for each subunit, one panel for each magnesium concentration.

    Args:
        mark: a concentration [umol/L] that is marked on the curves, and what it is; left out where it is off the axis.
    """
    chosen = curves.sel(drug=drug)
    chosen = chosen.isel(voltage=0) if voltage is None else chosen.sel(voltage=voltage)
    figure, axes = _axes(WIDE, chosen.magnesium.size)
    for axis, magnesium in zip(axes, chosen.magnesium.values, strict=True):
        here = chosen.sel(magnesium=magnesium)
        for k, subunit in enumerate(here.subunit.values):
            axis.plot(here.concentration, 100.0 * here.block.sel(subunit=subunit), color=COLOURS[k], ls=DASHES[k], lw=2)
        axis.set_xscale("log")
        axis.xaxis.set_major_formatter("{x:g}")
        axis.set_title(_minus(f"{_magnesium(magnesium)}, {float(here.voltage):g} mV"), **_title())
        axis.set_xlabel(f"{drug}, unbound [µmol/L]")
        axis.axhline(50.0, color="#B8C0C8", lw=0.8, zorder=0)
        half = [float(here.half_block.sel(subunit=s)) for s in here.subunit.values]
        named = [f"{s}  {h:.3g}" if np.isfinite(h) else str(s) for s, h in zip(here.subunit.values, half, strict=True)]
        _key(axis, dict(zip(named, COLOURS, strict=False)), "half block [µmol/L]")
        axis.set_ylim(0.0, 100.0)
        axis.set_xlim(float(here.concentration[0]), float(here.concentration[-1]))
        if mark is not None and float(here.concentration[0]) <= mark[0] <= float(here.concentration[-1]):
            _mark(axis, here.block, *mark)
    axes[0].set_ylabel("NMDA conductance blocked [%]")
    return figure


def voltage_figure(curves: xarray.Dataset, subunit: str = "GluN2A", drug: str = "ketamine") -> Figure:
    """Half-blocking concentration against membrane potential, one curve for each magnesium concentration."""
    chosen = curves.half_block.sel(subunit=subunit, drug=drug)
    figure, (axis,) = _axes(SINGLE, 1)
    for k, magnesium in enumerate(chosen.magnesium.values):
        curve = chosen.sel(magnesium=magnesium)
        axis.plot(curve.voltage, curve, color=COLOURS[k], ls=DASHES[k], lw=2)
    named = {_magnesium(value): colour for value, colour in zip(chosen.magnesium.values, COLOURS, strict=False)}
    _key(axis, dict(reversed(named.items())), right=True)  # as the curves lie at rest
    axis.set_yscale("log")
    axis.yaxis.set_minor_formatter("")
    axis.yaxis.set_major_formatter("{x:g}")
    axis.set_xlabel("membrane potential [mV]")
    axis.set_ylabel("half block [µmol/L]")
    axis.set_title(f"{drug.capitalize()} at {subunit}: depolarisation trades one blocker for the other", **_title())
    return figure


def trapping_figure(found: xarray.Dataset) -> Figure:
    """What stays blocked in a wash without agonist, and how the next agonist is answered."""
    figure, axes = _axes(WIDE, 2)
    titles = ("Still blocked after a wash without agonist", "First answer to agonist after that wash")
    words = ("of the blocked channels [%]", "peak, of control [%]")
    for axis, name, title, word in zip(axes, ("trapped", "response"), titles, words, strict=True):
        ends = []
        for k, drug in enumerate(found.drug.values):
            line = 100.0 * found[name].sel(drug=drug)
            axis.plot(found.wash, line, color=COLOURS[k], ls=DASHES[k], lw=2)
            ends.append((float(line[-1]), str(drug), COLOURS[k]))
        axis.set_xscale("symlog", linthresh=0.1)
        axis.set_xlim(0.0, float(found.wash[-1]))
        axis.set_xticks([0, 0.1, 1, 10, 60], ["0", "0.1", "1", "10", "60"])
        axis.set_ylim(0.0, 100.0)
        axis.set_xlabel("wash [s]")
        axis.set_ylabel(word)
        axis.set_title(title, **_title())
        _ends(axis, ends)
    _conditions(figure, found)
    return figure


def use_figure(found: xarray.Dataset) -> Figure:
    """How block builds up with firing, one curve for each rate."""
    figure, (axis,) = _axes(SINGLE, 1)
    ends = []
    for k, rate in enumerate(found.rate.values):
        line = 100.0 * found.blocked.sel(rate=rate)
        colour = COLOURS[k % len(COLOURS)]
        axis.plot(found.time, line, color=colour, ls=DASHES[k % len(DASHES)], lw=2)
        ends.append((float(line[-1]), f"{rate:g} per second", colour))
    axis.set_xlabel("time with the drug [s]")
    axis.set_ylabel(f"{found.blocked.attrs['long_name']} [%]")
    axis.set_xlim(0.0, float(found.time[-1]))
    axis.set_ylim(0.0, 115.0 * float(found.blocked.max()))
    axis.set_title("A channel has to open for the drug to come in", **_title())
    _ends(axis, ends)
    _conditions(figure, found)
    return figure


def train_figure(trains: Sequence[xarray.Dataset]) -> Figure:
    """Vesicles per spike along trains, lines the closed form, and the block that grows with them."""
    figure, (axis, block) = _axes(WIDE, 2)
    ends: list[list[tuple[float, str, str]]] = [[], []]
    for k, found in enumerate(trains):
        colour, label = COLOURS[k % len(COLOURS)], f"{found.attrs['rate']:g} per second"
        axis.plot(found.spike, found["mean"], "o", color=colour, ms=3.5)
        axis.plot(found.spike, found.expected, color=colour, lw=1.5)
        block.plot(found.spike, 100.0 * found.blocked, color=colour, lw=2)
        ends[0].append((float(found.expected[-1]), label, colour))
        ends[1].append((100.0 * float(found.blocked[-1]), label, colour))
    axis.set_ylabel("vesicles per spike")
    axis.set_title("Release in a train", **_title())
    block.set_ylabel("NMDA channels that hold a drug [%]")
    block.set_title("A drug comes in with use", **_title())
    for each, names in zip((axis, block), ends, strict=True):
        each.set_xlabel("spike")
        each.set_ylim(0.0, 1.1 * each.get_ylim()[1])
        _ends(each, names)
    return figure


def excitotoxicity_figure(found: Sequence[xarray.Dataset], titles: Sequence[str] = ("",)) -> Figure:
    """Calcium load as transporters fail, one curve for each firing rate, one panel for each Dataset; band shaded."""
    figure, axes = _axes(WIDE if len(found) > 1 else SINGLE, len(found))
    top = 1.06 * max(float(one[name].max()) for one in found for name in ("calcium_load", "warning_high"))
    for axis, one, title in zip(axes, found, titles, strict=True):
        low, high = float(one.warning_low), float(one.warning_high)
        axis.axhspan(low, high, color=RED, alpha=0.12, lw=0, zorder=0)
        words = "warning band of this model,\nnever a statement about a person"
        place = (0.03, high - 0.015 * top)
        axis.annotate(words, place, xycoords=("axes fraction", "data"), color=RED, fontsize=FONT - 1, va="top")
        working, ends = 100.0 * one.working.values, []
        for k, rate in enumerate(one.rate.values):
            line, colour = one.calcium_load.sel(rate=rate).values, (INK, *COLOURS)[k % 6]
            axis.plot(working, line, color=colour, ls=DASHES[k % len(DASHES)], lw=2)
            ends.append((float(line[-1]), f"{rate:g} Hz" if rate else "no firing", colour))
        axis.set_xscale("log")
        axis.set_xlim(working.max(), working.min())
        axis.set_xticks([100, 50, 20, 10, 5, 3], ["100", "50", "20", "10", "5", "3"])
        axis.minorticks_off()
        axis.set_ylim(0.0, top)
        axis.set_xlabel("transporters that work [%]")
        axis.set_title(title, **_title())
        _ends(axis, ends)
    axes[0].set_ylabel("calcium through one spine [fC/s]")
    _below(figure, f"spine held at {found[0].attrs['voltage']:g} mV; no threshold of harm is known")
    return figure


def _axes(size: tuple[float, float], count: int) -> tuple[Figure, list[Axes]]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=DPI, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    axes = list(figure.subplots(1, count, squeeze=False)[0])
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=FONT - 0.5, colors=INK)
        axis.xaxis.label.set(fontsize=FONT, color=INK)
        axis.yaxis.label.set(fontsize=FONT, color=INK)
    return figure, axes


def _mark(axis: Axes, block: xarray.DataArray, level: float, words: str) -> None:
    """A concentration as a dashed line and a dot on every curve [subunit, concentration], named lower right."""
    axis.axvline(level, color=INK, ls=(0, (4, 2)), lw=1, zorder=1)
    logs = np.log(block.concentration.values)
    for k, curve in enumerate(block.transpose("subunit", "concentration").values):
        axis.plot(level, 100.0 * np.interp(np.log(level), logs, curve), "o", color=COLOURS[k], ms=5)
    said = f"dashed: {words}"
    axis.text(0.98, 0.03, said, transform=axis.transAxes, color=INK, fontsize=FONT - 1, ha="right", bbox=CLEAR)


def _conditions(figure: Figure, found: xarray.Dataset) -> None:
    """Under the panels, what was held while it was simulated."""
    if "conditions" in found.attrs:
        _below(figure, found.attrs["conditions"])


def _below(figure: Figure, words: str) -> None:
    said = _minus(words.replace("umol", "µmol"))
    figure.supxlabel(said, x=0.01, ha="left", fontsize=FONT - 1, color=FAINT)


def _minus(words: str) -> str:
    return words.replace(" -", " \N{MINUS SIGN}")


def _title() -> dict[str, Any]:
    return {"fontsize": FONT + 1, "color": INK, "loc": "left"}


def _magnesium(value: float) -> str:
    return "no magnesium" if value == 0.0 else f"{value:g} mmol/L magnesium"


def _key(axis: Axes, named: dict[str, str], head: str = "", right: bool = False) -> None:
    """The names of the curves in their colours, upper left (or right), under a heading."""
    lines = ([(head, INK)] if head else []) + list(named.items())
    for k, (words, colour) in enumerate(lines):
        place, side = (0.97, "right") if right else (0.03, "left")
        axis.text(place, 0.96 - 0.07 * k, words, transform=axis.transAxes, color=colour, fontsize=FONT, va="top",
                  ha=side, bbox=CLEAR)  # fmt: skip


def _ends(axis: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Names at the right end of the curves, moved apart where they would touch."""
    low, high = axis.get_ylim()
    gap, last = APART * (high - low), -np.inf
    for value, label, colour in sorted(ends):
        last = max(value, last + gap)
        axis.annotate(label, (1.01, last), xycoords=("axes fraction", "data"), color=colour, fontsize=FONT, va="center")
