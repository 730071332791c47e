"""How a brain moves at rest, and what each infusion does to it: its spectrum, and connectivity that comes and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resynapse.report.brain_canvas import ARM_COLOURS, INK
from resynapse.report.brain_grid import later

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BANDS = {"\N{GREEK SMALL LETTER ALPHA}": (8.0, 13.0), "\N{GREEK SMALL LETTER GAMMA}": (30.0, 80.0)}  # Hz
NARROWEST = 0.02  # of the baseline; no axis of ratios shows less


def spectra(figure: Figure, seen: xarray.Dataset) -> None:
    """Left: the spectrum before treatment. Others: every arm over it, a panel per moment."""
    moments, hertz = later(seen), seen.frequency.values
    figure.subplots_adjust(left=0.065, right=0.99, top=0.74, bottom=0.17, wspace=0.32)
    inside = seen.prefrontal.astype(bool)
    known = bool(inside.any())
    prefrontal = (seen.spectrum.sel(region=inside) if known else seen.spectrum).mean("region")
    first = figure.add_subplot(1, 1 + len(moments), 1)
    first.loglog(hertz, prefrontal.isel(arm=0, moment=0).values, color=INK, linewidth=1.8)
    first.set_title("baseline", fontsize=10.5, fontweight="bold", loc="left")
    first.set_ylabel("density of the rate of pyramids [Hz\N{SUPERSCRIPT TWO}/Hz]")
    panels = [first]
    for place, when in enumerate(moments):
        axes = figure.add_subplot(1, 1 + len(moments), place + 2)
        ratios = (prefrontal.sel(moment=when) / prefrontal.isel(moment=0)).values
        for k, arm in reversed(list(enumerate(map(str, seen.arm.values)))):
            axes.semilogx(hertz, ratios[k], color=ARM_COLOURS[k], linewidth=1.8, label=arm)
        far = max(1.15 * float(np.max(np.abs(ratios[np.isfinite(ratios)] - 1.0), initial=0.0)), NARROWEST)
        axes.set_ylim(max(1.0 - far, 0.0), 1.0 + far)
        axes.set_title(f"{when} \N{DIVISION SIGN} baseline", fontsize=10.5, fontweight="bold", loc="left")
        panels.append(axes)
    for axes in panels:
        _banded(axes)
    title = f"Fluctuations of {'prefrontal cortex' if known else 'all regions'} in the typical patient, model "
    title += repr(str(seen.attrs["pictured"]))
    figure.text(0.012, 0.94, title, fontsize=13, fontweight="bold", va="center")
    found = seen.rhythm.values[np.isfinite(seen.rhythm.values)]
    words = (
        f"Regions with a rhythm: {found.min():.3g} to {found.max():.3g} Hz."
        if len(found)
        else "No region has a maximum above 0 Hz, in any arm: this model has no alpha or gamma rhythm to show."
    )
    figure.text(0.012, 0.86, words, fontsize=10, color="0.35", va="center")
    for k, arm in enumerate(map(str, seen.arm.values)):
        figure.text(0.62 + 0.09 * k, 0.86, f"\N{BLACK CIRCLE} {arm}", color=ARM_COLOURS[k], fontsize=10.5, va="center")


def moving(figure: Figure, seen: xarray.Dataset) -> None:
    """How alike connectivity is from one minute to another (FCD): people and model, then every arm."""
    moments = [str(seen.moment.values[0]), *later(seen)]
    figure.subplots_adjust(left=0.065, right=0.99, top=0.74, bottom=0.17, wspace=0.25)
    for place, when in enumerate(moments):
        axes = figure.add_subplot(1, len(moments), place + 1)
        if "fcd_people" in seen:
            axes.plot(seen.fcd_people.values, seen["quantile"].values, "--", color="0.5", linewidth=1.5)
        for k, _ in reversed(list(enumerate(seen.arm.values))) if place else ():
            axes.plot(seen.fcd.values[k, place], seen["quantile"].values, color=ARM_COLOURS[k], linewidth=1.8)
        axes.plot(seen.fcd.values[0, 0], seen["quantile"].values, color=INK, linewidth=1.0)
        axes.set_title(when, fontsize=10.5, fontweight="bold", loc="left")
        axes.set(xlim=(-0.2, 1.0), ylim=(0.0, 1.0), xlabel="correlation of two windows")
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel("share of pairs of windows below")
    title = "Connectivity that comes and goes, typical patient"
    figure.text(0.012, 0.94, title, fontsize=13, fontweight="bold", va="center")
    people = "Dashed: measured people. " if "fcd_people" in seen else ""
    words = f"{people}Thin: the model before treatment. It is linear: its windows differ by chance alone."
    figure.text(0.012, 0.86, words, fontsize=10, color="0.35", va="center")
    for k, arm in enumerate(map(str, seen.arm.values)):
        figure.text(0.62 + 0.09 * k, 0.86, f"\N{BLACK CIRCLE} {arm}", color=ARM_COLOURS[k], fontsize=10.5, va="center")


def _banded(axes: Axes) -> None:
    for name, (low, high) in BANDS.items():
        axes.axvspan(low, high, color="0.92", zorder=0, linewidth=0)
        axes.text(np.sqrt(low * high), 0.97, name, transform=axes.get_xaxis_transform(), ha="center", va="top",
                  fontsize=10, color="0.4")  # fmt: skip
    axes.set_xlabel("frequency [Hz]")
    axes.spines[["top", "right"]].set_visible(False)
