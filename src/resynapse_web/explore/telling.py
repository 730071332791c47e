"""One question answered: the simulated course as the sections of the report, drawn, and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from resynapse_web.explore.plan import Question

WORDS = {  # a short name for each step of the story, for the way along the top
    "concentrations": "Blood",
    "block": "Block",
    "activity": "Circuit",
    "building": "Plasticity",
    "scores": "Scores",
    "acute": "Acute safety",
    "harm": "Over time",
    "assumed": "Assumed",
    "sources": "Sources",
    "provenance": "How it was made",
}
SHORT = 10  # rows up to which a table is shown without a click


@dataclass(frozen=True)
class Answer:
    """What a page shows; text and pictures only."""

    name: str
    description: str
    who: str
    given: tuple[str, ...]
    steps: tuple[dict[str, Any], ...]
    no_forecast: str
    csv: str


def answer(question: Question) -> Answer:
    """Simulate, draw, tabulate: a second or two."""
    from resynapse import forecast
    from resynapse.report import files, observables, page, painter

    course = forecast.run(question.plan, patients=question.people)
    story = page.sections(course, forecast.parameters())
    shown = page.pictures(story, painter.here(page.panels(story)))
    plan, count = question.plan, question.people
    who = "one typical patient" if count == 1 else f"{count} virtual patients"
    return Answer(
        name=plan.name.replace("_", " "),
        description=plan.description.rstrip("."),
        who=f"{who} ({plan.species}, {plan.condition})",
        given=tuple(page.given(course)),
        steps=tuple(_step(section, shown) for section in story),
        no_forecast=str(course.attrs.get("no_forecast", "")),
        csv=files.table_text(observables.HEAD, observables.table(course)),
    )


def _step(section: Any, shown: dict[str, Any]) -> dict[str, Any]:
    """A section of the report as plain values for a template; what is known to be wrong stands above the pictures."""
    errors = [note for note in section.notes if note.startswith("Known error")]
    return {
        "key": section.key,
        "short": WORDS.get(section.key, section.title),
        "title": section.title,
        "plain": [sentence for sentence in section.plain if sentence],
        "warnings": [*section.warnings, *errors],
        "pictures": [
            {"address": shown[panel.name].inline, "alt": panel.alt, "caption": panel.caption}
            for panel in section.panels
        ],
        "tables": [
            {
                "caption": table.caption,
                "head": list(table.head),
                "rows": [_cells(row) for row in table.rows],
                "open": len(table.rows) <= SHORT,
            }
            for table in section.tables
        ],
        "notes": [note for note in section.notes if note not in errors],
    }


def _cells(row: Any) -> list[tuple[str, str]]:
    """Words and address of each cell; the address is empty where the cell is no link."""
    return [(cell, "") if isinstance(cell, str) else (str(cell[0]), str(cell[1] or "")) for cell in row]
