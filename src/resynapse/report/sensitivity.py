"""A picture of sensitivity indices: outputs down, numbers across."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

FONT, SMALL = 9.5, 7.5
WORTH = 0.1  # of an index that is written


def picture(outputs: Sequence[str], numbers: Sequence[str], total: np.ndarray[Any, np.dtype[np.float64]]) -> bytes:
    """PNG of total Sobol indices [outputs, numbers]."""
    import io

    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.6, 9.0), layout="constrained")
    axes = figure.add_subplot()
    shown = axes.imshow(total, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    axes.set_xticks(range(len(numbers)), numbers, rotation=90, fontsize=FONT)
    axes.set_yticks(range(len(outputs)), outputs, fontsize=FONT)
    for k, d in zip(*np.nonzero(np.asarray(total) >= WORTH), strict=True):
        dark = total[k, d] > 0.5
        axes.text(
            d, k, f"{100 * total[k, d]:.0f}", ha="center", va="center", fontsize=SMALL, color="w" if dark else "k"
        )
    figure.colorbar(shown, label="total Sobol index; written from 10 % on [%]", location="top", shrink=0.6)
    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=130, metadata={"Software": None})
    return made.getvalue()
