"""Report: a simulated course as pictures, tables and one HTML page. Sees only datasets and tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resynapse.provenance import Row
from resynapse.report.files import staged

if TYPE_CHECKING:
    import xarray

    from resynapse.report.layout import Section
    from resynapse.report.painter import Draw

__all__ = ["load", "staged", "write"]


def load() -> None:
    """Import what `write` needs, to be called while something else is computed: these libraries take a while."""
    import xarray

    from resynapse.report import observables, page  # noqa: F401
    from resynapse.report.files import netcdf

    netcdf(xarray.Dataset({"nothing": ("time", [0.0])}))  # loads what is only loaded on use
    page.template()


def write(
    course: xarray.Dataset,
    folder: Path,
    parameters: Sequence[Row],
    draw: Draw | None = None,
    brain: Section | None = None,
) -> list[Path]:
    """Write report.html, course.nc, summary.csv and figures/*.png into a folder.

    Wrap the folder in `staged` to have all files appear at once or not at all.

    Args:
        course: what `resynapse.run` returns.
        folder: an existing folder.
        parameters: every number of the model, for the tables of assumptions and sources.
        draw: how panels become pictures; `painter.helper()` gives a faster way than the default.
        brain: of `brain.section`, if it was asked for.
    Returns:
        The files, the page first.
    Raises:
        OSError: a file cannot be written.
    """
    from resynapse.report import files, observables, page, painter

    story = page.sections(course, parameters, brain)
    drawn = (draw or painter.here)(page.panels(story))
    files.write_table(folder / "summary.csv", observables.HEAD, observables.table(course))
    files.write_netcdf(folder / "course.nc", course)
    page.template()
    written = [folder / name for name in ("report.html", "course.nc", "summary.csv")]
    shown = page.pictures(story, drawn)
    for picture in shown.values():
        written.append(folder / "figures" / picture.file)
        files.write_bytes(written[-1], picture.png)
    for image in brain.images if brain else ():
        written.append(folder / "figures" / image.file)
        files.write_bytes(written[-1], image.png)
    files.write_bytes(written[0], page.html(course, story, shown).encode("utf-8"))
    return written
