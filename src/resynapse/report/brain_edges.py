"""The pairs of regions whose correlation changes most, drawn through a glass brain by nilearn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report.brain_arms import grid
from resynapse.report.brain_canvas import INK
from resynapse.report.brain_places import Box

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

SHOWN = 0.01  # of all pairs, the strongest of each arm
NOTHING = 1e-5  # smaller changes are rounding
PALE = 0.02  # of the scale of a row; a paler line is not seen


def edges(figure: Figure, seen: xarray.Dataset) -> None:
    """A row per moment with one scale, a column per arm; the strongest hundredth of the pairs of each."""
    from nilearn.plotting import plot_connectome

    change = seen.arm_connectivity.values - seen.arm_connectivity.values[:, :1]
    above = np.triu_indices(change.shape[-1], 1)
    centres = np.stack([seen[axis].values for axis in "xyz"], axis=1)

    sizes = np.abs(change[:, 1:][:, :, *above])
    most = [max(float(row[np.isfinite(row)].max(initial=0.0)), NOTHING) for row in np.swapaxes(sizes, 0, 1)]

    def draw(box: Box, column: int, row: int) -> None:
        least = max(float(np.quantile(sizes[column, row], 1.0 - SHOWN)), PALE * most[row])
        kept: Any = np.where(np.abs(change[column, row + 1]) >= least, change[column, row + 1], 0.0)
        plot_connectome(
            kept, centres, node_color=INK, node_size=4, edge_cmap="RdBu_r", edge_vmin=-most[row], edge_vmax=most[row],
            display_mode="xz", figure=figure, axes=box, annotate=False, colorbar=False, edge_kwargs={"linewidth": 1.2},
        )  # fmt: skip

    holds = np.isfinite(change[:, 1:]).all(axis=(2, 3))
    title = "The hundredth of pairs of regions whose correlation changes most in each arm (a scale for each row)"
    grid(figure, seen, title, holds, draw, most)
