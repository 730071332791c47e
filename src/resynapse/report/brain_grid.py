"""Small multiples of a brain: the state before treatment, then every arm at every moment, all changes on one scale.

Changes during an infusion are ten times those of a day later, so colours follow the signed square root of a change:
one scale holds for all arms and moments, small changes are seen beside large ones, and signs are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from resynapse.report.brain_canvas import FEW
from resynapse.report.brain_places import Box

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

WIDE, TALL, ROW = 14.0, 1.75, 1.95  # inches: a sheet, what is not a row of it, a row
FEWEST_ROWS = 1.3  # a lower sheet has no room for the baseline
ALONE = (7.5, 4.3)  # inches: the state before treatment, where nothing else was asked for
CHANGES, BEFORE = "RdBu_r", "viridis"
ROOTED = "One scale for all changes; colours follow their square root, so that small ones are seen beside large ones."
NOTHING = 1e-6  # smaller changes are rounding


class Cells(NamedTuple):
    """What is drawn where.

    Attributes:
        first: the state before treatment, into a box.
        change: of an arm and a moment (by number, from 0), into a box.
        holds: which of these have a stable state, [arm, moment].
        ends: of the colours of the state before treatment.
        far: end of the scale of all changes.
    """

    first: Callable[[Box], None]
    change: Callable[[Box, int, int], None]
    holds: Any
    ends: tuple[float, float]
    far: float


def later(seen: xarray.Dataset) -> list[str]:
    """Moments after the baseline, as many as fit one picture."""
    return [str(it) for it in seen.moment.values][1:FEW]


def size(seen: xarray.Dataset) -> tuple[float, float]:
    """Of a sheet [inches]."""
    if not later(seen):
        return ALONE
    return WIDE, TALL + ROW * max(len(later(seen)), FEWEST_ROWS)


def far(change: Any) -> float:
    """The end of a symmetric scale that holds all changes; never zero."""
    return float(max(np.abs(change[np.isfinite(change)]).max(initial=0.0), NOTHING))


def root(change: Any) -> Any:
    """Signed square root."""
    return np.sign(change) * np.sqrt(np.abs(change))


def sheet(
    figure: Figure, seen: xarray.Dataset, titles: tuple[str, str], units: tuple[str, str], cells: Cells,
    colours: str = BEFORE, room: float = 0.0,
) -> None:  # fmt: skip
    """Before treatment on the left, a column per arm, a row per moment.

    Args:
        titles: of the state before treatment, and what is added for the changes.
        units: below the scale of the state before treatment, and of the changes.
        colours: of the state before treatment.
        room: left of it, for names [inches].
    """
    moments, arms = later(seen), [str(it) for it in seen.arm.values]
    wide, tall = figure.get_size_inches()
    top, bottom = 1.0 - 1.02 / tall, 0.73 / tall
    base = (0.15 + room) / wide
    own = 2.65 / wide if moments else 5.6 / wide
    start = base + own + 0.5 / wide
    title = f"{titles[0]}{titles[1] if moments else ''}"
    figure.text(0.012, 1.0 - 0.28 / tall, title, fontsize=14, fontweight="bold", va="center")
    figure.text(0.012, 1.0 - 0.57 / tall, _about(seen), fontsize=10, color="0.35", va="center")
    high = min(2.65 / tall, top - bottom)
    cells.first((base, (top + bottom - high) / 2, own, high))
    figure.text(base + own / 2, top + 0.14 / tall, "before treatment", ha="center", va="center", fontsize=12.5,
                fontweight="bold")  # fmt: skip
    _bar(figure, (base + 0.15 * own, bottom - 0.13 / tall, 0.7 * own, 0.1 / tall), cells.ends, colours, units[0])
    if not moments:
        return
    width, height = (0.995 - start) / len(arms), (top - bottom) / len(moments)
    for column, arm in enumerate(arms):
        at = start + (column + 0.5) * width
        figure.text(at, top + 0.14 / tall, arm, ha="center", va="center", fontsize=12.5, fontweight="bold")
    for row, when in enumerate(moments):
        low = top - (row + 1) * height
        figure.text(start - 0.13 / wide, low + height / 2, f"{when} \N{MINUS SIGN} before", rotation=90, ha="center",
                    va="center", fontsize=11, fontweight="bold")  # fmt: skip
        for column in range(len(arms)):
            box = (start + (column + 0.02) * width, low + 0.03 * height, 0.96 * width, 0.94 * height)
            if cells.holds[column, row]:
                cells.change(box, column, row)
            else:
                figure.text(box[0] + box[2] / 2, low + height / 2, "no stable state", ha="center", va="center",
                            fontsize=11, color="0.35")  # fmt: skip
    middle = start + (0.995 - start) / 2
    _rooted(figure, (middle - 0.16, bottom - 0.13 / tall, 0.32, 0.1 / tall), cells.far, units[1])


def _about(seen: xarray.Dataset) -> str:
    """Who is shown, how colours are to be read, and what is left out."""
    moments, asked = len(later(seen)), seen.sizes["moment"] - 1
    words = f"Typical patient, model {str(seen.attrs['pictured'])!r}."
    if not moments:
        return words
    return f"{words} {ROOTED}" + (f" The first {moments} of {asked} moments." if asked > moments else "")


def _bar(figure: Figure, box: Box, ends: tuple[float, float], colours: str, words: str) -> Any:
    """A horizontal bar of colours with its unit below."""
    import matplotlib as mpl

    mapped = mpl.cm.ScalarMappable(mpl.colors.Normalize(*ends), colours)
    bar = figure.colorbar(mapped, cax=figure.add_axes(box), orientation="horizontal")
    bar.ax.tick_params(labelsize=9.5, length=2)
    bar.ax.locator_params(nbins=5)
    bar.set_label(words, fontsize=9.5, labelpad=2)
    return bar


def _rooted(figure: Figure, box: Box, end: float, words: str) -> None:
    """The bar of all changes: even in the square root, marked in the change itself."""
    bar = _bar(figure, box, (-(end**0.5), end**0.5), CHANGES, words)
    marks = ticks(end)
    bar.set_ticks([float(root(it)) for it in marks], labels=[f"{it:g}".replace("-", "\N{MINUS SIGN}") for it in marks])


def ticks(end: float) -> Sequence[float]:
    """Round numbers on both sides of 0: the largest that fits, and a tenth of it.

    >>> ticks(0.36)
    [-0.3, -0.03, 0.0, 0.03, 0.3]
    """
    power = 10.0 ** np.floor(np.log10(end))
    first = 3.0 if end >= 3.0 * power else 1.0
    kept = [float(f"{one * power:.1g}") for one in (first, first / 10.0)]
    return [-it for it in kept] + [0.0] + kept[::-1]
