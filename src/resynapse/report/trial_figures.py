"""Pictures of a trial: mean score by arm with published points, a forest plot, power by size."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.plots import BLUE, BROWN, DASHES, DPI, FONT, GREEN, INK, PURPLE, RED

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (BLUE, RED, GREEN, PURPLE, BROWN, INK)
HOURS, DAYS = 48.0, 24.0
SAID = {"consistent": GREEN, "too high": RED, "too low": RED, "uninformative": "#6B7680"}
NARROW, WIDE = 2.0, 5.0  # half-widths of simulated trials that the axis of a forest plot shows
LOG = ("odds ratio", "risk ratio", "hazard", "ratio of exposures", "ratio of means", "time to relapse")


def time_course(course: xarray.Dataset, points: Sequence[dict[str, Any]]) -> bytes:
    """Mean score by arm; band: central 95 % of replicate trials; dots: published means with their 95 % interval."""
    figure, axes = _figure(7.2, 4.2)
    hours = course.time.values
    unit, label = (1.0, "hours") if hours.max() <= HOURS else (DAYS, "days")
    for k, arm in enumerate(course.arm.values):
        colour = COLOURS[k % len(COLOURS)]
        score, ends = course.score.sel(arm=arm).values, course.score_interval.sel(arm=arm).values
        axes.fill_between(hours / unit, ends[:, 0], ends[:, 1], color=colour, alpha=0.14, lw=0)
        axes.plot(hours / unit, score, color=colour, ls=DASHES[k % len(DASHES)], lw=2, label=str(arm))
        for point in (p for p in points if p["arm"] == arm):
            _dot(axes, point, unit, colour)
    axes.set_xlabel(f"time after the start of the first dose [{label}]")
    axes.set_ylabel(f"{course.attrs['scale']}, mean [points]")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, fontsize=FONT)
    return _png(figure)


def _dot(axes: Axes, point: dict[str, Any], unit: float, colour: str) -> None:
    x, y = point["hour"] / unit, point["value"]
    if point["low"] is not None and point["high"] is not None:
        axes.plot([x, x], [point["low"], point["high"]], color=colour, lw=1.4)
    axes.plot([x], [y], "o", ms=6, color=colour, mec="white", mew=0.8)


def forest(lines: Sequence[dict[str, Any]]) -> bytes:
    """Published (dot) and simulated (bar) with 95 % intervals, one row each, in widths of the replicate trials.

    What lies beyond the axis is an arrow at its edge, as is an end that was published in words and is open.

    Args:
        lines: claim, statistic, observed, observed_lo, observed_hi, simulated, simulated_lo, simulated_hi, verdict.
    """
    shown = [one for one in lines if _drawable(one)]
    labels = [_wrapped(one["claim"]) for one in shown]
    tall = sum(0.24 + 0.17 * (1 + label.count("\n")) for label in labels)
    figure, axes = _figure(7.2, 1.0 + max(tall, 0.5))
    edge = _edge(shown)
    for row, one in enumerate(reversed(shown)):
        _row(axes, row, one, edge)
    axes.set_yticks(range(len(shown)), labels[::-1], fontsize=FONT)
    axes.axvline(0.0, color=INK, lw=0.8)
    axes.set_xlim(-edge, edge)
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.set_xlabel("published less simulated\n[half-widths of simulated trials of that size]")
    return _png(figure)


def _row(axes: Axes, row: int, one: dict[str, Any], edge: float) -> None:
    colour, scaled = SAID[one["verdict"]], _scaled(one)
    axes.plot([scaled("simulated_lo"), scaled("simulated_hi")], [row, row], color=BLUE, lw=9, alpha=0.28,
              solid_capstyle="butt")  # fmt: skip
    low, value, high = (scaled(name) for name in ("observed_lo", "observed", "observed_hi"))
    if low is not None or high is not None:
        left, right = (-np.inf if low is None else low), (np.inf if high is None else high)
        axes.plot(np.clip([left, right], -edge, edge), [row, row], color=colour, lw=1.8)
        for end, marker in ((left, "<"), (right, ">")):
            if abs(end) > edge:
                axes.plot([np.clip(end, -edge, edge)], [row], marker, ms=6, color=colour, clip_on=False)
    if value is not None:
        marker = "o" if abs(value) <= edge else ("<" if value < 0 else ">")
        axes.plot([np.clip(value, -edge, edge)], [row], marker, ms=7, color=colour, clip_on=False)
    axes.text(1.02, row, one["verdict"], va="center", fontsize=FONT, color=colour, transform=axes.get_yaxis_transform())


def _edge(shown: Sequence[dict[str, Any]]) -> float:
    """Where the axis ends: as far as anything published reaches, from 2 to 5 half-widths."""
    names = ("observed_lo", "observed", "observed_hi", "simulated_lo", "simulated_hi")
    reach = [abs(x) for one in shown for name in names if (x := _scaled(one)(name)) is not None]
    return float(np.clip(1.1 * max(reach, default=NARROW), NARROW, WIDE))


def _wrapped(text: str) -> str:
    """A claim in lines that leave half of the width to the plot, four at most."""
    return textwrap.fill(text, 34, max_lines=4, placeholder="\N{HORIZONTAL ELLIPSIS}")


def _drawable(one: dict[str, Any]) -> bool:
    known = [one[name] for name in ("simulated", "simulated_lo", "simulated_hi")]
    return None not in known and one["simulated_hi"] > one["simulated_lo"] and _any_observed(one)


def _any_observed(one: dict[str, Any]) -> bool:
    return any(one[name] is not None for name in ("observed", "observed_lo", "observed_hi"))


def _scaled(one: dict[str, Any]) -> Any:
    """Distance from the simulated centre in half-widths of the replicate interval; ratios by their logarithm."""
    ends = [one[name] for name in ("simulated_lo", "simulated", "simulated_hi")]
    log = one["statistic"] in LOG and min(ends) > 0

    def place(name: str) -> float | None:
        if one[name] is None or (log and one[name] <= 0):
            return None
        low, centre, high, here = (np.log(x) if log else x for x in (*ends, one[name]))
        return float((here - centre) / (0.5 * (high - low)))

    return place


def power(curves: Sequence[tuple[str, Sequence[int], Sequence[float]]], wanted: float = 0.8) -> bytes:
    """Share of simulated trials that find the difference, by patients per arm."""
    figure, axes = _figure(7.2, 4.6)
    for k, (label, sizes, found) in enumerate(curves):
        colour = COLOURS[k % len(COLOURS)]
        axes.plot(
            sizes,
            100 * np.asarray(found),
            marker="o",
            ms=4,
            color=colour,
            ls=DASHES[k % len(DASHES)],
            label=textwrap.fill(label, 40),
        )
    axes.axhline(100 * wanted, color=INK, lw=0.8, ls=":")
    axes.set_xscale("log")
    ticks = [5, 10, 20, 50, 100, 200, 400]
    axes.set_xticks(ticks, [str(t) for t in ticks])
    axes.minorticks_off()
    axes.set_xlabel("patients in the first-named arm")
    axes.set_ylabel("simulated trials with p < 0.05 [%]")
    axes.set_ylim(0, 102)
    axes.legend(frameon=False, fontsize=FONT, loc="lower right")
    return _png(figure)


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=FONT)
    axes.xaxis.label.set_fontsize(FONT)
    axes.yaxis.label.set_fontsize(FONT)
    return figure, axes


def _png(figure: Figure) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()
