"""One trial from its file to its report."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from resynapse import __version__
from resynapse.report import files, trial_figures, trial_page
from resynapse.report.trial_page import Drawn
from resynapse.trial import outcome, power
from resynapse.trial.compare import Comparison, one_line
from resynapse.trial.file import Trial
from resynapse.trial.pool import PATIENTS, Pools, simulate
from resynapse.trial.sample import REPLICATES, Sample


class Result(NamedTuple):
    """A simulated trial."""

    trial: Trial
    pools: Pools
    comparisons: list[Comparison]
    curves: list[power.Curve]
    patients: int
    replicates: int
    seed: int


def run(
    trial: Trial,
    patients: int = PATIENTS,
    seed: int = 0,
    replicates: int = REPLICATES,
    progress: Callable[[int], None] | None = None,
) -> Result:
    """Simulate a trial; endpoints without a published value also get a power curve."""
    pools = simulate([trial], patients, seed, progress)
    sample = Sample(trial, pools, seed, replicates)
    found = [one_line(trial, endpoint, sample) for endpoint in trial.endpoints]
    planned = [e for e in trial.endpoints if not e.published and power.testable(e)]
    curves = [power.power_curve(trial, e, pools, seed=seed, replicates=replicates) for e in planned]
    return Result(trial, pools, found, curves, patients, replicates, seed)


def write(result: Result, folder: Path) -> None:
    """results.csv, report.html, figures and, for a planned trial, power.csv into an existing folder."""
    trial = result.trial
    head = {
        "name": trial.name,
        "description": trial.description.rstrip("."),
        "species": "human",
        "condition": trial.population.condition,
        "who": f"{result.replicates} replicate trials of the true size, drawn from {result.patients} virtual "
        f"patients of each arm, seed {result.seed}.",
        "version": __version__,
    }
    if result.curves:
        rows = [(c.claim, n, float(p)) for c in result.curves for n, p in zip(c.sizes, c.power, strict=True)]
        files.write_table(folder / "power.csv", ("endpoint", "patients_in_arm", "power"), rows)
    files.write_table(folder / "results.csv", outcome.HEAD, outcome.rows(result.comparisons))
    table = (outcome.HEAD, outcome.told(result.comparisons))
    trial_page.write(folder, head, table, summary(result), pictures(result), notes(result.comparisons))


def summary(result: Result) -> list[str]:
    """What came out, in sentences."""
    said = []
    held = [one for one in result.comparisons if one.observed is not None or one.observed_lo is not None]
    if held:
        absent = sum(one.simulated is None for one in held)
        met = sum(one.verdict == "consistent" for one in held)
        unknown = sum(one.verdict == "uninformative" for one in held) - absent
        said.append(
            f"Published numbers: {len(held)}. Consistent with the simulation: {met}; not reproduced: "
            f"{len(held) - met - unknown - absent}; cannot tell: {unknown}"
            + (f"; not simulated (a miss): {absent}." if absent else ".")
        )
    return said + [_needed(curve) for curve in result.curves]


def _needed(curve: power.Curve) -> str:
    if curve.needed is None:
        return f"{curve.claim}: more than {curve.sizes[-1]} patients would be needed for a power of 80 %."
    return f"{curve.claim}: {curve.needed} patients in the first arm find the difference in 80 % of simulated trials."


def notes(found: Sequence[Comparison]) -> list[str]:
    """What a reader must know of single numbers."""
    return [f"{one.id}: {text}" for one in found for text in (one.note, one.why) if text]


def pictures(result: Result) -> list[Drawn]:
    """Time course, forest plot and power, where there is something to show."""
    found: list[Drawn] = []
    for scale in outcome.rated_scales(result.trial):
        course = outcome.dataset(result.trial, scale, result.pools, result.seed, result.replicates)
        if course is not None:
            points = outcome.points(result.trial, course)
            caption = f"{scale}, mean by arm. Band: central 95 % of simulated trials of the true size."
            caption += " Dots: published." if points else ""
            name = f"time_course_{re.sub('[^a-z0-9]+', '_', scale.lower())}" if found else "time_course"
            found.append(Drawn(name, caption, f"{scale} by arm over time", trial_figures.time_course(course, points)))
    lines = [asdict(one) for one in result.comparisons]
    if any(one.observed is not None or one.observed_lo is not None for one in result.comparisons):
        caption = "Dots and lines: published with 95 % interval. Bars: central 95 % of simulated trials of that size."
        found.append(Drawn("forest", caption, "published and simulated endpoints", trial_figures.forest(lines)))
    if result.curves:
        curves = [(c.claim, c.sizes, c.power.tolist()) for c in result.curves]
        caption = "Power by size. Dotted: 80 %."
        found.append(Drawn("power", caption, "power by number of patients", trial_figures.power(curves)))
    return found
