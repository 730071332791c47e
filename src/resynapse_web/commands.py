"""`resynapse clinic ...` and `resynapse web`: parse, call one function, print. Django is imported inside."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The care programme: a demonstration clinic, a real one, its upkeep.")
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the clinic: database, key, backups.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")]


@app.callback()
def clinic() -> None:
    """The care programme: a demonstration clinic, a real one, its upkeep."""


@app.command()
def demo(
    port: Port = 8000,
    folder: Annotated[Path, typer.Option(help="Where the invented records are kept.")] = Path("clinic-demo"),
    serve: Annotated[bool, typer.Option(help="Serve it after making it.")] = True,
) -> None:
    """Make a clinic with invented people, if there is none yet, and serve it on this machine."""
    from rich.console import Console

    from resynapse_web import folders, serving

    folders.make(folder, demo=True)
    folders.enter(folder, loopback=True)
    from resynapse_web.care.demo import accounts, build

    with Console(stderr=True).status("Making the invented clinic; its forecasts are asked of the simulator ..."):
        build.once(living=True)
    typer.echo(accounts.sheet(port))
    if serve:
        serving.serve(port)


@app.command()
def init(
    folder: Folder,
    name: Annotated[str, typer.Option(prompt=True, help="Name of the clinic.")],
    director: Annotated[str, typer.Option(prompt="Name of the medical director", help="Medical director.")],
    email: Annotated[str, typer.Option(prompt="E-mail of the medical director", help="Their address.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for.")],
) -> None:
    """Make a real, empty clinic and the account of its medical director."""
    from resynapse_web import folders

    with folders.made(folder):
        folders.enter(folder)
        from resynapse_web.care.demo import opening

        opening.opened(name, director, email, password)
    typer.echo(f"{folder}: made. Serve it with: resynapse web {folder}")


@app.command()
def check(folder: Folder) -> None:
    """Follow the audit from its first line and look for missing triggers; every night. Exit code 1: tampered."""
    from resynapse_web import folders

    folders.enter(folder, migrate=False)  # which would mend the triggers that are missing
    from django.db import connection

    from resynapse_web.care.records import keeping, triggers

    found = keeping.check_chain()
    typer.echo(f"{found.lines} lines hold; head {found.head}")
    missing = triggers.missing(connection)
    if missing:
        typer.echo(f"No triggers on: {', '.join(missing)}", err=True)
    if found.broken_at is not None:
        typer.echo(f"The audit is broken at line {found.broken_at}.", err=True)
    if missing or found.broken_at is not None:
        raise SystemExit(1)


@app.command()
def backup(folder: Folder, to: Annotated[Path, typer.Option(help="File to write; never an existing one.")]) -> None:
    """Copy the records, consistent while people work, into one checked file."""
    from resynapse_web import folders

    folders.enter(folder)
    from resynapse_web.care.records import backups

    typer.echo(backups.write(to))


@app.command()
def restore(
    folder: Folder, source: Annotated[Path, typer.Option("--from", help="A file written by `backup`.")]
) -> None:
    """Put a backup into a folder that has no clinic yet, and check it."""
    from resynapse_web import folders

    with folders.made(folder):
        folders.enter(folder, migrate=False)
        from resynapse_web.care.records import backups

        found = backups.restore(source)
    typer.echo(f"{found.lines} lines of the audit hold; head {found.head}")


@app.command()
def retention(
    folder: Folder,
    years: Annotated[int | None, typer.Option(help="Ask for other years than those the director has signed.")] = None,
) -> None:
    """List patients past the time their records are kept; nothing is deleted."""
    from resynapse_web import folders

    folders.enter(folder)
    from resynapse_web.care import clock
    from resynapse_web.care.people import purging
    from resynapse_web.care.records.retention import past

    if (limit := years or purging.years()) is None:
        typer.echo("The medical director has not set how many years records are kept; nothing is past its time.")
        return
    found = past(clock.now(), limit)
    for it in found:
        typer.echo(f"{it.patient} last {it.last:%Y-%m-%d}")
    typer.echo(f"{len(found)} patients are past {limit} years; nothing was deleted")


@app.command()
def purge(
    folder: Folder,
    record: Annotated[str, typer.Option(help="Record number of the one patient; without it, only a list.")] = "",
    director: Annotated[str, typer.Option(metavar="EMAIL", help="Address of the medical director who signs.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for the row that is left.")] = "",
) -> None:
    """List what is past its time and, with --record, purge that one record: signed, and the audit stays whole."""
    from resynapse_web import folders

    folders.enter(folder)
    from resynapse_web.care.people import purge_desk

    if not record:
        for line in purge_desk.listed():
            typer.echo(line)
        return
    password = typer.prompt("Password of the medical director, to sign", hide_input=True)
    typer.echo(purge_desk.signed(record, director, password, reason))


def web(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="Folder of the clinic; without one, the explorer alone.")
    ] = None,
    port: Port = 8000,
    loopback: Annotated[bool, typer.Option("--loopback", help="Plain HTTP, for this machine alone.")] = False,
) -> None:
    """Serve the open explorer at /explore/ and, with a FOLDER, its clinic (behind a TLS proxy: docs/clinic.md)."""
    from resynapse_web import folders, serving

    if folder is None and not (Path("clinic") / folders.KEY).exists():
        folders.without_clinic()
        typer.echo(f"The explorer, without a clinic: http://127.0.0.1:{port}/explore/")
        serving.serve(port, worker=False)
        return
    folders.enter(folder or Path("clinic"), loopback=loopback or os.environ.get("RESYNAPSE_LOOPBACK") == "1")
    serving.serve(port)
