"""The command line: parse, call one function, print. No model and no unit lives here.

What cannot be used is answered with one sentence on stderr and exit code 2; nothing is left half-written.
"""

from __future__ import annotations

import errno
import gc
import os
import re
import signal
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from resynapse.errors import InputError
from resynapse.fit.commands import app as fit
from resynapse.individual.commands import compare, forecast
from resynapse.listings import AsJson, models, parameters, plans, sources, trials
from resynapse.terminal import (
    LARGEST_SEED,
    brief,
    folder_named,
    print_json,
    print_table,
    progress_bars,
    steps,
    whole_number,
)
from resynapse.zoom.commands import app as zoom
from resynapse_web.commands import app as clinic
from resynapse_web.commands import web

if TYPE_CHECKING:
    from resynapse.dose import Plan
    from resynapse.report.layout import Section

INTERRUPTED = 130
DONE = 0
"""What a command returns that has written all it had to: nothing of its process needs to be taken down."""
MOST_PATIENTS = 100_000
UsageError: Any = typer.BadParameter.__mro__[1]  # unknown option, wrong type

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(zoom, name="zoom")
app.add_typer(fit, name="fit")
app.add_typer(clinic, name="clinic")


def program() -> None:
    """The command line as a process of its own, which ends where its work ends."""
    if main():
        os._exit(DONE)  # all is written; taking down the libraries would take as long as drawing the pictures


def main() -> bool:
    """Run the command line; leaves with the exit code 2 (input refused) or 130 (interrupted).

    Returns:
        Whether nothing of this process is needed any more.
    """
    _listen()
    try:
        answer = app(standalone_mode=False)
        if answer == INTERRUPTED:
            raise KeyboardInterrupt
        if sys.stdout is not None:  # closed by the caller
            sys.stdout.flush()
        return answer == DONE
    except InputError as error:
        _leave(str(error), 2)
    except UsageError as error:
        _leave(error.format_message(), 2)
    except (typer.Abort, KeyboardInterrupt):
        _quiet()
        sys.stderr.write("Interrupted; nothing was written.\n")
        sys.stderr.flush()
        os._exit(INTERRUPTED)  # sys.exit would at times end as "killed by SIGINT", after an interrupted import
    except BrokenPipeError:  # the reader of a listing has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more can be written there
        _leave("standard output: 'full disk' is not accepted; allowed: a place with room for what is printed.", 2)
    return False


def _leave(sentence: str, code: int) -> None:
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    sys.exit(code)


def _listen() -> None:
    """Ctrl-C and SIGTERM end a run in the same way: what it has written so far is removed."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupt)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _interrupt)


def _interrupt(*_: Any) -> None:
    if hasattr(signal, "setitimer"):  # once more a little later: JAX swallows what is raised in its callbacks
        signal.setitimer(signal.ITIMER_REAL, 0.5)
    raise KeyboardInterrupt


def _quiet() -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def _version(asked: bool) -> None:
    if asked:
        from resynapse import __version__

        typer.echo(f"resynapse {__version__}")
        raise typer.Exit


@app.callback()
def resynapse(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ketamine therapy simulated from the dose to the synapse to the symptom. Research and education only."""


@app.command()
def run(
    plan: Annotated[
        str | None,
        typer.Argument(
            help="A plan file (YAML), the name of a bundled plan, or an event table (CSV, one folder per id); "
            "Murrough 2013 if absent."
        ),
    ] = None,
    patients: Annotated[str, typer.Option(metavar="N", help="How many virtual patients.")] = "1",
    seed: Annotated[str, typer.Option(metavar="S", help="The same seed gives the same patients.")] = "0",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Folder for the results.")] = "out",
    model: Annotated[str | None, typer.Option(help="Plasma model by name of paper: `resynapse models`.")] = None,
    brain: Annotated[bool, typer.Option("--brain", help="Add a page on the whole brain (half a minute).")] = False,
) -> int:
    """Simulate a plan and write report.html, course.nc, summary.csv and figures."""
    gc.set_threshold(100_000)  # a start makes many objects that stay; looking through them again and again costs 0.2 s
    count = whole_number("--patients", patients, 1, MOST_PATIENTS)
    number = whole_number("--seed", seed, 0, LARGEST_SEED)
    from resynapse import report
    from resynapse.report.painter import helper

    target = folder_named("--out", out)
    jobs = _jobs(plan)
    with report.staged(target) as stage, progress_bars() as progress:
        for folder, checked in jobs:
            with helper() as draw, ThreadPoolExecutor(1) as beside:
                from resynapse import forecast

                beside.submit(report.load)
                moved = steps(progress, f"{folder} patients".strip(), count)
                course = forecast.run(checked, count, number, model=model, progress=moved)
                (stage / folder).mkdir(exist_ok=True)
                looked = _brain(checked, number) if brain else None
                report.write(course, stage / folder, forecast.parameters(), draw, looked)
    for folder, _ in jobs:
        for name in ("report.html", "course.nc", "summary.csv"):
            typer.echo(target / folder / name)
    return DONE


def _brain(plan: Plan, seed: int) -> Section:
    """The brain as a section of the report; without a connectome, or without an answer, one sentence."""
    from resynapse.report import brain as pictured
    from resynapse.zoom import brain as micro
    from resynapse.zoom import brain_said

    if plan.species != "human":
        return pictured.absent("the connectome is human.")
    try:
        seen = micro.look(plan, seed=seed)
    except InputError as error:
        return pictured.absent(str(error))
    return pictured.section(seen, brain_said.sentence(seen))


@app.command()
def cohort(
    plan: Annotated[str | None, typer.Argument(help="A plan file or the name of a bundled plan.")] = None,
    patients: Annotated[str, typer.Option(metavar="N", help="How many virtual patients.")] = "10000",
    seed: Annotated[str, typer.Option(metavar="S", help="The same seed gives the same patients.")] = "0",
    out: Annotated[Path, typer.Option(help="Store to write (Zarr); a stopped run goes on where it was.")] = Path(
        "cohort.zarr"
    ),
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler to use.")] = None,
    workers: Annotated[str | None, typer.Option(metavar="W", help="Workers to start here; one per core.")] = None,
) -> None:
    """Simulate a very large cohort on workers, chunk by chunk into a store on disk."""
    count = whole_number("--patients", patients, 1, 100_000_000)
    number = whole_number("--seed", seed, 0, LARGEST_SEED)
    hands = whole_number("--workers", workers, 1, 1024) if workers else None
    from resynapse import scaleout

    task = scaleout.job(plan, count, number)
    with progress_bars() as progress:
        typer.echo(scaleout.simulate(task, out, scheduler, hands, steps(progress, "patients", count)))


@app.command()
def events(
    plan: Annotated[str | None, typer.Argument(help="A plan file or the name of a bundled plan.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; printed if absent.")] = None,
) -> None:
    """Write the doses of a plan as the event table pharmacologists exchange (CSV)."""
    from resynapse.dose import covariates, load_plan, write_event_table

    read = load_plan(plan)
    text = write_event_table(out, read)
    typer.echo(out if out else text.rstrip("\n"))
    if lost := covariates.unwritten(read):
        typer.echo(f"An event table has no column for: {', '.join(lost)}.", err=True)


@app.command()
def export(
    plan: Annotated[str | None, typer.Argument(help="A plan file or the name of a bundled plan.")] = None,
    sbml: Annotated[Path, typer.Option(help="File to write.")] = Path("course.xml"),
) -> None:
    """Write the equations of a plan's typical patient as SBML Level 3 Version 2."""
    from resynapse.sbml import write

    typer.echo(write(plan, sbml))


def _jobs(source: str | None) -> list[tuple[str, Plan]]:
    """What to simulate: one plan, or one per id of an event table, each with its folder."""
    from resynapse.dose import as_plan, covariates, load_plan, read_event_table

    if source is None or not source.lower().endswith(".csv"):
        return [("", load_plan(source))]
    subjects = read_event_table(Path(source))
    if not subjects:
        raise InputError("event table", "a header alone", "at least one line below the header")
    for subject in subjects:
        if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", subject.id) is None:
            raise InputError("id", subject.id, "1 to 64 letters, digits, '.', '_' and '-', as it names a folder")
    named = Counter(subject.id.casefold() for subject in subjects)
    for subject in subjects:
        if named[subject.id.casefold()] > 1:
            raise InputError("id", subject.id, "ids that differ in more than capital letters, as each names a folder")
    if ignored := covariates.unused(subject.covariates for subject in subjects):
        typer.echo(f"Columns that change nothing here: {', '.join(ignored)}.", err=True)
    return [(subject.id, as_plan(subject)) for subject in subjects]


@app.command(name="brain-data")
def brain_data(
    connectome: Annotated[str, typer.Option(help="aal2-94 (8 MB) or schaefer-100 (7 MB).")] = "aal2-94",
) -> None:
    """Fetch the human connectome that the brain uses (8 MB, once) and show the terms it comes under."""
    from resynapse.network import archive
    from resynapse.network import connectome as sets

    typer.echo(f"{sets.fetched(connectome)}. {archive.TERMS}")


@app.command()
def trial(
    trial: Annotated[str, typer.Argument(help="A trial file (YAML) or the name of a bundled trial.")],
    patients: Annotated[str, typer.Option(metavar="N", help="Virtual patients of each arm to draw from.")] = "512",
    seed: Annotated[str, typer.Option(metavar="S", help="The same seed gives the same trials.")] = "0",
    out: Annotated[Path | None, typer.Option(help="Folder for report.html, results.csv and figures.")] = None,
) -> None:
    """Simulate a trial many times at its true size and hold it against what was published."""
    from resynapse import report
    from resynapse.trial import outcome, pool, reading, run

    count = whole_number("--patients", patients, 2, MOST_PATIENTS)
    number = whole_number("--seed", seed, 0, LARGEST_SEED)
    checked = reading.load_trial(trial)
    with progress_bars() as progress:
        found = run.run(checked, count, number, progress=steps(progress, "arms", pool.count([checked])))
        if out is not None:
            with report.staged(out) as stage:
                run.write(found, stage)
    print_table(outcome.HEAD, [[brief(value) for value in row] for row in outcome.told(found.comparisons)])
    for sentence in run.summary(found):
        typer.echo(sentence)
    if out is not None:
        typer.echo("\n".join(str(out / name) for name in ("report.html", "results.csv")))


@app.command()
def validate(
    out: Annotated[Path | None, typer.Option(help="Folder for validation.md and validation.json.")] = None,
    as_json: AsJson = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 where a verdict is worse than recorded.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Log it and rewrite the pages of docs/.")] = False,
    patients: Annotated[str, typer.Option(metavar="N", help="Virtual patients of each arm.")] = "2048",
    seed: Annotated[str, typer.Option(metavar="S", help="The same seed gives the same numbers.")] = "0",
) -> None:
    """Hold every bundled comparison, clinical and mechanistic, against the data."""
    from resynapse import forecast
    from resynapse.provenance import digest
    from resynapse.report import files
    from resynapse.validation import evaluate, page, publish

    count = whole_number("--patients", patients, 2, MOST_PATIENTS)
    number = whole_number("--seed", seed, 0, LARGEST_SEED)
    if out is not None:
        files.expect(out)
    with progress_bars() as progress:
        moved = steps(progress, "arms and checks", evaluate.total())
        found = evaluate.evaluate(digest(forecast.parameters()), count, number, progress=moved)
    worse = publish.worse(found)
    written = publish.publish(found, out, record)
    if as_json:
        print_json(publish.content(found))
    else:
        typer.echo("\n".join([page.counts(found.comparisons), *worse, *map(str, written)]))
    if strict and worse:
        raise typer.Exit(1)


for made in (forecast, compare, plans, models, parameters, sources, trials, web):
    app.command()(made)


if __name__ == "__main__":
    program()
