"""Files to and from libroadrunner: the exported course, and what differs between patients."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np

from resynapse import cohort, course
from resynapse import timeline as tl
from resynapse.sbml.document import to_text
from resynapse.sbml.equations import equations

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-roadrunner" / "bin" / "python"
STATES = tuple(sorted(course.rest(1.0, course.Patient())[0]))


class Answer(NamedTuple):
    """found: state to [T, P]; spent: CPU seconds of each simulation; version of libroadrunner."""

    found: dict[str, np.ndarray]
    spent: np.ndarray
    version: str


def one(people: cohort.Cohort, k: int) -> cohort.Cohort:
    """The k-th patient alone."""
    where = np.array([k])
    patient = jax.tree.map(lambda leaf: leaf[where] if np.ndim(leaf) else leaf, people.patient)
    return cohort.Cohort(cohort.take(people.subjects, where), patient, people.numbers[where])


def export(line: tl.Timeline, people: cohort.Cohort, hours: np.ndarray, folder: Path) -> None:
    """Write the model, and the numbers of every patient of `people`."""
    models = [equations(line, one(people, k), analytes=()) for k in range(people.subjects.number)]
    values = {name: [m.quantities[name].value for m in models] for name, q in models[0].quantities.items()}
    ids = [name for name, q in models[0].quantities.items() if q.value is not None and not q.moves]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course.xml").write_text(to_text(models[0], "benchmark"), encoding="utf-8")
    np.savez(
        folder / "patients.npz",
        ids=ids,
        values=np.array([values[name] for name in ids], dtype=float).T,
        hours=hours - line.start,
        states=[*STATES, "score"],
    )


def roadrunner(folder: Path, relative: float = 1e-8, absolute: float = 1e-11, seconds: float = 0.0) -> Answer:
    """libroadrunner on every exported patient, again and again until `seconds` of CPU are spent."""
    np.savez(folder / "settings.npz", relative=relative, absolute=absolute, seconds=seconds)
    subprocess.run([str(PYTHON), str(Path(__file__).with_name("roadrunner_side.py")), str(folder)], check=True)
    with np.load(folder / "result.npz") as result:
        found = {name: result["found"][:, :, k].T for k, name in enumerate([*STATES, "score"])}
        return Answer(found, result["spent"], str(result["version"]))
