"""Report: a simulated course as pictures, tables and one HTML page. Sees only datasets and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resynapse.provenance import Row
from resynapse.report.files import staged

if TYPE_CHECKING:
    import xarray

__all__ = ["staged", "write"]


def write(
    course: xarray.Dataset, folder: Path, parameters: Sequence[Row], step: Callable[[], None] | None = None
) -> list[Path]:
    """Write report.html, course.nc, summary.csv and figures/*.png into a folder.

    Wrap the folder in `staged` to have all files appear at once or not at all.

    Args:
        course: what `resynapse.run` returns.
        folder: an existing folder.
        parameters: every number of the model, for the tables of assumptions and sources.
        step: called after each picture.
    Returns:
        The files, the page first.
    Raises:
        OSError: a file cannot be written.
    """
    from resynapse.report import files, observables, page

    story = page.sections(course, parameters)
    shown = page.pictures(story, step)
    written = [folder / name for name in ("report.html", "course.nc", "summary.csv")]
    for picture in shown.values():
        written.append(folder / "figures" / picture.file)
        files.write_bytes(written[-1], picture.png)
    files.write_table(folder / "summary.csv", observables.HEAD, observables.table(course))
    files.write_netcdf(folder / "course.nc", course)
    files.write_bytes(folder / "report.html", page.html(course, story, shown).encode("utf-8"))
    return written
