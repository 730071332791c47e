"""`resynapse fit`: parse, fit, print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from resynapse.errors import InputError

app = typer.Typer(no_args_is_help=True, help="Fit a model to data again and say how well it predicts people left out.")


@app.callback()
def fit() -> None:
    """Fit a model to data again and say how well it predicts people left out."""


@app.command()
def brain(
    regional: Annotated[
        bool, typer.Option("--regional", help="Also one strength per region: describes, supports no mechanism.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="File for the four fitted numbers (CSV).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fit the brain to seven people's connectivity, each left out in turn, beside three baselines."""
    from rich.progress import Progress

    from resynapse.network import connectome, evaluate, fit
    from resynapse.network.wong_wang import WongWang

    model, people = WongWang(), connectome.aal2_94()
    with Progress(transient=True) as shown:
        task = shown.add_task("people left out", total=len(people.connectivity))
        found = evaluate.leave_one_out(people, model, regional, lambda done: shown.update(task, completed=done))
    whole = fit.common(people, people.connectivity.mean(axis=0), model)
    rows = [(name, f"{float(value):.4g}", fit.digest(people, model)) for name, value in fit.four(whole.strengths)]
    if out is not None:
        _write(out, "\n".join(",".join(row) for row in [("parameter", "value", "fit"), *rows]) + "\n")
    measures = evaluate.Score._fields
    table = {
        name: {it: evaluate.interval([getattr(s, it) for s in scores]) for it in measures}
        for name, scores in found.items()
    }
    if as_json:
        typer.echo(json.dumps({"fitted": {name: float(value) for name, value, _ in rows}, "scores": table}, indent=2))
        return
    typer.echo("\n".join("\t".join(row) for row in rows))
    typer.echo("\n" + "\t".join(("left out", *measures)))
    for name, scores in table.items():
        typer.echo("\t".join((name, *(f"{m:.3f} ({low:.3f} to {high:.3f})" for m, low, high in scores.values()))))
    typer.echo("\n" + people.notice)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError("--out", str(file), f"a file that can be written ({error.strerror})") from error
