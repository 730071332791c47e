"""The contested findings in one picture: three readings, four arms, every model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from resynapse.report.brain_canvas import COLOURS, credit, painted
from resynapse.report.wide_axis import spread_out

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PANELS = (
    ("prefrontal_gbcr", "40 min", "Prefrontal GBCr,\nduring the infusion"),
    ("prefrontal_gbcr", "24 h", "Prefrontal GBCr,\nat 24 h"),
    ("within_default", "40 min", "Within the default mode,\nduring the infusion"),
    ("default_rate", "40 min", "Activity of the default mode,\nduring the infusion"),
)
MISSING = "Missing: no stable state in most patients; hopf has no rates. Some axes are logarithmic away from 0."
ARMS = ("ketamine", "lanicemine", "midazolam", "saline")


def picture(changes: Sequence[dict[str, Any]]) -> dict[str, bytes]:
    """As "png" and "svg". Args: changes: rows with model, arm, at, reading, median, low, high, patients."""
    return painted((14.0, 5.2), lambda figure: _draw(figure, changes), ("png", "svg"))


def _draw(figure: Figure, changes: Sequence[dict[str, Any]]) -> None:
    most = max(row["patients"] for row in changes)
    models = list(dict.fromkeys(row["model"] for row in changes))
    figure.subplots_adjust(left=0.07, right=0.99, top=0.72, bottom=0.2, wspace=0.42)
    for place, (reading, when, title) in enumerate(PANELS):
        axes = figure.add_subplot(1, len(PANELS), place + 1)
        wanted = [
            row for row in changes
            if (row["reading"], row["at"]) == (reading, when) and row["arm"] in ARMS and 2 * row["patients"] > most
        ]  # fmt: skip
        for row in wanted:
            k = models.index(row["model"])
            x = ARMS.index(row["arm"]) + 0.15 * (k - (len(models) - 1) / 2)
            axes.plot([x, x], [row["low"], row["high"]], color=COLOURS[k], linewidth=4.0, alpha=0.35)
            axes.plot(x, row["median"], "o", color=COLOURS[k], markersize=5)
        axes.axhline(0.0, color="0.6", linewidth=0.8)
        spread_out(axes, [row[end] for row in wanted for end in ("low", "high")])
        axes.set_xticks(range(len(ARMS)), ARMS, rotation=30, ha="right", rotation_mode="anchor")
        axes.set_title(title, fontsize=10.5, fontweight="bold", loc="left")
        axes.set_ylabel("change [Hz]" if reading == "default_rate" else "change [Fisher z]")
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(axis="x", length=0)
    figure.text(0.012, 0.95, "Simulated changes against baseline: median and 90 % of patients", fontsize=13,
                fontweight="bold", va="center")  # fmt: skip
    figure.text(0.012, 0.03, MISSING, fontsize=9, color="0.35", va="center")
    credit(figure, "aal2_94")
    for k, model in enumerate(models):
        figure.text(0.012 + 0.1 * k, 0.88, f"\N{BLACK CIRCLE} {model}", color=COLOURS[k], fontsize=11, va="center")
