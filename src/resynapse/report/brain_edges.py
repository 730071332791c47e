"""The pairs of regions whose correlation changes most, drawn through a glass brain by nilearn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.brain_canvas import INK
from resynapse.report.brain_grid import CHANGES, Cells, far, later, root, sheet
from resynapse.report.brain_maps import FULL
from resynapse.report.brain_places import Box

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

SHOWN = 0.01  # of all pairs, the strongest of each
NOTHING = 1e-5  # smaller changes are rounding
PALE = 0.1  # of the scale of colours; a paler line is not seen


def edges(figure: Figure, seen: xarray.Dataset) -> None:
    """The strongest hundredth of the pairs before treatment, and the hundredth that changes most in every cell."""
    from nilearn.plotting import plot_connectome

    values = seen.arm_connectivity.values[:, : 1 + len(later(seen))]
    change = values[:, 1:] - values[:, :1]
    centres = np.stack([seen[axis].values for axis in "xyz"], axis=1)
    end = max(far(change), NOTHING)

    def lines(box: Box, shown: Any, limit: float) -> None:
        plot_connectome(
            shown, centres, node_color=INK, node_size=4, edge_cmap=CHANGES, edge_vmin=-limit, edge_vmax=limit,
            display_mode="xz", figure=figure, axes=box, annotate=False, colorbar=False, edge_kwargs={"linewidth": 1.3},
        )  # fmt: skip

    def each(box: Box, arm: int, when: int) -> None:
        kept = root(strongest(change[arm, when]))
        lines(box, np.where(np.abs(kept) > PALE * end**0.5, kept, 0.0), end**0.5)

    cells = Cells(
        lambda box: lines(box, strongest(values[0, 0]), FULL), each, np.isfinite(change).all(axis=(2, 3)),
        (-FULL, FULL), end,
    )  # fmt: skip
    titles = ("Pairs of regions: the hundredth that correlates most", ", and the hundredth that changes most")
    sheet(figure, seen, titles, ("correlation", "change of correlation"), cells, CHANGES)


def strongest(values: Any) -> Any:
    """The largest hundredth of all pairs by size, [N, N]; the others and the diagonal are 0."""
    off = values - np.diag(np.diag(values))
    least = float(np.quantile(np.abs(off[np.triu_indices(len(off), 1)]), 1.0 - SHOWN))
    return np.where(np.abs(off) >= least, off, 0.0)
