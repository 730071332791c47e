"""Where an evaluation goes: a folder, or the log and the documentation of a source tree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from resynapse.errors import InputError
from resynapse.report import files, marks
from resynapse.validation import claims, page, record
from resynapse.validation.evaluate import Evaluation

DOCS = Path(__file__).resolve().parents[3] / "docs"


def content(found: Evaluation) -> dict[str, Any]:
    """What `resynapse validate --json` prints."""
    return {"comparisons": [one.as_json() for one in found.comparisons]}


def worse(found: Evaluation) -> list[str]:
    """One sentence for each verdict that is worse than recorded and each number that is gone."""
    before = record.recorded()
    lost = [f"{one.id}: {before[one.id]} before, {one.verdict} now" for one in record.regressions(found, before)]
    return lost + [f"{name}: recorded, and no longer compared" for name in record.gone(found, before)]


def publish(found: Evaluation, out: Path | None, log: bool) -> list[Path]:
    """Write what was asked for; whole or not at all.

    Args:
        out: folder for validation.md and validation.json.
        log: number and log the evaluation, and fill the pages of the documentation.
    Raises:
        InputError: a place that cannot be written.
    """
    number = _logged(found) if log else None
    if out is None:
        return []
    with files.staged(out) as stage:
        text = f"{page.page(found, number)}\n{claims.tables(found.comparisons)}\n"
        files.write_bytes(stage / "validation.md", text.encode("utf-8"))
        whole = json.dumps(content(found), indent=2, ensure_ascii=False) + "\n"
        files.write_bytes(stage / "validation.json", whole.encode("utf-8"))
    return [out / "validation.md", out / "validation.json"]


def _logged(found: Evaluation) -> int:
    pages = {name: DOCS / name for name in ("validation.md", "story.md")}
    for path in pages.values():
        if not path.is_file():
            raise InputError("--record", str(path), "a source tree with its documentation")
    texts = {name: path.read_text(encoding="utf-8") for name, path in pages.items()}
    number = record.write(found)
    inner = {"validation.md": page.body(found, number), "story.md": claims.tables(found.comparisons)}
    for name, path in pages.items():
        path.write_text(marks.fill(texts[name], inner[name], page.BEGIN, page.FINISH), encoding="utf-8")
    return number
