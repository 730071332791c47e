"""Where connectivity is and where it moves: global connectivity of every region, and all pairs by network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.brain_grid import BEFORE, CHANGES, Cells, far, later, root, sheet
from resynapse.report.brain_places import LEFT_ONLY, ON_CORTEX, Box, on_cortex, place

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

ORDER = ("default", "control", "salience", "dorsal attention", "somatomotor", "visual", "limbic", "subcortical")
FULL = 0.8  # correlation at which colours end
AND_CHANGE = ", and its change with each infusion"


def maps(figure: Figure, seen: xarray.Dataset) -> None:
    """Global connectivity of each region before treatment, and its change in every arm at every moment."""
    before, change = _changes(seen.arm_gbc.values, len(later(seen)))
    ends, end = (float(before.min()), float(before.max())), far(change)

    def first(box: Box) -> None:
        place(figure, box, seen, before, ends, BEFORE, LEFT_ONLY)

    def each(box: Box, arm: int, when: int) -> None:
        place(figure, box, seen, root(change[arm, when]), (-(end**0.5), end**0.5), CHANGES, LEFT_ONLY)

    cells = Cells(first, each, np.isfinite(change).all(axis=2), ends, end)
    note = f"Left side, from outside and inside. {ON_CORTEX}" if on_cortex(seen) else ""
    sheet(
        figure, seen, ("Global connectivity of each region (GBC)", AND_CHANGE),
        ("GBC [Fisher z]", "change of GBC [Fisher z]"), cells,
    )  # fmt: skip
    figure.text(0.012, 0.1 / figure.get_figheight(), note, fontsize=9, color="0.35", va="center")


def matrices(figure: Figure, seen: xarray.Dataset) -> None:
    """Correlation of all pairs of regions by network before treatment, and its change likewise."""
    order, edges, names = by_network(seen)
    before, change = _changes(seen.arm_connectivity.values[..., order, :][..., order], len(later(seen)))
    end = far(change)

    def first(box: Box) -> None:
        _matrix(figure, box, before, FULL, edges, names)

    def each(box: Box, arm: int, when: int) -> None:
        _matrix(figure, box, root(change[arm, when]), end**0.5, edges)

    cells = Cells(first, each, np.isfinite(change).all(axis=(2, 3)), (-FULL, FULL), end)
    sheet(
        figure, seen, ("Correlation of all pairs of regions (BOLD)", AND_CHANGE),
        ("correlation", "change of correlation"), cells, CHANGES, room=1.15,
    )  # fmt: skip


def by_network(seen: xarray.Dataset) -> tuple[Any, list[int], list[str]]:
    """Regions sorted by network, where each network begins, and its name."""
    network = np.array([str(it) for it in seen.network.values])
    names = [name for name in (*ORDER, "unknown") if name in network]
    order = np.concatenate([np.flatnonzero(network == name) for name in names])
    edges = [0, *np.cumsum([(network == name).sum() for name in names]).tolist()]
    return order, edges, names


def _changes(values: Any, moments: int) -> tuple[Any, Any]:
    """The state before treatment, which all arms share, and the changes of every arm against it."""
    return values[0, 0], values[:, 1 : 1 + moments] - values[:, :1]


def _matrix(
    figure: Figure, box: Box, values: Any, end: float, edges: list[int], names: list[str] | None = None
) -> None:
    axes = figure.add_axes(box)
    axes.imshow(values, cmap=CHANGES, vmin=-end, vmax=end, interpolation="nearest", aspect="equal")
    for edge in edges[1:-1]:
        axes.axhline(edge - 0.5, color="white", linewidth=0.8)
        axes.axvline(edge - 0.5, color="white", linewidth=0.8)
    middles = [(a + b) / 2 - 0.5 for a, b in zip(edges[:-1], edges[1:], strict=True)]
    axes.set_xticks([])
    axes.set_yticks(middles if names else [], names or [], fontsize=9)
    axes.tick_params(length=0)
