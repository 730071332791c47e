"""The recorded state of every comparison, and the log of evaluations: one numbered line for each."""

from __future__ import annotations

import csv
import datetime
import json
from importlib import resources
from pathlib import Path
from typing import Any

from resynapse.errors import InputError
from resynapse.trial.compare import Comparison
from resynapse.validation import score
from resynapse.validation.evaluate import Evaluation

FOLDER = Path(str(resources.files("resynapse.validation").joinpath("data")))
STATE, LOG = "state.json", "evaluations.csv"
HEAD: tuple[str, ...] = ("number", "date", "version", "parameters", "trials", "seed", "patients", "replicates")
HEAD += ("calibration", "consistent", "validation", "validation_consistent", "log_score", "baseline_log_score")
ORDER = {"consistent": 0, "uninformative": 1, "too high": 2, "too low": 2}


def reasons() -> dict[str, str]:
    """Why a row is missed, found after the result was seen, so apart from the frozen trial files: row to sentence."""
    lines = (FOLDER / "reasons.csv").read_text(encoding="utf-8").splitlines()
    return {row["row"]: row["why"] for row in csv.DictReader(lines)}


def state(found: Evaluation) -> dict[str, str]:
    """Verdict by id."""
    return {one.id: one.verdict for one in found.comparisons}


def recorded() -> dict[str, str]:
    """The committed state."""
    file = FOLDER / STATE
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def regressions(found: Evaluation, before: dict[str, str]) -> list[Comparison]:
    """Comparisons whose verdict is worse than recorded, or that are gone (those keep their old place in `before`)."""
    return [one for one in found.comparisons if ORDER[one.verdict] > ORDER[before.get(one.id, one.verdict)]]


def gone(found: Evaluation, before: dict[str, str]) -> list[str]:
    """Ids that were recorded and are no longer compared."""
    return sorted(before.keys() - state(found).keys())


def log() -> list[dict[str, str]]:
    """Every evaluation so far."""
    file = FOLDER / LOG
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines())) if file.exists() else []


def line(found: Evaluation, number: int) -> dict[str, Any]:
    """The log line of an evaluation."""
    uses = {use: [one for one in found.comparisons if one.use == use] for use in ("calibration", "validation")}
    scored = [one for one in score.scores(found.clinical) if one.use == "validation"]
    counted = [sum(one.verdict == "consistent" for one in group) for group in uses.values()]
    return dict(
        zip(
            HEAD,
            (
                number,
                datetime.date.today().isoformat(),
                found.version,
                found.parameters,
                found.trials,
                found.seed,
                found.patients,
                found.replicates,
                len(uses["calibration"]),
                counted[0],
                len(uses["validation"]),
                counted[1],
                f"{sum(one.log_score for one in scored):.2f}",
                f"{sum(one.baseline_log_score for one in scored):.2f}",
            ),
            strict=True,
        )
    )


def write(found: Evaluation) -> int:
    """Append the evaluation to the log, keep its verdicts as the state; returns its number.

    Raises:
        InputError: the package's folder cannot be written.
    """
    number = len(log()) + 1
    try:
        FOLDER.mkdir(exist_ok=True)
        text = json.dumps(state(found), indent=1, sort_keys=True) + "\n"
        (FOLDER / STATE).write_text(text, encoding="utf-8")
        fresh = not (FOLDER / LOG).exists()
        with (FOLDER / LOG).open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEAD, lineterminator="\n")
            if fresh:
                writer.writeheader()
            writer.writerow(line(found, number))
    except OSError as error:
        raise InputError("--record", str(FOLDER), f"a source tree that can be written ({error.strerror})") from error
    return number
