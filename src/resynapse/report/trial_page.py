"""The report of a trial: one HTML page, a table and pictures."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from resynapse.report import files
from resynapse.report.layout import Section, Table


class Drawn(NamedTuple):
    """A picture of the page."""

    name: str
    caption: str
    alt: str
    png: bytes

    @property
    def inline(self) -> str:
        """The bytes as an address that needs no network."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")


def write(
    folder: Path,
    head: dict[str, str],
    table: tuple[Sequence[str], Sequence[Sequence[Any]]],
    said: Sequence[str],
    drawn: Sequence[Drawn],
    notes: Sequence[str] = (),
) -> None:
    """figures/*.png and report.html into an existing folder.

    Args:
        head: name, description, who, version.
        table: columns and rows of the endpoints.
        said: sentences above the pictures.
    """
    for place, picture in enumerate(drawn, 1):
        files.write_bytes(folder / "figures" / f"{place:02d}_{picture.name}.png", picture.png)
    files.write_bytes(folder / "report.html", html(head, table, said, drawn, notes).encode("utf-8"))


def html(
    head: dict[str, str],
    table: tuple[Sequence[str], Sequence[Sequence[Any]]],
    said: Sequence[str],
    drawn: Sequence[Drawn],
    notes: Sequence[str],
) -> str:
    """The page as text; nothing in it is fetched from elsewhere."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    columns, cells = _read(*table)
    story = [
        Section("results", "Published and simulated", said, tables=[Table("Every endpoint", columns, cells)]),
        Section("pictures", "Pictures", (), panels=drawn, notes=notes),  # type: ignore[arg-type]
    ]
    loader = PackageLoader("resynapse.report", "templates")
    page = Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("trial.html")
    css = resources.files("resynapse.report").joinpath("templates", "page.css").read_text(encoding="utf-8")
    pictures = {picture.name: picture for picture in drawn}
    return str(page.render(css=css, story=story, pictures=pictures, given=[], plan="", **head))


def _read(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[list[str], list[list[str]]]:
    """Columns and cells for the eye: an interval stands in the cell of its value."""
    kept = [name for name in head if not name.endswith(("_lo", "_hi"))]
    columns = [f"{name} (95 %)" if f"{name}_lo" in head else name.replace("time_h", "hour") for name in kept]
    found = [dict(zip(head, row, strict=True)) for row in rows]
    return columns, [[_cell(row[name]) + _interval(row, name) for name in kept] for row in found]


def _interval(row: dict[str, Any], name: str) -> str:
    low, high = row.get(f"{name}_lo"), row.get(f"{name}_hi")
    return "" if low is None or high is None else f" ({_cell(low)} to {_cell(high)})"


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
