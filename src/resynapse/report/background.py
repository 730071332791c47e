"""Sections 8 to 10: what was assumed, what was read, and what exactly was run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from resynapse.provenance import Row, references
from resynapse.report.citations import citations
from resynapse.report.layout import Section, Table, sig
from resynapse.report.published import used

if TYPE_CHECKING:
    import xarray


def assumed(course: xarray.Dataset, rows: Sequence[Row]) -> Section:
    """Every number that nobody measured, with its range and reason."""
    guesses = [row for row in rows if row.kind == "assumed"]
    kinds = {kind: sum(row.kind == kind for row in rows) for kind in ("measured", "derived", "fitted", "assumed")}
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    cells = [
        (row.name, row.meaning, f"{sig(row.value)} {_unit(row.unit)}".strip(), _range(row), row.where)
        for row in guesses
    ]
    head = ("name", "meaning", "value", "range", "reason")
    table = Table(f"Assumed numbers ({len(guesses)})", head, cells, folded=len(cells) > 12)
    return Section(
        "assumed",
        "What was assumed",
        (
            f"The model has {len(rows)} numbers: {counts} (`resynapse parameters` lists beside them those of a second "
            "brain map and of a published column, which nothing uses unless asked). An assumed number is a reasoned "
            "guess with a range; results that hang on it are as uncertain as that range.",
        ),
        tables=[table] if cells else [],
        notes=[f"For this plan: {words}." for words in json.loads(course.attrs.get("assumed", "[]"))],
    )


def sources(course: xarray.Dataset, rows: Sequence[Row]) -> Section:
    """The references behind the parameters, then the studies whose results stand on this page."""
    cited = {row.source for row in rows if row.source}
    entries = references()
    listed = citations({key: entry for key, entry in entries.items() if key in cited} or entries)
    cells = [(item.key, (item.sentence(), item.address)) for item in listed]
    studies = {}
    for row in used(course):
        studies[row["study"]] = (
            (
                f"{row['study']} ({row['year']})",
                f"https://doi.org/{row['doi']}" if row["doi"] else row["source"],
            ),
            row["status"],
        )
    tables = (
        [Table("References of the parameters", ("key", "reference"), cells, folded=len(cells) > 12)] if cells else []
    )
    if studies:
        title = "Studies whose results stand on this page"
        tables.append(Table(title, ("study", "status"), list(studies.values()), folded=True))
    return Section(
        "sources",
        "Sources",
        ("Every number comes from a source or is listed as assumed above.",),
        tables=tables,
        notes=("verified: the number was read in the source; recalled: it was not, and is drawn in grey as context.",),
    )


def provenance(course: xarray.Dataset) -> Section:
    """What it takes to run the same thing again."""
    keys = (
        ("version", "Resynapse"),
        ("parameter_hash", "parameters"),
        ("plasma_model", "plasma model"),
        ("sampling", "blood sampling"),
        ("seed", "seed"),
        ("patients", "patients"),
    )
    cells = [(words, str(course.attrs.get(key, "not recorded"))) for key, words in keys]
    return Section(
        "provenance",
        "How this was made",
        ("The same plan, seed and version give the same numbers on any machine.",),
        tables=[Table("Run", ("what", "value"), cells)],
    )


def _unit(unit: str) -> str:
    return "" if unit == "1" else unit


def _range(row: Row) -> str:
    return "" if row.low is None or row.high is None else f"{sig(row.low)} to {sig(row.high)}"
