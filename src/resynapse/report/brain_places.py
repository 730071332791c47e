"""Values of regions where they lie: on the bundled cortex where the atlas covers it, else through a glass brain.

Both come with nilearn and are drawn by it; nothing is fetched. The cortex is fsaverage5 (10242 vertices a side). No
package that we use holds the borders of a parcellation on it, so every vertex takes the value of the region of its
side whose centre is nearest (in space, on the pial surface); the true borders differ. Vertices where the cortex is
thinner than 1 mm are the medial wall, and stay grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

Box = tuple[float, float, float, float]  # left, bottom, width, height, as shares of the figure
CORTICAL = ("frontal", "parietal", "temporal", "occipital", "insular", "limbic")
FEWEST = 50  # regions that can be said to cover a cortex
THINNEST = 1.0  # mm, of cortex
VIEWS = (("left", "lateral"), ("right", "lateral"), ("left", "medial"), ("right", "medial"))
LEFT_ONLY = (("left", "lateral"), ("left", "medial"))
ON_CORTEX = (
    "Colours on fsaverage5: each point has the value of the region with the nearest centre, not its true borders."
)


def known(seen: xarray.Dataset) -> bool:
    """Whether the centres of all regions are known."""
    return bool(np.isfinite([seen[axis].values for axis in "xyz"]).all())


def on_cortex(seen: xarray.Dataset) -> bool:
    """Whether the atlas covers the cortex on both sides, with known centres."""
    lobes, sides = ({str(it) for it in seen[name].values} for name in ("lobe", "hemisphere"))
    return known(seen) and seen.sizes["region"] >= FEWEST and lobes <= set(CORTICAL) and sides == {"L", "R"}


def place(
    figure: Figure, box: Box, seen: xarray.Dataset, values: Any, limits: tuple[float, float], colours: str,
    views: tuple[tuple[str, str], ...] = VIEWS,
) -> None:  # fmt: skip
    """Values of regions [N] within a box of the figure. Args: views: side and view, on a cortex."""
    if on_cortex(seen):
        _cortex(figure, box, seen, values, limits, colours, views)
    elif known(seen):
        _glass(figure, box, seen, values, limits, colours)


def nearest(centres: Any, sides: Any, side: str, vertices: Any) -> Any:
    """For each vertex of one side the region of that side with the nearest centre.

    Args:
        centres: [N, 3] mm. sides: "L" or "R", [N]. side: "left" or "right". vertices: [V, 3] mm.
    """
    from scipy.spatial import KDTree

    own = np.flatnonzero(np.asarray(sides) == side[0].upper())
    return own[KDTree(np.asarray(centres)[own]).query(vertices)[1]]


def _glass(figure: Figure, box: Box, seen: xarray.Dataset, values: Any, limits: Any, colours: str) -> None:
    """Two views through a glass brain, a marker per region at its packaged centre."""
    from nilearn.plotting import plot_markers

    centres = np.stack([seen[axis].values for axis in "xyz"], axis=1)
    plot_markers(
        values, centres, node_size=26, node_cmap=colours, node_vmin=limits[0], node_vmax=limits[1], alpha=0.95,
        display_mode="xz", figure=figure, axes=box, annotate=False, colorbar=False,
        node_kwargs={"linewidths": 0.3, "edgecolors": "0.35"},
    )  # fmt: skip


def _cortex(
    figure: Figure, box: Box, seen: xarray.Dataset, values: Any, limits: Any, colours: str,
    views: tuple[tuple[str, str], ...],
) -> None:  # fmt: skip
    """Inflated hemispheres, two in a row; colours are pixels even in an SVG (20480 triangles each)."""
    from nilearn import datasets, surface
    from nilearn.plotting import plot_surf

    mesh = datasets.fetch_surf_fsaverage("fsaverage5")  # bundled: this one is never downloaded
    centres = np.stack([seen[axis].values for axis in "xyz"], axis=1)
    left, bottom, width, height = box
    rows = len(views) // 2
    for k, (side, view) in enumerate(views):
        vertices = surface.load_surf_mesh(mesh[f"pial_{side}"]).coordinates
        painted = np.asarray(values, dtype=np.float64)[nearest(centres, seen.hemisphere.values, side, vertices)]
        painted[surface.load_surf_data(mesh[f"thick_{side}"]) < THINNEST] = np.nan
        cell = (left + (k % 2) * width / 2, bottom + (rows - 1 - k // 2) * height / rows, width / 2, height / rows)
        axes: Any = figure.add_axes(cell, projection="3d")
        plot_surf(
            mesh[f"infl_{side}"], surf_map=painted, hemi=side, view=view, engine="matplotlib", cmap=colours,
            vmin=limits[0], vmax=limits[1], bg_map=mesh[f"sulc_{side}"], colorbar=False, axes=axes, figure=figure,
        )  # fmt: skip
        axes.set_box_aspect(None, zoom=1.45)
        axes.patch.set_alpha(0.0)
        for drawn in axes.collections:
            drawn.set_rasterized(True)
