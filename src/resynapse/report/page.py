"""The report: one HTML page with every picture inside it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from resynapse.provenance import Row
from resynapse.report import background, harm, mechanism, outcome, plots, reading
from resynapse.report.layout import Section

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Picture:
    """A rendered panel with the name of its file."""

    panel: plots.Panel
    file: str
    png: bytes

    @property
    def inline(self) -> str:
        """The bytes as an address that needs no network."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")


def sections(course: xarray.Dataset, parameters: Sequence[Row], brain: Section | None = None) -> list[Section]:
    """The story in order: ten sections, and the brain if it was looked at."""
    return [
        *mechanism.sections(course),
        outcome.section(course),
        harm.acute(course),
        harm.long_term(course),
        *([brain] if brain else []),
        background.assumed(course, parameters),
        background.sources(course, parameters),
        background.provenance(course),
    ]


def panels(story: Sequence[Section]) -> list[plots.Panel]:
    """Every panel of the story in order."""
    return [panel for section in story for panel in section.panels]


def pictures(story: Sequence[Section], drawn: Iterable[bytes]) -> dict[str, Picture]:
    """Drawn panels, numbered in the order of the story: panel name to picture."""
    return {
        panel.name: Picture(panel, f"{place:02d}_{panel.name}.png", png)
        for place, (panel, png) in enumerate(zip(panels(story), drawn, strict=True), 1)
    }


@lru_cache(maxsize=1)
def environment() -> Any:
    """The templates, each parsed once."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("resynapse.report", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def template() -> Any:
    """The template of the report."""
    return environment().get_template("page.html")


def html(course: xarray.Dataset, story: Sequence[Section], shown: dict[str, Picture]) -> str:
    """The page as text; nothing in it is fetched from elsewhere."""
    css = resources.files("resynapse.report").joinpath("templates", "page.css").read_text(encoding="utf-8")
    plan = reading.plan(course)
    count = reading.patients(course)
    return str(
        template().render(
            css=css,
            name=str(plan.get("name", "unnamed plan")),
            description=str(plan.get("description") or "").rstrip("."),
            species=plan.get("species", "human"),
            condition=plan.get("condition", "not named"),
            who="one patient" if count == 1 else f"{count} virtual patients",
            given=given(course),
            plan=str(course.attrs.get("plan", "")).strip(),
            version=course.attrs.get("version", ""),
            story=story,
            pictures=shown,
        )
    )


def given(course: xarray.Dataset) -> list[str]:
    """The doses in words, equal ones counted once."""
    counted: dict[str, int] = {}
    for dose in reading.doses(course):
        counted[dose.words()] = counted.get(dose.words(), 0) + 1
    return [f"{count} \N{MULTIPLICATION SIGN} {words}" if count > 1 else words for words, count in counted.items()]
