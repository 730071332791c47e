"""A picture for each contested finding: four arms side by side, every model in a colour, a row per connectome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from resynapse.report.brain_canvas import ARM_COLOURS, COLOURS, INK, WHOSE, painted
from resynapse.report.wide_axis import spread_out

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Rows = Sequence[dict[str, Any]]
PANELS = {
    "gbcr": (
        ("prefrontal_gbcr", "40 min", "Prefrontal GBCr, during the infusion"),
        ("prefrontal_gbcr", "24 h", "Prefrontal GBCr, at 24 h"),
    ),
    "default": (
        ("within_default", "40 min", "Within the default mode"),
        ("within_default_r", "40 min", "The same after global-signal regression"),
        ("default_rate", "40 min", "Activity of the default mode"),
    ),
}
SAID = {
    "gbcr": "Does prefrontal GBCr rise with ketamine, and not with lanicemine?",
    "default": "Is the default mode network suppressed during the infusion?",
    "proportion": "Is the change at 24 h in proportion to the response?",
}
MISSING = (
    "Grey: too small to count. Missing: no stable state in most patients; hopf has no rates. Some axes are logarithmic "
    "away from 0."
)
ARMS = ("ketamine", "lanicemine", "midazolam", "saline")
SQUEEZED = 0.15  # between models of one arm


class Response(NamedTuple):
    """Patients of one arm on one connectome: change of prefrontal GBCr under the first model, and improvement."""

    connectome: str
    arm: str
    change: Any  # [P], Fisher z
    better: Any  # [P], points


def pictures(
    changes: Rows, correlated: Rows, responses: Sequence[Response], least: Mapping[str, float]
) -> dict[tuple[str, str], bytes]:
    """By finding and kind ("png", "svg").

    Args:
        least: the smallest change that counts, by reading.
        changes: rows with connectome, model, arm, at, reading, median, low, high, patients.
        correlated: rows with connectome, model, arm, r, low, high and, for ketamine, cut_r, cut_low, cut_high.
    """
    sets, models = (list(dict.fromkeys(row[name] for row in changes)) for name in ("connectome", "model"))
    tall = 1.75 + 3.1 * len(sets)
    draws: dict[str, Callable[[Figure], None]] = {
        name: partial(_changed, name=name, changes=changes, least=least, sets=sets, models=models) for name in PANELS
    }
    draws["proportion"] = partial(_in_proportion, rows=correlated, responses=responses, sets=sets, models=models)
    return {
        (name, kind): content
        for name, draw in draws.items()
        for kind, content in painted((14.0, tall), draw, ("png", "svg")).items()
    }


def _changed(
    figure: Figure, name: str, changes: Rows, least: Mapping[str, float], sets: list[str], models: list[str]
) -> None:
    _headed(figure, f"{SAID[name]} Change against baseline: median and 90 % of patients", models)
    most = max(row["patients"] for row in changes)
    for line, where in enumerate(sets):
        for column, (reading, when, title) in enumerate(PANELS[name]):
            axes = figure.add_subplot(len(sets), len(PANELS[name]), line * len(PANELS[name]) + column + 1)
            wanted = [
                row for row in changes
                if (row["connectome"], row["reading"], row["at"]) == (where, reading, when)
                and row["arm"] in ARMS and 2 * row["patients"] > most
            ]  # fmt: skip
            for row in wanted:
                k = models.index(row["model"])
                x = ARMS.index(row["arm"]) + _aside(k, models)
                axes.plot([x, x], [row["low"], row["high"]], color=COLOURS[k], linewidth=4.0, alpha=0.35)
                axes.plot(x, row["median"], "o", color=COLOURS[k], markersize=5.5)
            axes.axhline(0.0, color="0.6", linewidth=0.8)
            if reading in least:
                axes.axhspan(-least[reading], least[reading], color="0.92", linewidth=0, zorder=0)
            spread_out(axes, [row[end] for row in wanted for end in ("low", "high")] or [0.0])
            axes.set_xlim(-0.5, len(ARMS) - 0.5)
            axes.set_xticks(range(len(ARMS)), ARMS, fontsize=11 if len(PANELS[name]) < 3 else 10)
            if line == 0:
                axes.set_title(title, fontsize=12, fontweight="bold", loc="left", pad=10)
            _plain(axes)
            axes.set_ylabel("change [Hz]" if reading == "default_rate" else "change [Fisher z]")
        _named(figure, where, line, len(sets))
    figure.text(0.012, 0.16 / figure.get_figheight(), MISSING, fontsize=10, color="0.35", va="center")


def _in_proportion(
    figure: Figure, rows: Rows, responses: Sequence[Response], sets: list[str], models: list[str]
) -> None:
    _headed(figure, f"{SAID['proportion']} Change of prefrontal GBCr against improvement", models)
    for line, where in enumerate(sets):
        dots = figure.add_subplot(len(sets), 2, 2 * line + 1)
        for one in reversed([it for it in responses if it.connectome == where and it.arm in ARMS]):
            k = ARMS.index(one.arm)
            dots.plot(1e3 * one.change, one.better, "o", color=ARM_COLOURS[k], markersize=3.5, alpha=0.5,
                      markeredgewidth=0, label=one.arm)  # fmt: skip
        dots.set_ylabel("improvement at 24 h [points]")
        marks, arms = dots.get_legend_handles_labels()
        dots.legend(
            marks[::-1], arms[::-1], loc="lower left", bbox_to_anchor=(-0.02, 0.98), ncols=len(ARMS), frameon=False,
            fontsize=10.5, markerscale=2.0, handletextpad=0.1, columnspacing=1.0,
        )  # fmt: skip
        bars = figure.add_subplot(len(sets), 2, 2 * line + 2)
        for row in rows:
            if row["connectome"] != where or row["arm"] not in ARMS:
                continue
            k, place = models.index(row["model"]), ARMS.index(row["arm"])
            _interval(bars, place + _aside(k, models), (row["r"], row["low"], row["high"]), COLOURS[k])
            if row.get("cut_r") is not None:
                cut = (row["cut_r"], row["cut_low"], row["cut_high"])
                _interval(bars, len(ARMS) + _aside(k, models), cut, COLOURS[k])
        bars.axhline(0.0, color="0.6", linewidth=0.8)
        bars.set(xlim=(-0.5, len(ARMS) + 0.5), ylim=(-1.05, 1.05), ylabel="correlation r, 95 % interval")
        bars.set_xticks(range(len(ARMS) + 1), [*ARMS, "ketamine,\nroute cut"], fontsize=11)
        if line == len(sets) - 1:
            dots.set_xlabel(
                f"change of prefrontal GBCr at 24 h, model {models[0]} [Fisher z \N{MULTIPLICATION SIGN} 1000]"
            )
        for axes in (dots, bars):
            _plain(axes)
        _named(figure, where, line, len(sets))
    words = (
        "Missing: nothing varies. Route cut: no synapse reaches the coupling of regions; what is left is not built in."
    )
    figure.text(0.012, 0.16 / figure.get_figheight(), words, fontsize=10, color="0.35", va="center")


def _headed(figure: Figure, title: str, models: list[str]) -> None:
    tall = figure.get_figheight()
    figure.subplots_adjust(left=0.115, right=0.99, top=1.0 - 1.15 / tall, bottom=0.72 / tall, wspace=0.27, hspace=0.32)
    figure.text(0.012, 1.0 - 0.27 / tall, title, fontsize=14, fontweight="bold", va="center")
    for k, model in enumerate(models):
        figure.text(0.012 + 0.09 * k, 1.0 - 0.58 / tall, f"\N{BLACK CIRCLE} {model}", color=COLOURS[k], fontsize=12,
                    va="center")  # fmt: skip


def _named(figure: Figure, connectome: str, line: int, lines: int) -> None:
    """Whose connectome a row is, at its left end."""
    first = figure.axes[-1].get_position()
    words = WHOSE.get(connectome, connectome).replace(", ", ",\n")
    figure.text(0.02, (first.y0 + first.y1) / 2, words, rotation=90, ha="center", va="center", fontsize=10.5, color=INK)


def _aside(k: int, models: list[str]) -> float:
    return SQUEEZED * (k - (len(models) - 1) / 2)


def _interval(axes: Axes, x: float, three: tuple[float | None, ...], colour: str) -> None:
    if three[0] is None:
        return
    axes.plot([x, x], np.array(three[1:], dtype=np.float64), color=colour, linewidth=4.0, alpha=0.35)
    axes.plot(x, three[0], "o", color=colour, markersize=5.5)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", length=0)
