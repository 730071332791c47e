"""The brain in pictures: where connectivity is, matrices by network, readings with their spread, beside other arms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.brain_arms import later, limit, places, readings, response
from resynapse.report.brain_canvas import FEW, credit, painted
from resynapse.report.brain_edges import edges
from resynapse.report.brain_places import ON_CORTEX, known, on_cortex, place, scale
from resynapse.report.brain_spectrum import moving, spectra
from resynapse.report.layout import Image, Section

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Draw = Callable[["Figure", "xarray.Dataset"], None]
KEY, TITLE = "brain", "The whole brain"
ORDER = ("default", "control", "salience", "dorsal attention", "somatomotor", "visual", "limbic", "subcortical")


def pictures(
    seen: xarray.Dataset, correlated: Sequence[dict[str, Any]] = (), kinds: Sequence[str] = ("png",)
) -> dict[str, bytes]:
    """brain, arms, edges, spectrum, dynamics, readings, response, by file name; all but the first where they compare.

    Args:
        seen: of `zoom.brain.look`.
        correlated: of `network.response`.
        kinds: "png", "svg".
    """
    wide, tall, arms = max(3.4 * min(seen.sizes["moment"], FEW) + 0.6, 7.4), len(later(seen)), seen.sizes["arm"]
    several = (3.1 * arms + 0.6, 2.2 * tall + 1.0)
    wanted: dict[str, tuple[tuple[float, float], Draw]] = {"brain": ((wide, 6.6), maps)}
    if tall:
        if known(seen):
            wanted |= {"arms": (several, places), "edges": (several, edges)}
        wanted |= {"spectrum": ((14.0, 4.2), spectra), "dynamics": ((14.0, 4.2), moving)}
        wanted["readings"] = ((14.0, 2.0 * tall + 2.1), readings)
    if correlated:
        wanted["response"] = ((12.5, 4.8), lambda figure, seen: response(figure, seen, correlated))
    found: dict[str, bytes] = {}
    for name, (size, draw) in wanted.items():
        drawn = painted(size, partial(_signed, draw, seen), kinds)
        found |= {f"{name}.{kind}": content for kind, content in drawn.items()}
    return found


def _signed(draw: Draw, seen: xarray.Dataset, figure: Figure) -> None:
    draw(figure, seen)
    credit(figure, str(seen.attrs["connectome"]))


def section(seen: xarray.Dataset, summary: str) -> Section:
    """The brain as a section of the report. Args: summary: what was seen, in words."""
    captions = {
        "brain.png": "Left: before treatment. Others: change against it, each on its own scale. Above, global "
        "connectivity of each region; below, all pairs of regions by network.",
        "arms.png": "The same change beside other infusions in the same patient; one scale for each moment.",
        "edges.png": "The pairs of regions whose correlation changes most, by infusion.",
        "dynamics.png": "How alike connectivity is from one minute to another.",
        "spectrum.png": "How fast prefrontal cortex fluctuates, and what changes. A rhythm would be a peak.",
        "readings.png": "Change against baseline under three models, beside other infusions. Where they disagree, "
        "nothing is known.",
    }
    alts = {
        "brain.png": "Regions of the brain and connectivity matrices at each moment",
        "arms.png": "Change of global connectivity of each region with each infusion",
        "edges.png": "Lines between regions, in glass brains",
        "dynamics.png": "Distributions of the correlation between windows, by moment and infusion",
        "spectrum.png": "Spectrum of prefrontal cortex at each moment with each infusion",
        "readings.png": "Five readings of connectivity at each moment with each infusion under three models",
    }
    drawn = pictures(seen)
    images = [Image(f"9{k}_{name}", png, alts[name], captions[name]) for k, (name, png) in enumerate(drawn.items())]
    first = "What the slow signal of a scanner would share between regions at rest, on a connectome of other people."
    return Section(KEY, TITLE, (first,), images=images, notes=summary.splitlines())


def absent(reason: str) -> Section:
    """The section when there is no connectome or no answer. Args: reason: one sentence."""
    return Section(KEY, TITLE, (f"Not shown: {reason}",))


def maps(figure: Figure, seen: xarray.Dataset) -> None:
    """Above: global connectivity of every region seen from the side and from above; below: all pairs by network.

    The first column is the baseline, the others are changes against it, each on its own scale.
    """
    moments = [str(it) for it in seen.moment.values][:FEW]
    count = len(moments)
    order, edges, names = _by_network(seen)
    gbc, pairs = seen.gbc.values[:count], seen.connectivity.values[:count][:, order][:, :, order]
    left = 1.49 / figure.get_figwidth()  # room for names of networks
    width = (0.99 - left) / count
    for k, when in enumerate(moments):
        at = left + k * width
        title = f"{when}" if k == 0 else f"{when} \N{MINUS SIGN} baseline"
        figure.text(at + 0.42 * width, 0.925, title, ha="center", fontsize=12, fontweight="bold")
        values = gbc[0] if k == 0 else gbc[k] - gbc[0]
        top, far = limit(gbc[k] - gbc[0]), limit(pairs[k] - pairs[0])
        ends = (float(gbc[0].min()), float(gbc[0].max())) if k == 0 else (-top, top)
        if known(seen):
            colours = "viridis" if k == 0 else "RdBu_r"
            place(figure, (at, 0.57, 0.84 * width, 0.33), seen, values, ends, colours)
            scale(figure, (at + 0.17 * width, 0.545, 0.5 * width, 0.012), ends, colours)
        matrix = figure.add_axes((at, 0.075, 0.84 * width, 0.40))
        shown = pairs[0] if k == 0 else pairs[k] - pairs[0]
        _matrix(matrix, shown, (-0.8, 0.8) if k == 0 else (-far, far), edges, names if k == 0 else None)
    title = f"Simulated connectivity of the typical patient, model {seen.attrs['pictured']!r}"
    figure.text(0.01, 0.975, title, fontsize=13, fontweight="bold", va="center")
    if on_cortex(seen):
        figure.text(left, 0.498, ON_CORTEX, fontsize=8.5, color="0.35", va="center")
    side = 0.17 / figure.get_figwidth()
    words = {0.275: "BOLD correlation\nof all pairs"}
    if known(seen):
        words[0.71] = "Global connectivity\nof each region (Fisher z)"
    else:
        figure.text(left, 0.71, "No map: where the regions lie is not known.", fontsize=10, color="0.35")
    for at, said in words.items():
        figure.text(side, at, said, rotation=90, va="center", ha="left", fontsize=9.5)


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
