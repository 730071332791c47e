"""The contested findings as files: four pages, a picture for each finding, a table with its description."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from resynapse.zoom.findings import Findings
from resynapse.zoom.findings_index import index
from resynapse.zoom.findings_page import INDEX, NAMES, page
from resynapse.zoom.findings_words import TITLES, correlations, holding, rows, tried, verdict

COLUMNS = {
    "connectome, model": "brain and variant of the model",
    "arm, at": "what is infused, and when it is looked",
    "reading, units": "what is read off the brain, and its unit (Fisher z has none: 1)",
    "median, low, high": "change against baseline over patients, with the 5th and 95th percentile",
    "patients": "with a stable state then and before",
}


def about(found: Sequence[Findings]) -> dict[str, Any]:
    """What the results stand on."""
    from resynapse import __version__, forecast
    from resynapse.provenance import digest

    return {
        "version": __version__,
        "parameter_hash": digest(forecast.parameters()),
        "seed": found[0].seed,
        "patients": found[0].patients,
        "connectomes": [
            {"connectome": it.connectome}
            | it.ground.attributes()
            | {"processor_seconds": round(it.spent), "acknowledgement": it.notice}
            for it in found
        ],
    }


def as_json(found: Sequence[Findings]) -> str:
    """Verdicts, what each model shows on each connectome, correlations and every change."""
    shown = {
        it.connectome: {name: {model: one._asdict() for model, one in each.items()} for name, each in it.shown.items()}
        for it in found
    }
    said = {
        "verdicts": {name: verdict(found, name) for name in TITLES},
        "by_connectome": {name: {it.connectome: holding(it, name) for it in found} for name in TITLES},
        "search": tried(found),
        "shown": shown,
        "correlations": correlations(found),
        "changes": rows(found),
    }
    return json.dumps(about(found) | said, indent=2)


def write(found: Sequence[Findings], folder: Path) -> list[Path]:
    """The first page, a page and a picture (PNG, SVG) for each finding, and every change as CSV; all or none."""
    from resynapse.network.contested import FLOOR
    from resynapse.report import staged
    from resynapse.report.brain_findings import Response, pictures
    from resynapse.report.files import write_bytes, write_table

    responses = [
        Response(it.connectome, arm, next(iter(it.seen.values()))[arm, "24 h"]["prefrontal_gbcr"], better)
        for it in found
        for arm, better in it.better.items()
    ]
    with staged(folder) as stage:
        pages = {INDEX: index(found)} | {NAMES[name]: page(found, name) for name in TITLES}
        for name, text in pages.items():
            write_bytes(stage / f"{name}.md", text.encode())
        changes = rows(found)
        least = {name: FLOOR * found[0].between[name] for name in ("prefrontal_gbcr", "within_default")}
        drawn = pictures(changes, correlations(found), responses, least)
        files = {f"images/{NAMES[name]}.{kind}": png for (name, kind), png in drawn.items()}
        for name, content in files.items():
            write_bytes(stage / name, content)
        write_table(stage / f"{INDEX}.csv", list(changes[0]), [list(row.values()) for row in changes])
        said = about(found) | {"Columns": COLUMNS}
        write_bytes(stage / f"{INDEX}.json", (json.dumps(said, indent=2) + "\n").encode())
    return [folder / name for name in (*(f"{it}.md" for it in pages), *files, f"{INDEX}.csv", f"{INDEX}.json")]
