"""`resynapse fit`: parse, fit, print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resynapse.errors import InputError
from resynapse.terminal import whole_number

if TYPE_CHECKING:
    from resynapse.fit.simulations import Simulated
    from resynapse.network.brain import Brain

ENOUGH = 20  # null maps that have a 95th percentile

app = typer.Typer(help="Infer the population from the calibration rows, or fit another model to its data again.")


@app.callback(invoke_without_command=True)
def fit(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Folder for posterior.nc, posterior.csv and calibration.md.")] = Path(
        "out/population"
    ),
    simulate: Annotated[
        bool, typer.Option("--simulate", help="From new simulations (half an hour), which go to --out as well.")
    ] = False,
    record: Annotated[bool, typer.Option("--record", help="Keep the result in the package and in docs/.")] = False,
    chains: Annotated[str, typer.Option(metavar="N", help="Chains.")] = "4",
    draws: Annotated[str, typer.Option(metavar="N", help="Draws of each chain, after as many to tune.")] = "1000",
) -> None:
    """Infer the population by Bayesian inference on the calibration rows; --record makes the shipped numbers of it."""
    if context.invoked_subcommand is not None:
        return
    size = whole_number("--chains", chains, 1, 16), whole_number("--draws", draws, 10, 100_000)
    if record and size != (4, 1000):
        raise InputError("--record", f"{chains} chains of {draws} draws", "4 chains of 1000, the recorded size")
    from resynapse import solve
    from resynapse.fit import result, simulations
    from resynapse.report import files

    files.expect(out)
    if record:
        result.recordable()
    solve.remember_compilations()
    found = result.infer(*size, _simulated() if simulate else None)
    with files.staged(out) as stage:
        result.write(found, stage)
    if record:
        result.keep(found)
    typer.echo(result.page.comparison(found.rows))
    written = (*result.FILES, *((simulations.NEAR, simulations.ALONE) if simulate else ()))
    typer.echo("\n".join([*(str(out / name) for name in written), *(result.to_change(found.rows) if record else ())]))


def _simulated() -> Simulated:
    from rich.progress import Progress

    from resynapse.fit import simulations

    with Progress(transient=True) as shown:
        search = shown.add_task("least squares", total=None)
        task = shown.add_task("simulations", total=simulations.total())
        return simulations.simulate(
            progress=lambda done: shown.update(task, completed=done), searched=lambda _: shown.advance(search)
        )


@app.command()
def sensitivity(
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Simulate each number alone again (minutes); kept in the package.")
    ] = False,
) -> None:
    """Which uncertain number matters most for which output: Sobol indices."""
    from resynapse.fit import sensitivity as sobol

    if simulate:
        _simulate_alone()
    rows = [(name, words, f"{share:.2f}") for name, words, share in sobol.most(sobol.shipped())]
    head = ("output", "largest total indices", "explained by the emulator")
    typer.echo("\n".join("\t".join(row) for row in (head, *rows)))


@app.command()
def brain(
    connectome: Annotated[str, typer.Option(help="aal2-94 or schaefer-100.")] = "aal2-94",
    along: Annotated[
        str | None,
        typer.Option("--map", help="Instead: strengths that follow a map of schaefer-100, such as nmda, beside nulls."),
    ] = None,
    nulls: Annotated[int, typer.Option(help="Null maps, as smooth as the measured one.")] = 100,
    regional: Annotated[
        bool, typer.Option("--regional", help="Also one strength per region: describes, supports no mechanism.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="File for the four fitted numbers (CSV); its description stands beside it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fit the brain to people's connectivity, some left out in turn, beside three baselines."""
    from rich.progress import Progress

    from resynapse.fit import brain_told
    from resynapse.network import connectome as sets
    from resynapse.network import evaluate, fit
    from resynapse.network.brain import measured
    from resynapse.network.wong_wang import WongWang

    model, people = WongWang(), sets.named(connectome)
    if out is not None:
        if along is not None:
            raise InputError("--out", str(out), "no file with --map: its result is printed, --json for programs")
        _expect(out)
    if along is not None:
        _beside_nulls(people, along, nulls, as_json)
        return
    with Progress(transient=True) as shown:
        task = shown.add_task("people left out", total=len(evaluate.folds(people)))
        found = evaluate.leave_one_out(people, model, regional, lambda done: shown.update(task, completed=done))
    whole = fit.common(people, measured(people), model)
    told = brain_told.Told(people, whole, fit.digest(people, model), found)
    if out is not None:
        _write(out, brain_told.csv(told))
        _write(beside(out), brain_told.as_json(told) + "\n")
    typer.echo(brain_told.as_json(told) if as_json else brain_told.words(told))


def _simulate_alone() -> None:
    from rich.progress import Progress

    from resynapse import solve
    from resynapse.fit import result, sensitivity, simulations
    from resynapse.fit.uncertain import varied
    from resynapse.report import files

    files.expect(result.DATA)
    solve.remember_compilations()
    with Progress(transient=True) as shown:
        task = shown.add_task("simulations", total=2 * len(varied()) + sensitivity.SIMULATED)
        table = simulations.simulate_alone(lambda done: shown.update(task, completed=done))
    files.write_bytes(result.DATA / simulations.ALONE, table)


def _beside_nulls(brain: Brain, name: str, nulls: int, as_json: bool) -> None:
    """Print a fit along one map beside fits along null maps."""
    import numpy as np
    from rich.progress import Progress

    from resynapse.fit import brain_told
    from resynapse.network import fit, maps
    from resynapse.network.wong_wang import WongWang

    with Progress(transient=True) as shown:
        task = shown.add_task("maps", total=nulls + 1)
        found = maps.compared(brain, name, nulls, WongWang(), lambda done: shown.update(task, completed=done))
    middle, high = (float(it) for it in np.quantile(found.nulls, (0.5, 0.95)))
    words = ("recurrent strength", "excitation of interneurons", "noise")
    slopes = {word: float(value) for word, value in zip(words, found.mapped.slopes, strict=True)}
    about = {"map": name, "r": found.mapped.tested, "nulls": nulls, "null_median": middle, "null_95": high}
    if as_json:
        said = about | {"share_beaten": found.beaten, "slopes": slopes, "units": brain_told.MAP_UNITS}
        typer.echo(json.dumps(said | brain_told.stands_on(brain, fit.digest(brain, WongWang())), indent=2))
        return
    typer.echo(f"{name}: r {found.mapped.tested:.3f} with the group left out; {_slopes(slopes)} per SD of the map")
    typer.echo(f"{nulls} null maps: r {middle:.3f} (median), {high:.3f} (95th percentile)")
    verdict = "more than" if found.mapped.tested > high else "no more than"
    told = f"The map says {verdict} a smooth pattern does." if nulls >= ENOUGH else f"Below {ENOUGH} nothing is told."
    typer.echo(f"{told} {brain.notice}")


def _slopes(slopes: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:+.2f}" for name, value in slopes.items())


def beside(table: Path) -> Path:
    """The description of a table: numbers.csv has numbers.csv.json."""
    return table.with_name(f"{table.name}.json")


def _expect(file: Path) -> None:
    """A place that cannot be written is refused before anything is fitted."""
    from resynapse.report import files

    if file.is_dir():
        raise InputError("--out", str(file), "a file, not a folder")
    files.expect(file.parent)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError("--out", str(file), f"a file that can be written ({error.strerror})") from error
