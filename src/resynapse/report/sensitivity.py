"""A picture of sensitivity indices: outputs down, numbers across."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def picture(outputs: Sequence[str], numbers: Sequence[str], total: np.ndarray[Any, np.dtype[np.float64]]) -> bytes:
    """PNG of total Sobol indices [outputs, numbers]."""
    import io

    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.0, 7.0), layout="constrained")
    axes = figure.add_subplot()
    shown = axes.imshow(total, cmap="viridis", vmin=0.0, vmax=1.0, aspect="auto")
    axes.set_xticks(range(len(numbers)), numbers, rotation=60, ha="right", fontsize=8)
    axes.set_yticks(range(len(outputs)), outputs, fontsize=8)
    figure.colorbar(shown, label="total Sobol index")
    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=110, metadata={"Software": None})
    return made.getvalue()
