"""`resynapse forecast`: parse, predict, write."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from resynapse.errors import InputError
from resynapse.terminal import LARGEST_SEED, whole_number

if TYPE_CHECKING:
    import xarray

FILES = ("forecast.html", "forecast.nc", "forecast.csv")


def forecast(
    plan: Annotated[str | None, typer.Argument(help="A plan file or the name of a bundled plan.")] = None,
    observed: Annotated[Path | None, typer.Option(help="Scores so far: CSV with at (or date), scale, score.")] = None,
    start: Annotated[str | None, typer.Option(metavar="DAY", help="Day of the first dose, for dates.")] = None,
    seed: Annotated[str, typer.Option(metavar="S", help="Same seed, same numbers.")] = "0",
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("out"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, write nothing.")] = False,
) -> int:
    """Forecast one patient from a plan and the scores so far; no probability outside of what was studied."""
    first, number = _day(start), whole_number("--seed", seed, 0, LARGEST_SEED)
    from resynapse.individual import predict

    found = predict(plan, observed or (), number, first)
    if as_json:
        typer.echo(json.dumps(summary(found), indent=2, ensure_ascii=False))
        return 0
    write(found, out)
    for name in FILES:
        if (out / name).exists():
            typer.echo(out / name)
    if not found.attrs["inside"]:
        typer.echo("No probability: " + "; ".join(it.rstrip(".") for it in json.loads(found.attrs["reasons"])) + ".")
    return 0  # all is written: the command line need not take the libraries down


def compare(
    plans: Annotated[list[str], typer.Argument(help="Plan files or names of bundled plans.")],
    patients: Annotated[str, typer.Option(metavar="N", help="How many virtual patients.")] = "256",
    seed: Annotated[str, typer.Option(metavar="S", help="Same seed, same patients.")] = "0",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show plans side by side: exposure, effect, acute safety, long-term flags. It never picks one."""
    count, number = whole_number("--patients", patients, 2, 10_000), whole_number("--seed", seed, 0, LARGEST_SEED)
    from resynapse.individual import comparison

    found = comparison.compare(plans, count, number)
    if as_json:
        typer.echo(json.dumps([_plain(line._asdict()) for line in found], indent=2, ensure_ascii=False))
        return
    head, numbers, words = comparison.side_by_side(found)
    typer.echo("\t".join(("median (5 to 95 % of patients)", *head)))
    typer.echo("\n".join("\t".join(row) for row in numbers))
    for quantity, plan, note in words:
        typer.echo(f"{quantity}, {plan}: {note}")


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {key: None if value != value else value for key, value in line.items()}


def write(found: xarray.Dataset, out: Path) -> None:
    """Page, pictures, netCDF and table, all or nothing."""
    from resynapse import report
    from resynapse.report import files, prognosis

    page, pictures = prognosis.rendered(found)
    with report.staged(out) as stage:
        files.write_bytes(stage / FILES[0], page.encode())
        files.write_netcdf(stage / FILES[1], found)
        for name, png in pictures.items():
            files.write_bytes(stage / "forecast" / name, png)
        if found.attrs["inside"]:
            files.write_table(stage / FILES[2], *prognosis.table(found))


def summary(found: xarray.Dataset) -> dict[str, Any]:
    """What a program reads: applicability, the base rate first, then this patient."""
    attrs = found.attrs
    said: dict[str, Any] = {
        "inside": bool(attrs["inside"]),
        "reasons": json.loads(attrs["reasons"]),
        "cautions": json.loads(attrs["cautions"]),
        "version": attrs["version"],
        "parameter_hash": attrs["parameter_hash"],
        "seed": int(attrs["seed"]),
        "status": attrs["status"],
    }
    if not attrs["inside"]:
        return said
    said["time_h"] = [float(hour) for hour in found["time"].values]
    said["arms"] = [_arm(found, str(arm)) for arm in reversed(found["arm"].values)]
    if "score" in found.dims:
        names = {"at_h": "observed_time", "scale": "observed_scale", "score": "observed_score", "moved": "moved"}
        columns = {key: found[name].values.tolist() for key, name in names.items()}
        said["scores"] = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return said


def _arm(found: xarray.Dataset, arm: str) -> dict[str, Any]:
    one = found.sel(arm=arm)
    shares = {name: one[f"{name}_probability"].values.tolist() for name in ("response", "remission", "relapse")}
    bands = {f"{q:g}": one["madrs_band"].sel(quantile=q).values.tolist() for q in found["quantile"].values}
    return {"arm": arm, **shares, "madrs": bands}


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("--start", text, "a day such as 2026-03-02") from None
