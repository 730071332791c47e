"""The brain in pictures: where connectivity is, matrices by network, readings with their spread, in every arm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from resynapse.report import brain_grid
from resynapse.report.brain_arms import readings, response
from resynapse.report.brain_canvas import credit, painted
from resynapse.report.brain_edges import edges
from resynapse.report.brain_maps import maps, matrices
from resynapse.report.brain_places import known
from resynapse.report.brain_spectrum import moving, spectra
from resynapse.report.layout import Image, Section

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

Draw = Callable[["Figure", "xarray.Dataset"], None]
KEY, TITLE = "brain", "The whole brain"


class Sheet(NamedTuple):
    """One picture: its size [inches], what draws it, and what is said of it."""

    size: tuple[float, float]
    draw: Draw
    alt: str
    caption: str


def sheets(seen: xarray.Dataset, correlated: Sequence[dict[str, Any]] = ()) -> dict[str, Sheet]:
    """brain, matrices, edges, spectrum, dynamics, readings, response, by name, as far as there is something to show.

    Args:
        seen: of `zoom.brain.look`.
        correlated: of `network.response`.
    """
    tall, grid, flat = len(brain_grid.later(seen)), brain_grid.size(seen), (14.0, 4.2)
    made = {}
    if known(seen):
        made["brain"] = Sheet(
            grid, maps, "Global connectivity of each region before treatment, and its change with each infusion",
            "Left: before treatment. Right: the change against it beside other infusions in the same patient, all on "
            "one scale.",
        )  # fmt: skip
    made["matrices"] = Sheet(
        grid, matrices, "Connectivity matrices before treatment, and their change with each infusion",
        "All pairs of regions, sorted by network: before treatment, and the change with each infusion, on one scale.",
    )  # fmt: skip
    if not tall:
        return made
    if known(seen):
        made["edges"] = Sheet(
            grid, edges, "Lines between regions, in glass brains",
            "The pairs of regions whose correlation is largest, and those that change most, by infusion.",
        )  # fmt: skip
    made["spectrum"] = Sheet(
        flat, spectra, "Spectrum of prefrontal cortex at each moment with each infusion",
        "How fast prefrontal cortex fluctuates, and what changes. A rhythm would be a peak.",
    )  # fmt: skip
    made["dynamics"] = Sheet(
        flat, moving, "Distributions of the correlation between windows, by moment and infusion",
        "How alike connectivity is from one minute to another.",
    )  # fmt: skip
    made["readings"] = Sheet(
        (14.0, 2.0 * tall + 2.1), readings,
        "Five readings of connectivity at each moment with each infusion under three models",
        "Change against baseline under three models, beside other infusions. Where they disagree, nothing is known.",
    )  # fmt: skip
    if correlated:
        made["response"] = Sheet(
            (12.5, 4.8), lambda figure, seen: response(figure, seen, correlated),
            "Change of connectivity against improvement of the score, and its correlation seen in five ways",
            "Patients of each infusion, and what is left of the correlation in a study.",
        )  # fmt: skip
    return made


def pictures(
    seen: xarray.Dataset, correlated: Sequence[dict[str, Any]] = (), kinds: Sequence[str] = ("png",)
) -> dict[str, bytes]:
    """Every sheet by file name. Args: as in `sheets`; kinds: "png", "svg"."""
    found: dict[str, bytes] = {}
    for name, one in sheets(seen, correlated).items():
        drawn = painted(one.size, partial(_signed, one.draw, seen), kinds)
        found |= {f"{name}.{kind}": content for kind, content in drawn.items()}
    return found


def _signed(draw: Draw, seen: xarray.Dataset, figure: Figure) -> None:
    draw(figure, seen)
    credit(figure, str(seen.attrs["connectome"]))


def section(seen: xarray.Dataset, summary: str) -> Section:
    """The brain as a section of the report. Args: summary: what was seen, in words."""
    said, drawn = sheets(seen), pictures(seen)
    images = [
        Image(f"9{k}_{name}.png", drawn[f"{name}.png"], one.alt, one.caption)
        for k, (name, one) in enumerate(said.items())
    ]
    first = "What the slow signal of a scanner would share between regions at rest, on a connectome of other people."
    return Section(KEY, TITLE, (first,), images=images, notes=summary.splitlines())


def absent(reason: str) -> Section:
    """The section when there is no connectome or no answer. Args: reason: one sentence."""
    return Section(KEY, TITLE, (f"Not shown: {reason}",))
