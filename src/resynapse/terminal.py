"""What is typed on a terminal and what is printed there: numbers and folders read, tables, JSON and progress bars."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from resynapse.errors import InputError

if TYPE_CHECKING:
    from rich.progress import Progress

LARGEST_SEED = 2**32 - 1


def brief(value: object) -> str:
    """A cell of a table on a terminal."""
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def folder_named(field: str, text: str) -> Path:
    """A folder from what was typed; an empty name would mean the current one."""
    if not text.strip():
        raise InputError(field, text, "the name of a folder; '.' is the current one")
    return Path(text)


def whole_number(field: str, text: str, low: int, high: int) -> int:
    """A whole number within limits, from what was typed."""
    if re.fullmatch(r"[0-9]{1,12}", text) is None or not low <= int(text) <= high:
        raise InputError(field, text, f"a whole number from {low} to {high}")
    return int(text)


def print_json(content: Any) -> None:
    """Print anything as JSON."""
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))


def print_table(head: tuple[str, ...], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; tab-separated lines, uncut, where the output is read by a program."""
    if sys.stdout is None or not sys.stdout.isatty():
        typer.echo("\n".join("\t".join(row) for row in rows))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for word in head:
        table.add_column(word, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A bar on stderr, only where someone watches it; gone when the work is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        yield shown


def steps(progress: Progress, words: str, total: int) -> Any:
    """A function of the number done that moves a bar."""
    task = progress.add_task(words, total=total)
    return lambda done: progress.update(task, completed=min(done, total))
