"""`python -m resynapse.fit [--refit] [--out DIR]`: the shipped numbers, their rows, and how well these hold them."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from pathlib import Path

import numpy as np

from resynapse import plasma, solve
from resynapse.fit import calibrate, experiments
from resynapse.fit.calibrate import Calibration
from resynapse.fit.priors import priors
from resynapse.provenance import describe

SHIPPED = Path(__file__).parent / "data" / "fitted.csv"


def main() -> None:
    """Evaluate the shipped numbers, or the least-squares point from the priors, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--refit",
        action="store_true",
        help="least squares from the priors (minutes): where the inference starts; nothing is kept",
    )
    parser.add_argument("--patients", type=int, default=calibrate.PATIENTS)
    parser.add_argument("--out", type=Path, default=Path("out/fit"))
    asked = parser.parse_args()
    solve.remember_compilations()
    if asked.refit:
        found = calibrate.calibrate(asked.patients, progress=lambda cost: print(f"cost {cost:.3f}", flush=True))  # noqa: T201
    else:
        found = calibrate.calibrate(asked.patients, start=shipped(), evaluations=0)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "fit.md").write_text(report(found), encoding="utf-8")
    print(report(found))  # noqa: T201


def shipped() -> dict[str, float]:
    """The fitted numbers in the package, by "group.name"."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return {row["parameter"]: float(row["value"]) for row in csv.DictReader(file)}


def fit_hash(patients: int) -> str:
    """A short hash of what is asked of the model: targets, priors, arms, patients and seed."""
    rows = [(t.row, t.name, t.value, round(float(t.error), 6)) for t in experiments.targets(1.0)]
    known = {name: (prior.centre, prior.log_sd) for name, prior in priors().items()}
    arms = {name: repr(arm) for name, arm in experiments.ARMS.items()}
    text = json.dumps([rows, known, arms, patients, calibrate.SEED], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def report(found: Calibration) -> str:
    """The tables, in Markdown."""
    noise = calibrate.Spread().rating
    lines = [
        "# What was fitted",
        "",
        f"Cost (half the squared residuals, priors included): {found.cost:.2f}",
        "",
        "| row | number | printed | error | simulated | (simulated - printed) / error |",
        "|---|---|---|---|---|---|",
    ]
    for target, value in zip(experiments.targets(noise), found.simulated, strict=True):
        off = (value - target.value) / target.error
        lines.append(
            f"| {target.row} | {target.name} | {target.value:.3g} | {target.error:.2g} | {value:.3g} | {off:+.2f} |"
        )
    held = np.sqrt(np.diag(np.linalg.inv(found.sensitivity.T @ found.sensitivity + np.eye(len(found.values)))))
    lines += [
        "",
        "| fitted parameter | value | prior | width left by the data (1: none) |",
        "|---|---|---|---|",
    ]
    for (name, value), left in zip(found.values.items(), held, strict=True):
        lines.append(f"| {name} | {value:.4g} | {priors()[name].centre:g} | {left:.2f} |")
    lines += ["", "| set from its own row, one by one | value | row |", "|---|---|---|"]
    for prefix, numbers in plasma.PARAMETERS:
        kept = [row for row in describe(numbers, f"plasma.{prefix}") if row.kind == "fitted"]
        lines += [f"| {row.name} | {row.value:.4g} {row.unit} | {', '.join(row.rows) or row.where} |" for row in kept]
    singular = calibrate.directions(found)
    count = int((singular > 1).sum())
    lines += [
        "",
        f"Fitted: {len(found.values)} numbers. Directions that the data hold (singular values above 1): {count}.",
        "Solved from two anchors beside them: the balance of the column (t_I, t_E).",
        "",
        "Singular values: " + ", ".join(f"{value:.2f}" for value in singular) + ".",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
