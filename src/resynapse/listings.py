"""`resynapse plans`, `models`, `parameters`, `sources`, `trials`: what the package holds, as tables or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from resynapse.terminal import print_json, print_table

if TYPE_CHECKING:
    from resynapse.plasma import Model

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def plans(
    path: Annotated[bool, typer.Option("--path", help="Print the files only.")] = False,
    fields: Annotated[bool, typer.Option("--fields", help="What a plan file may say; as JSON, its schema.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the bundled plans, the default first."""
    from resynapse import dose

    if as_json:
        print_json(dose.plan_schema() if fields else dose.listing())
    elif fields:
        print_table(("part", "field", "value", "unit", "meaning"), [(*it[:4], it.meaning) for it in dose.plan_fields()])
    elif path:
        typer.echo("\n".join(str(it.path) for it in dose.plans()))
    else:
        print_table(("name", "description"), [(it.name, it.description) for it in dose.plans()])


def models(as_json: AsJson = False) -> None:
    """List the plasma models, the default first: drugs, routes, what is read in plasma, ages, covariates, paper."""
    from resynapse import plasma

    if as_json:
        print_json([_model(it) for it in plasma.MODELS])
        return
    rows = [
        (it.name, it.species, ", ".join(it.drugs), ", ".join(it.routes), it.sampling, it.paper) for it in plasma.MODELS
    ]
    print_table(("name", "species", "drugs", "routes", "sampling", "paper"), rows)


def _model(it: Model) -> dict[str, object]:
    return {
        "name": it.name,
        "species": it.species,
        "drugs": list(it.drugs),
        "routes": list(it.routes),
        "sampling": it.sampling,
        "analytes": list(it.analytes),
        "ages": list(it.ages),
        "covariates": ["weight", "age", *it.covariates],
        "variability": list(it.random_effects),
        "modifiers": it.enzymes,
        "paper": it.paper,
    }


def parameters(as_json: AsJson = False) -> None:
    """List every number: name, value, unit, kind, source (the reason where nothing was published), meaning."""
    from dataclasses import asdict

    from resynapse import forecast

    rows = [*forecast.parameters(), *forecast.optional()]
    if as_json:
        print_json([asdict(row) | {"source": row.source or row.where, "reference": row.source} for row in rows])
        return
    head = ("name", "value", "unit", "kind", "source", "meaning")
    cells = [(it.name, f"{it.value:.6g}", it.unit, it.kind, it.source or it.where, it.meaning) for it in rows]
    print_table(head, cells)


def sources(as_json: AsJson = False) -> None:
    """List every reference that the numbers come from."""
    from dataclasses import asdict

    from resynapse.provenance import references
    from resynapse.report.citations import citations

    found = citations(references())
    if as_json:
        print_json([asdict(it) | {"address": it.address} for it in found])
    else:
        print_table(("key", "reference", "address"), [(it.key, it.sentence(), it.address) for it in found])


def trials(as_json: AsJson = False) -> None:
    """List the bundled trials."""
    from resynapse.trial import reading

    found = [
        {"name": it.name, "study": it.study, "description": it.description, "path": str(it.path)}
        for it in reading.bundled()
    ]
    if as_json:
        print_json(found)
    else:
        print_table(("name", "study", "description"), [(it["name"], it["study"], it["description"]) for it in found])
