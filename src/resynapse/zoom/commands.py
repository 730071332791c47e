"""`resynapse zoom`: parse, look, print."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Look closer at a moment of a course: a synapse, a column, a brain.")


@app.callback()
def zoom() -> None:
    """Look closer at a moment of a course: a synapse, a column, a brain."""
