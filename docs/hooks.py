"""Fill the documentation from the code, so that it cannot say something else.

A page holds marks such as `<!-- parameters: receptor -->`; each is replaced while the site is built:

    equations: SCALE   the docstrings of the scale's modules, as they stand
    docstring: MODULE  the docstring of one module
    parameters: SCALE  every number of the scale: value, unit, range, kind, source
    sources: SCALE     the references those numbers cite
    evidence: SCALE    the rows of published data that the scale uses, and what for
    plans              the bundled plans
    plan-fields        what a plan file may say
    commands           the help of every command
"""

from __future__ import annotations

import ast
import csv
import html
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "resynapse"
MARK = re.compile(r"^<!-- (?P<what>[a-z-]+)(?:: (?P<of>[\w. /]+))? -->$", re.MULTILINE)
COMMANDS = (
    "run", "plans", "zoom synapse", "zoom column", "zoom brain", "zoom receptor", "zoom dorsal-horn", "forecast",
    "compare", "trial", "trials", "validate", "cohort", "models", "parameters", "sources", "events", "export",
    "brain-data", "fit", "fit sensitivity", "fit brain",
)  # fmt: skip


def cell(text: object) -> str:
    """Text that is safe inside a Markdown table."""
    plain = html.escape(str(text), quote=False).replace("\n", " ").strip()
    return plain.replace("|", "&#124;").replace("*", "&#42;")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; its cells are escaped already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(value) or " " for value in line) + " |" for line in lines)


def number(value: float | None) -> str:
    """A number as a person writes it."""
    return "" if value is None else f"{value:.6g}"


def span(low: float | None, high: float | None) -> str:
    """An interval, or nothing."""
    return "" if low is None or high is None else f"{number(low)} to {number(high)}"


def modules(scale: str) -> list[Path]:
    """The files of a scale: its folder's overview first, or the one file of that name."""
    single = PACKAGE / f"{scale}.py"
    inside = sorted((PACKAGE / scale).glob("*.py"), key=lambda file: (file.stem != "__init__", file.stem))
    return [single] if single.exists() else inside


def equations(scales: str) -> str:
    """The docstring of every module of the named scales, unchanged."""
    parts = []
    for scale in scales.split():
        for file in modules(scale):
            text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
            if text:
                dotted = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
                parts.append(f"### `{dotted.removesuffix('.__init__')}`\n\n```text\n{text}\n```")
    return "\n\n".join(parts) if parts else "Nothing is written down here yet."


def docstring(module: str) -> str:
    """The docstring of one module, unchanged."""
    file = PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py")
    return f"```text\n{ast.get_docstring(ast.parse(file.read_text(encoding='utf-8')))}\n```"


def rows_of(scales: str) -> list[Any]:
    """The parameter rows of the named scales."""
    from resynapse import forecast

    wanted = tuple(f"{scale}." for scale in scales.split())
    return [row for row in [*forecast.parameters(), *forecast.optional()] if row.name.startswith(wanted)]


def parameters(scales: str) -> str:
    """One table for each parameter set of the named scales."""
    groups: dict[str, list[Any]] = {}
    for row in rows_of(scales):
        groups.setdefault(row.name.rpartition(".")[0], []).append(row)
    header = ("name", "value", "unit", "range", "kind", "source", "meaning")
    parts = []
    for name, rows in groups.items():
        lines = [
            (
                f"`{row.name.rpartition('.')[2]}`",
                number(row.value),
                cell(row.unit),
                span(row.low, row.high),
                row.kind,
                cell(f"{row.source}: {row.where}" if row.source else row.where),
                cell(row.meaning),
            )
            for row in rows
        ]
        parts.append(f"### `{name}`\n\n{table(header, lines)}")
    return "\n\n".join(parts) if parts else "This scale has no numbers of its own."


def bib_field(entry: str, name: str) -> str:
    """One field of a BibTeX entry, without its braces."""
    found = re.search(rf"\b{name}\s*=\s*(?:\{{(.*?)\}}|\"(.*?)\")\s*,?\s*(?:\n|$|\}})", entry, re.S | re.I)
    text = (found.group(1) or found.group(2)) if found else ""
    return re.sub(r"\s+", " ", re.sub(r"[{}\\]", "", text)).strip()


def reference(key: str, entry: str) -> str:
    """One line of the list of sources."""
    fields = {name: bib_field(entry, name) for name in ("author", "year", "title", "journal", "doi")}
    said = ". ".join(cell(fields[name]) for name in ("author", "title", "journal", "year") if fields[name])
    link = f" [doi:{fields['doi']}](https://doi.org/{fields['doi']})" if fields["doi"] else ""
    return f"- **{key}**: {said}.{link}"


def sources(scales: str) -> str:
    """The references that the named scales cite."""
    from resynapse.provenance import references

    entries = references()
    cited = sorted({key for row in rows_of(scales) for key in re.split(r"[,;\s]+", row.source) if key})
    return "\n".join(reference(key, entries.get(key, "")) for key in cited) or "No reference is cited here."


def evidence(scales: str) -> str:
    """The rows of published data kept with the named scales."""
    header = ("id", "study", "quantity", "value", "unit", "status", "use", "context")
    lines = []
    for scale in scales.split():
        for file in sorted((PACKAGE / scale).glob("data/*.csv")):
            with file.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    if {"id", "use", "quantity"} <= row.keys():
                        study = (
                            f"[{cell(row['study'])}](https://doi.org/{row['doi']})"
                            if row["doi"]
                            else cell(row["study"])
                        )
                        value = cell(row["value"]) + (
                            f" ({cell(row['low'])} to {cell(row['high'])})" if row["low"] else ""
                        )
                        kept = (
                            row["quantity"],
                            value,
                            row["unit"],
                            row["status"],
                            row["use"],
                            row["context"],
                        )
                        lines.append((cell(row["id"]), study, *(cell(text) for text in kept)))
    return table(header, lines) if lines else "No published row is kept with this scale."


def plans(_: str) -> str:
    """The bundled plans and what each file says of itself."""
    lines = []
    for file in sorted((PACKAGE / "dose" / "plans").glob("*.yaml")):
        plan = yaml.safe_load(file.read_text(encoding="utf-8"))
        lines.append((f"`{file.stem}`", cell(plan.get("description") or plan["name"])))
    return table(("plan", "what it is"), lines)


def plan_fields(_: str) -> str:
    """What a plan file may say, from the model that reads it."""
    from resynapse.dose import schema

    parts = []
    for name, about in schema.about().items():
        lines = [
            (f"`{it.field}`", cell(it.value), cell(it.unit), cell(it.meaning), "yes" if it.needed else "")
            for it in schema.plan_fields()
            if it.part == name
        ]
        if lines:
            wide = 5 if any(line[4] for line in lines) else 4  # a column that says nothing is left out
            head, rows = ("field", "value", "unit", "meaning", "needed")[:wide], [line[:wide] for line in lines]
            parts.append(f"### {name}\n\n{cell(about)}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def commands(_: str) -> str:
    """The help of every command, as printed."""
    program = str(Path(sys.executable).parent / "resynapse")
    quiet = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "88", "FORCE_COLOR": ""}
    parts = []
    for command in ((), *(tuple(name.split()) for name in COMMANDS)):
        printed = subprocess.run([program, *command, "--help"], env=quiet, capture_output=True, text=True, check=True)
        title = " ".join(("resynapse", *command))
        parts.append(f"## `{title}`\n\n```text\n{printed.stdout.strip()}\n```")
    return "\n\n".join(parts)


FILL: dict[str, Callable[[str], str]] = {
    "equations": equations,
    "docstring": docstring,
    "parameters": parameters,
    "sources": sources,
    "evidence": evidence,
    "plans": plans,
    "plan-fields": plan_fields,
    "commands": commands,
}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace every mark of a page; an unknown mark is an error."""
    return MARK.sub(lambda mark: FILL[mark["what"]](mark["of"] or ""), markdown)
