"""The brain in pictures: where connectivity moved, the matrices by network, readings with their spread; BIDS tables."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.layout import Image, Section
from resynapse.report.plots import BLUE, GREEN, INK, PURPLE, RED
from resynapse.report.wide_axis import spread_out

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 150
KEY, TITLE = "brain", "The whole brain"
ORDER = ("default", "control", "salience", "dorsal attention", "somatomotor", "visual", "limbic", "subcortical")
PANELS = (
    ("prefrontal_gbc", "Prefrontal GBC"),
    ("prefrontal_gbcr", "Prefrontal GBC after\nglobal-signal regression"),
    ("within_default", "Within default mode"),
    ("default_positive", "Default mode with\ntask-positive networks"),
    ("default_rate", "Activity of the\ndefault mode"),
)
COLOURS = (BLUE, PURPLE, GREEN, RED, INK)
FEW = 5  # moments that fit one picture


def pictures(seen: xarray.Dataset) -> dict[str, bytes]:
    """brain.png (and .svg), readings.png: by file name.

    Args:
        seen: of `zoom.brain.look`.
    """
    return {
        "brain.png": painted((3.4 * min(seen.sizes["moment"], FEW) + 0.6, 6.6), lambda figure: maps(figure, seen)),
        "readings.png": painted((14.0, 4.6), lambda figure: readings(figure, seen)),
    }


def section(seen: xarray.Dataset, summary: str) -> Section:
    """The brain as a section of the report. Args: summary: what was seen, in words."""
    drawn = pictures(seen)
    captions = {
        "brain.png": "Left: before treatment. Others: change against it, each on its own scale. Above, global "
        "connectivity of each region; below, all pairs of regions by network.",
        "readings.png": "Change against baseline under three models. Where they disagree, nothing is known.",
    }
    alts = {
        "brain.png": "Glass brains and connectivity matrices at each moment",
        "readings.png": "Five readings of connectivity at each moment under three models",
    }
    images = [Image(f"9{k}_{name}", png, alts[name], captions[name]) for k, (name, png) in enumerate(drawn.items())]
    first = "What the slow signal of a scanner would share between regions at rest, on a connectome of other people."
    return Section(KEY, TITLE, (first,), images=images, notes=summary.splitlines())


def absent(reason: str) -> Section:
    """The section when there is no connectome or no answer. Args: reason: one sentence."""
    return Section(KEY, TITLE, (f"Not shown: {reason}",))


def painted(size: tuple[float, float], draw: Callable[[Figure], None]) -> bytes:
    """A figure as PNG; nothing of it stays behind."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Made

    with matplotlib.rc_context({"font.size": 10, "text.color": INK, "axes.edgecolor": "0.6"}):
        figure = Made(figsize=size, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        draw(figure)
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
    return stream.getvalue()


def maps(figure: Figure, seen: xarray.Dataset) -> None:
    """Above: global connectivity of every region seen from the side and from above; below: all pairs by network.

    The first column is the baseline, the others are changes against it, each on its own scale.
    """
    moments = [str(it) for it in seen.moment.values][:FEW]
    count = len(moments)
    order, edges, names = _by_network(seen)
    gbc, pairs = seen.gbc.values[:count], seen.connectivity.values[:count][:, order][:, :, order]
    known = bool(np.isfinite([seen[axis].values for axis in "xyz"]).all())
    left, width = 0.105, (0.99 - 0.105) / count
    for k, when in enumerate(moments):
        at = left + k * width
        title = f"{when}" if k == 0 else f"{when} \N{MINUS SIGN} baseline"
        figure.text(at + 0.42 * width, 0.925, title, ha="center", fontsize=12, fontweight="bold")
        values = gbc[0] if k == 0 else gbc[k] - gbc[0]
        top, far = _limit(gbc[k] - gbc[0]), _limit(pairs[k] - pairs[0])
        scale = (float(gbc[0].min()), float(gbc[0].max())) if k == 0 else (-top, top)
        if known:
            _glass(figure, (at, 0.52, 0.84 * width, 0.38), seen, values, scale, "viridis" if k == 0 else "RdBu_r")
        matrix = figure.add_axes((at, 0.075, 0.84 * width, 0.40))
        shown = pairs[0] if k == 0 else pairs[k] - pairs[0]
        _matrix(matrix, shown, (-0.8, 0.8) if k == 0 else (-far, far), edges, names if k == 0 else None)
    figure.text(
        0.01, 0.975, "Simulated connectivity of the typical patient", fontsize=13, fontweight="bold", va="center"
    )
    figure.text(
        0.012, 0.71, "Global connectivity\nof each region (Fisher z)", rotation=90, va="center", ha="left", fontsize=9.5
    )
    figure.text(0.012, 0.275, "BOLD correlation\nof all pairs", rotation=90, va="center", ha="left", fontsize=9.5)
    whose = "Human Connectome Project, AAL2" if "aal2" in seen.attrs["connectome"] else seen.attrs["connectome"]
    figure.text(0.99, 0.972, whose, ha="right", va="center", fontsize=9, color="0.4")


def readings(figure: Figure, seen: xarray.Dataset) -> None:
    """Change of five readings against baseline; median and 90 % of patients, one colour per model."""
    moments = [str(it) for it in seen.moment.values]
    figure.subplots_adjust(left=0.06, right=0.985, top=0.72, bottom=0.13, wspace=0.5)
    models = [str(it) for it in seen.variant.values]
    for place, (name, title) in enumerate(PANELS):
        axes = figure.add_subplot(1, len(PANELS), place + 1)
        ends: list[float] = []
        for k, model in enumerate(models):
            change = seen[name].sel(variant=model).values - seen[name].sel(variant=model).values[0]
            ends += _track(axes, change[1:], COLOURS[k], 0.12 * (k - (len(models) - 1) / 2))
        spread_out(axes, ends or [0.0])
        axes.axhline(0.0, color="0.6", linewidth=0.8)
        axes.set_xticks(range(len(moments) - 1), moments[1:])
        axes.set_title(title, fontsize=10.5, fontweight="bold", loc="left")
        axes.set_ylabel("change [Hz]" if seen[name].attrs["units"] == "Hz" else "change [Fisher z]")
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(x=0.2)
    figure.text(0.012, 0.03, "Some axes are logarithmic away from 0.", fontsize=9, color="0.35", va="center")
    patients = seen.sizes["patient"]
    who = "the typical patient" if patients == 1 else f"{patients} patients (median, 90 %)"
    figure.text(0.012, 0.94, f"Change against baseline in {who}", fontsize=13, fontweight="bold", va="center")
    for k, model in enumerate(models):
        figure.text(0.5 + 0.12 * k, 0.94, f"\N{BLACK CIRCLE} {model}", color=COLOURS[k], fontsize=11, va="center")


def response(seen: xarray.Dataset, rows: Sequence[dict[str, Any]], at: str = "24 h") -> bytes:
    """Change of prefrontal GBCr against improvement: patients, and what is left of it in a study, as PNG.

    Args:
        rows: of `network.response`: words, r, low, high.
    """
    now, first = seen.sel(moment=at).isel(variant=0), seen.isel(moment=0, variant=0)
    x, y = now.prefrontal_gbcr - first.prefrontal_gbcr, first.score - now.score

    def draw(figure: Figure) -> None:
        figure.subplots_adjust(left=0.075, right=0.93, top=0.8, bottom=0.14, wspace=0.75)
        axes = figure.add_subplot(1, 2, 1)
        axes.plot(1e3 * x.values, y.values, "o", color=BLUE, markersize=3, alpha=0.5, markeredgewidth=0)
        axes.set_xlabel("change of prefrontal GBCr at 24 h [Fisher z \N{MULTIPLICATION SIGN} 1000]")
        axes.set_ylabel("improvement of the latent score [points]")
        axes.set_title(f"{seen.sizes['patient']} patients, as simulated", fontsize=10.5, fontweight="bold", loc="left")
        bars = figure.add_subplot(1, 2, 2)
        for k, row in enumerate(rows):
            bars.plot([row["low"], row["high"]], [k, k], color=BLUE, linewidth=5.0, alpha=0.3)
            bars.plot(row["r"], k, "o", color=BLUE, markersize=6)
            bars.text(1.06, k, f"{row['r']:.2f}", va="center", fontsize=10)
        bars.axvline(0.0, color="0.6", linewidth=0.8)
        bars.set(xlim=(-1.0, 1.0), ylim=(len(rows) - 0.5, -0.5), xlabel="correlation r with its 95 % interval")
        bars.set_yticks(range(len(rows)), [row["words"].replace(" (", "\n(").replace(", ", ",\n") for row in rows])
        bars.tick_params(axis="y", length=0)
        bars.set_xticks([-1.0, -0.5, 0.0, 0.5, 1.0])
        for one in figure.axes:
            one.spines[["top", "right"]].set_visible(False)
        words = "Connectivity change against clinical response: what is built in, and what a scanner would see"
        figure.text(0.012, 0.94, words, fontsize=13, fontweight="bold", va="center")

    return painted((12.5, 4.8), draw)


def relmats(seen: xarray.Dataset) -> dict[str, bytes]:
    """Connectivity of each moment as BIDS-style tables: by file name, a matrix, its description, and who is who."""
    atlas = str(seen.attrs["connectome"]).replace("_", "")
    places = ("x", "y", "z")
    rows = ["\t".join(("index", "label", "hemisphere", "network", "lobe", *places))]
    for k, label in enumerate(map(str, seen.region.values)):
        who = (str(seen[name].values[k]) for name in ("hemisphere", "network", "lobe"))
        rows.append("\t".join((str(k), label, *who, *(f"{float(seen[axis].values[k]):g}" for axis in places))))
    made = {f"atlas-{atlas}_nodeindices.tsv": _text(rows)}
    for k, when in enumerate(map(str, seen.moment.values)):
        name = f"atlas-{atlas}_desc-{''.join(it for it in when if it.isalnum())}_meas-correlation_relmat"
        lines = ["\t".join(f"{value:.6f}" for value in row) for row in seen.connectivity.values[k]]
        made[f"{name}.tsv"] = _text(lines)
        made[f"{name}.json"] = _text([json.dumps(_about(seen, when), indent=2)])
    return made


def _about(seen: xarray.Dataset, when: str) -> dict[str, Any]:
    return {
        "Description": f"Simulated BOLD correlation of the typical patient, {when}",
        "MeasureDescription": "Pearson correlation, linear noise theory at zero frequency",
        "RelationshipMeasure": "correlation",
        "Weighted": True,
        "Directed": False,
        "ValidDiagonal": True,
        "StorageFormat": "Full",
        "NonNegative": False,
        "Atlas": seen.attrs["connectome"],
        "Simulated": True,
        "Plan": seen.attrs["plan"],
        "At": when,
        "GeneratedBy": [{"Name": "resynapse", "Version": seen.attrs["version"]}],
        "ParameterHash": seen.attrs["parameter_hash"],
        "Acknowledgements": seen.attrs["acknowledgement"],
    }


def _text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _glass(
    figure: Figure, box: tuple[float, float, float, float], seen: xarray.Dataset, values: Any, limits: Any, colours: str
) -> None:
    """Two views through a glass brain, a marker per region; packaged centres, nothing fetched."""
    import matplotlib as mpl
    from nilearn.plotting import plot_markers

    left, bottom, width, height = box
    centres = np.stack([seen[axis].values for axis in "xyz"], axis=1)
    plot_markers(
        values, centres, node_size=26, node_cmap=colours, node_vmin=limits[0], node_vmax=limits[1], alpha=0.95,
        display_mode="xz", figure=figure, axes=(left, bottom + 0.05, width, height - 0.05), annotate=False,
        colorbar=False, node_kwargs={"linewidths": 0.3, "edgecolors": "0.35"},
    )  # fmt: skip
    bar = figure.add_axes((left + 0.2 * width, bottom + 0.025, 0.6 * width, 0.012))
    scale = mpl.cm.ScalarMappable(mpl.colors.Normalize(*limits), colours)
    figure.colorbar(scale, cax=bar, orientation="horizontal").ax.tick_params(labelsize=8, length=2)


def _matrix(axes: Axes, values: Any, limits: tuple[float, float], edges: list[int], names: list[str] | None) -> None:
    shown = axes.imshow(values, cmap="RdBu_r", vmin=limits[0], vmax=limits[1], interpolation="nearest", aspect="equal")
    for edge in edges[1:-1]:
        axes.axhline(edge - 0.5, color="white", linewidth=0.8)
        axes.axvline(edge - 0.5, color="white", linewidth=0.8)
    middles = [(a + b) / 2 - 0.5 for a, b in zip(edges[:-1], edges[1:], strict=True)]
    axes.set_xticks([])
    axes.set_yticks(middles if names else [], names or [], fontsize=8)
    axes.tick_params(length=0)
    bar = axes.inset_axes((0.15, -0.09, 0.7, 0.03))
    axes.figure.colorbar(shown, cax=bar, orientation="horizontal").ax.tick_params(labelsize=8, length=2)


def _by_network(seen: xarray.Dataset) -> tuple[Any, list[int], list[str]]:
    """Regions sorted by network, where each network begins, and its name."""
    network = np.array([str(it) for it in seen.network.values])
    names = [name for name in (*ORDER, "unknown") if name in network]
    order = np.concatenate([np.flatnonzero(network == name) for name in names])
    edges = [0, *np.cumsum([(network == name).sum() for name in names]).tolist()]
    return order, edges, names


def _track(axes: Axes, change: Any, colour: str, shift: float) -> list[float]:
    """Draws one model's changes; the ends of its bars."""
    ends: list[float] = []
    at = np.arange(len(change)) + shift
    kept = [row[np.isfinite(row)] for row in change]
    middle = np.array([np.median(row) if len(row) else np.nan for row in kept])
    axes.plot(at, middle, "o", color=colour, markersize=5)
    for x, row in zip(at, kept, strict=True):
        if len(row) > 1:
            axes.plot([x, x], np.quantile(row, (0.05, 0.95)), color=colour, linewidth=3.5, alpha=0.35)
        ends += np.quantile(row, (0.05, 0.95)).tolist() if len(row) else []
    return ends


def _limit(change: Any) -> float:
    """A symmetric scale that holds almost all changes; never zero."""
    return float(max(np.quantile(np.abs(change), 0.99), 1e-6))
