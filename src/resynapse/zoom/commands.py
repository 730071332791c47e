"""`resynapse zoom`: parse, look, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from resynapse.errors import InputError

Number = TypeVar("Number", int, float)
OWN = "resynapse"  # name of the column that the course is held against

app = typer.Typer(no_args_is_help=True, help="Look closer at a moment of a course: a synapse, a column, a brain.")


@app.callback()
def zoom() -> None:
    """Look closer at a moment of a course: a synapse, a column, a brain."""


@app.command("dorsal-horn")
def dorsal_horn(
    plan: Annotated[str | None, typer.Option(help="A plan file (YAML) or the name of a bundled plan.")] = None,
    at: Annotated[str, typer.Option(help="Time in the course, such as '40 min', or 'baseline'.")] = "40 min",
    hz: Annotated[str, typer.Option(help="Stimuli per second, 0.05 to 5.")] = "0.5",
    stimuli: Annotated[str, typer.Option(help="Number of stimuli, 2 to 64.")] = "16",
    as_json: Annotated[bool, typer.Option("--json", help="Print every number.")] = False,
    save: Annotated[Path | None, typer.Option(help="A .png, .svg or .nc file, or a folder for all three.")] = None,
) -> None:
    """Wind-up of pain signals in the spinal cord, without the drug and with it."""
    from resynapse.zoom import dorsal_horn as horn

    _expect(save)
    seen = horn.look(plan, at, _number("hz", hz, float), _number("stimuli", stimuli, int))
    written = [] if save is None else horn.write(seen, save)
    _say(horn.as_json(seen) if as_json else horn.sentence(seen), [] if as_json else written)


@app.command()
def column(
    plan: Annotated[str | None, typer.Option(help="A plan file (YAML) or the name of a bundled plan.")] = None,
    at: Annotated[str, typer.Option(help="Time in the course, such as '40 min', or 'baseline'.")] = "40 min",
    model: Annotated[str, typer.Option(help="resynapse, or adam-2024: a published column with slow delta.")] = OWN,
    cells: Annotated[str | None, typer.Option(help="Cells in the column, 50 or more; 2000 if absent.")] = None,
    seconds: Annotated[str | None, typer.Option(help="Seconds to record; 5 if absent, 10 of adam-2024.")] = None,
    seed: Annotated[str, typer.Option(help="Key of graph and noise.")] = "0",
    as_json: Annotated[bool, typer.Option("--json", help="Print every number but the raster.")] = False,
    save: Annotated[Path | None, typer.Option(help="A .png, .svg or .nc file, or a folder for all three.")] = None,
) -> None:
    """Thousands of spiking cells of the prefrontal cortex, without the drug and with it."""
    from resynapse.zoom import column as micro
    from resynapse.zoom import column_adam

    if model not in (OWN, column_adam.NAME):
        raise InputError("model", model, f"{OWN} or {column_adam.NAME}")
    if model == column_adam.NAME and cells is not None:
        raise InputError("cells", cells, f"left out with --model {model}, whose column has 180 cells")
    size, key = _number("cells", cells or "2000", int), _number("seed", seed, int)
    length = _number("seconds", seconds or ("5" if model == OWN else "10"), float)
    _expect(save)
    with _bar("columns") as moved:
        seen = (
            micro.look(plan, at, size, length, key, moved)
            if model == OWN
            else column_adam.look(plan, at, length, key, moved)
        )
    look: Any = micro if model == OWN else column_adam
    written = [] if save is None else look.write(seen, save)
    _say(look.as_json(seen) if as_json else look.sentence(seen), [] if as_json else written)


@app.command()
def synapse(
    plan: Annotated[str | None, typer.Option(help="A plan file (YAML) or the name of a bundled plan.")] = None,
    at: Annotated[str, typer.Option(help="Time in the course, such as '40 min', or 'baseline'.")] = "40 min",
    scheme: Annotated[
        str | None, typer.Option(help="A published receptor scheme, such as nmda-lester-1992; gaba-... is of the twin.")
    ] = None,
    seed: Annotated[str, typer.Option(help="Key of the stochastic transmissions.")] = "0",
    as_json: Annotated[bool, typer.Option("--json", help="Print the milestones as JSON.")] = False,
    save: Annotated[Path | None, typer.Option(help="A .png, .svg or .nc file, or a folder for all three.")] = None,
) -> None:
    """One message through one synapse, from the spike on the axon to the transporter, every step time-stamped."""
    key = _number("seed", seed, int)
    from resynapse.zoom import synapse as micro
    from resynapse.zoom.bar import bar

    _expect(save)
    with bar("transmissions", micro.TRIALS) as done:
        seen = micro.look(plan, at, scheme, key, progress=done)
    written = [] if save is None else micro.write(seen, save)
    if as_json:
        typer.echo(micro.as_json(seen))
        return
    for row in micro.table(seen):
        typer.echo(f"{row['milestone']}\t{micro.when(seen, row)}")
    _say(micro.sentence(seen), written)


@app.command()
def receptor(
    plan: Annotated[str | None, typer.Option(help="A plan file (YAML) or the name of a bundled plan.")] = None,
    at: Annotated[str, typer.Option(help="Time in the course, such as '40 min', or 'baseline'.")] = "40 min",
    drug: Annotated[str, typer.Option(help="Whose dose axes: ketamine, memantine or lanicemine.")] = "ketamine",
    as_json: Annotated[bool, typer.Option("--json", help="Print every number.")] = False,
    save: Annotated[Path | None, typer.Option(help="Folder for five pictures (PNG, SVG) and a netCDF file.")] = None,
) -> None:
    """NMDA receptors under a drug: dose and voltage axes, wash-out, use-dependence, calcium as transporters fail."""
    from resynapse.zoom import receptor as micro

    _expect(save, single=False)
    seen = micro.look(plan, at, drug)
    written = [] if save is None else micro.write(seen, save)
    _say(micro.as_json(seen) if as_json else micro.sentence(seen), [] if as_json else written)


@app.command()
def brain(
    plan: Annotated[str | None, typer.Option(help="A plan file (YAML) or the name of a bundled plan.")] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(help="A moment, such as '40 min'; repeat it. Baseline, 40 min, 24 h, 7 d if absent."),
    ] = None,
    patients: Annotated[str, typer.Option(help="Virtual patients; 1 is the typical one.")] = "1",
    seed: Annotated[str, typer.Option(help="The same seed gives the same patients.")] = "0",
    connectome: Annotated[
        str, typer.Option(help="aal2-94, schaefer-100, or a folder with weights, lengths and labels of your own.")
    ] = "aal2-94",
    coupling: Annotated[
        str | None, typer.Option(metavar="G", help="Global coupling in place of the fitted one, such as 0.4.")
    ] = None,
    contested: Annotated[
        bool,
        typer.Option(
            "--contested",
            help="Instead: three contested findings under five models (minutes, at least 100 patients); with "
            "schaefer-100 on both.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every reading, with its spread and change.")] = False,
    save: Annotated[Path | None, typer.Option(help="Folder for pictures, netCDF and connectivity tables.")] = None,
) -> None:
    """Connectivity of the whole brain before, during and after treatment, on a human connectome."""
    count, key = _number("patients", patients, int), _number("seed", seed, int)
    _expect(save, single=False)
    if contested:
        if plan or at or coupling:
            raise InputError("contested", plan or at or coupling, "no plan, moment or coupling: these are fixed there")
        _contested(count, key, connectome, as_json, save)
        return
    from resynapse.zoom import brain as micro
    from resynapse.zoom import brain_said, brain_seen
    from resynapse.zoom.bar import bar

    with bar("brains", micro.steps(at, count)) as done:
        strength = None if coupling is None else _number("coupling", coupling, float)
        seen = micro.look(plan, at or None, count, key, connectome, strength, done)
    written = [] if save is None else brain_seen.write(seen, save)
    _say(brain_seen.as_json(seen) if as_json else brain_said.sentence(seen), [] if as_json else written)


def _contested(patients: int, seed: int, connectome: str, as_json: bool, save: Path | None) -> None:
    from resynapse import forecast
    from resynapse.zoom import findings, findings_files, findings_words

    forecast.whole("patients", patients, 1, forecast.MOST)
    forecast.whole("seed", seed, 0, 2**32 - 1)
    looked = findings.brains(connectome)
    with _bar("findings") as moved:
        found = findings.collect(looked, max(patients, findings.FEWEST), seed, moved)
    written = [] if save is None else findings_files.write(found, save)
    _say(findings_files.as_json(found) if as_json else findings_words.sentence(found), [] if as_json else written)


def _expect(save: Path | None, single: bool = True) -> None:
    """A place that cannot be written is refused before anything is simulated."""
    from resynapse.zoom import saved

    if save is not None:
        saved.expect(save, single)


def _say(words: str, written: list[Path]) -> None:
    """The answer, and the files that were written."""
    typer.echo(words)
    for file in written:
        typer.echo(file)


@contextmanager
def _bar(words: str) -> Iterator[Callable[[float], None]]:
    """A bar on stderr, only where someone watches it; gone when the work is done."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(words, total=1.0)
        yield lambda share: progress.update(task, completed=share)


def _number(field: str, text: str, kind: Callable[[str], Number]) -> Number:
    try:
        return kind(text)
    except ValueError:
        raise InputError(field, text, "a whole number" if kind is int else "a number") from None
