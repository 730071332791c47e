"""An axis for changes of very different size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NOTHING = 1e-9  # a change of rounding
WIDE = 10.0  # times the median change, beyond which a linear axis hides the others


def spread_out(axes: Axes, values: Sequence[float]) -> None:
    """Linear near 0 and logarithmic beyond where a linear axis would hide most of the changes; plain ticks."""
    sizes = np.sort(np.abs([x for x in values if abs(x) > NOTHING]))
    if len(sizes) and sizes[-1] > WIDE * np.median(sizes):
        start = 10.0 ** np.floor(np.log10(np.median(sizes)))
        steps = start * 10.0 ** np.arange(np.ceil(np.log10(sizes[-1] / start)) + 1.0)
        axes.set_yscale("symlog", linthresh=start)
        axes.set_yticks([*-steps[::-1], 0.0, *steps])
        axes.set_ylim(-2.0 * max(-min(values), start), 2.0 * max(max(values), start))  # no point on the frame
        axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.10g}")
