"""What a plan does beside what other infusions do: readings under every model, and the response of patients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.brain_canvas import ARM_COLOURS, BLUE, COLOURS
from resynapse.report.brain_grid import later
from resynapse.report.wide_axis import spread_out

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = (
    ("prefrontal_gbc", "Prefrontal GBC"),
    ("prefrontal_gbcr", "Prefrontal GBC after\nglobal-signal regression"),
    ("within_default", "Within default mode"),
    ("default_positive", "Default mode with\ntask-positive networks"),
    ("default_rate", "Activity of the\ndefault mode [Hz]"),
)

SMALLEST = 1e-4  # Fisher z or Hz; no axis is narrower


def readings(figure: Figure, seen: xarray.Dataset) -> None:
    """Change of five readings against baseline: a row per moment, all arms side by side, one colour per model."""
    moments, models, arms = later(seen), [str(it) for it in seen.variant.values], [str(it) for it in seen.arm.values]
    tall = figure.get_figheight()
    figure.subplots_adjust(
        left=0.085, right=0.99, top=1.0 - 1.15 / tall, bottom=0.95 / tall, wspace=0.42, hspace=0.28
    )  # fmt: skip
    for row, when in enumerate(moments):
        for column, (name, title) in enumerate(PANELS):
            axes = figure.add_subplot(len(moments), len(PANELS), row * len(PANELS) + column + 1)
            values = seen[name].transpose("variant", "arm", "moment", "patient")
            change = values.sel(moment=when).values - values.isel(moment=0).values
            ends = [
                end
                for k in range(len(models))
                for end in _track(axes, change[k], COLOURS[k], 0.15 * (k - (len(models) - 1) / 2))
            ]
            spread_out(axes, ends or [0.0])
            if max(map(abs, ends), default=0.0) < SMALLEST:
                axes.set_ylim(-SMALLEST, SMALLEST)
            axes.axhline(0.0, color="0.6", linewidth=0.8, zorder=0)
            bottom = row == len(moments) - 1
            axes.set_xticks(range(len(arms)), arms if bottom else [], rotation=30, ha="right", rotation_mode="anchor")
            axes.set_xlim(-0.5, len(arms) - 0.5)
            axes.tick_params(axis="x", length=0)
            axes.tick_params(axis="y", labelsize=8.5)
            axes.spines[["top", "right"]].set_visible(False)
            if row == 0:
                axes.set_title(title, fontsize=10, fontweight="bold", loc="left")
            if column == 0:
                axes.set_ylabel(when, fontsize=11, fontweight="bold")
    patients = seen.sizes["patient"]
    who = "the typical patient" if patients == 1 else f"{patients} patients (median, 90 %)"
    top = 1.0 - 0.4 / tall
    figure.text(0.012, top, f"Change against baseline (Fisher z) in {who}", fontsize=13, fontweight="bold", va="center")
    for k, model in enumerate(models):
        figure.text(0.62 + 0.1 * k, top, f"\N{BLACK CIRCLE} {model}", color=COLOURS[k], fontsize=11, va="center")
    words = "Missing: no stable state, or the model has no such quantity. Some axes are logarithmic away from 0."
    figure.text(0.012, 0.15 / tall, words, fontsize=9, color="0.35", va="center")


def response(figure: Figure, seen: xarray.Dataset, rows: Sequence[dict[str, Any]], at: str = "24 h") -> None:
    """Change of prefrontal GBCr against improvement: patients of every arm, and what is left of it in a study.

    Args:
        rows: of `network.response`: words, r, low, high.
    """
    now, first = seen.sel(moment=at).isel(variant=0), seen.isel(moment=0, variant=0)
    x, y = now.prefrontal_gbcr - first.prefrontal_gbcr, first.score - now.score
    figure.subplots_adjust(left=0.075, right=0.93, top=0.77, bottom=0.14, wspace=0.75)
    axes = figure.add_subplot(1, 2, 1)
    for k, arm in reversed(list(enumerate(map(str, seen.arm.values)))):
        axes.plot(1e3 * x.sel(arm=arm).values, y.sel(arm=arm).values, "o", color=ARM_COLOURS[k], markersize=3,
                  alpha=0.5, markeredgewidth=0, label=arm)  # fmt: skip
    axes.set_xlabel("change of prefrontal GBCr at 24 h [Fisher z \N{MULTIPLICATION SIGN} 1000]")
    axes.set_ylabel("improvement of the latent score [points]")
    axes.set_title(
        f"{seen.sizes['patient']} patients an arm, as simulated", fontsize=10.5, fontweight="bold", loc="left", pad=22
    )
    axes.legend(loc="lower left", bbox_to_anchor=(-0.03, 0.97), ncols=seen.sizes["arm"], frameon=False, fontsize=9,
                markerscale=2.0, handletextpad=0.1, columnspacing=1.0)  # fmt: skip
    bars = figure.add_subplot(1, 2, 2)
    for k, row in enumerate(rows):
        bars.plot([row["low"], row["high"]], [k, k], color=BLUE, linewidth=5.0, alpha=0.3)
        bars.plot(row["r"], k, "o", color=BLUE, markersize=6)
        bars.text(1.06, k, f"{round(row['r'], 2) + 0.0:.2f}", va="center", fontsize=10)
    bars.axvline(0.0, color="0.6", linewidth=0.8)
    bars.set(xlim=(-1.0, 1.0), ylim=(len(rows) - 0.5, -0.5))
    bars.set_xlabel(f"{seen.arm.values[0]}: correlation r with its 95 % interval")
    bars.set_yticks(range(len(rows)), [row["words"].replace(" (", "\n(").replace(", ", ",\n") for row in rows])
    bars.tick_params(axis="y", length=0)
    bars.set_xticks([-1.0, -0.5, 0.0, 0.5, 1.0])
    for one in figure.axes:
        one.spines[["top", "right"]].set_visible(False)
    words = "Connectivity change against clinical response: what is built in, and what a scanner would see"
    figure.text(0.012, 0.94, words, fontsize=13, fontweight="bold", va="center")


def _track(axes: Axes, change: Any, colour: str, shift: float) -> list[float]:
    """Draws one model's changes, [arm, patient]; the ends of its bars."""
    ends: list[float] = []
    for x, row in enumerate(change):
        kept = row[np.isfinite(row)]
        if not len(kept):
            continue
        low, middle, high = np.quantile(kept, (0.05, 0.5, 0.95))
        axes.plot(x + shift, middle, "o", color=colour, markersize=4.5)
        if len(kept) > 1:
            axes.plot([x + shift] * 2, [low, high], color=colour, linewidth=3.5, alpha=0.35)
        ends += [float(low), float(high)]
    return ends
