"""One inference of the population from simulations to files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from resynapse.fit import calibrate, drawn, emulator, left_out, page, population, record, sensitivity
from resynapse.fit.calibrate import PATIENTS
from resynapse.fit.population import Found
from resynapse.fit.record import Stamp
from resynapse.fit.uncertain import coordinates, inferred, varied
from resynapse.report import files
from resynapse.report.sensitivity import picture
from resynapse.solve import Floats

DATA = Path(__file__).parent / "data"
FILES = ("posterior.nc", "posterior.csv", "calibration.md")
ALONE = 2 * len(varied()) + sensitivity.SIMULATED
SIMULATIONS = ALONE + emulator.FIRST + emulator.ROUNDS * emulator.AGAIN


class Inference(NamedTuple):
    """An inference with its table, its stamp and its page."""

    data: Any  # ArviZ InferenceData
    rows: list[Found]
    stamp: Stamp
    body: str
    picture: bytes


def simulate(progress: Callable[[int], None] | None = None) -> None:
    """Renew the package's simulations: near the posterior, and of each number alone."""
    numbers, more, done = inferred(), varied(), 0
    start = coordinates(more, calibrate.calibrate(sensitivity.FEWER).values)
    near = start[: len(numbers)]

    def moved(count: int) -> None:
        if progress:
            progress(done + count)

    slope = emulator.slopes(more, start, PATIENTS, moved)
    done = 2 * len(more)
    z = emulator.points(emulator.near_posterior(slope[:, : len(numbers)], near), emulator.FIRST, 1)
    y = emulator.simulate(numbers, z, PATIENTS, moved)
    done += len(z)
    for _ in range(emulator.ROUNDS):
        z, y = _more(z, y, moved)
        done += emulator.AGAIN
    close = emulator.write(z, y)
    alone = emulator.write(*sensitivity.simulate(slope, start, more, moved))
    for name, content in (("simulations", close), ("sensitivity", alone)):
        files.write_bytes(DATA / f"{name}.csv.gz", content)


def _more(z: Floats, y: Floats, moved: Callable[[int], None] | None) -> tuple[Floats, Floats]:
    """Simulations also at draws from the posterior that those so far give."""
    again = population.thinned(emulator.learn(z, y), emulator.AGAIN)
    return np.concatenate([z, again]), np.concatenate([y, emulator.simulate(inferred(), again, PATIENTS, moved)])


def simulate_alone(progress: Callable[[int], None] | None = None) -> None:
    """Renew the simulations of each number alone, and nothing that is inferred."""
    more, done = varied(), 0

    def moved(count: int) -> None:
        if progress:
            progress(done + count)

    start = coordinates(more, calibrate.calibrate(sensitivity.FEWER).values)
    slope = emulator.slopes(more, start, PATIENTS, moved)
    done = 2 * len(more)
    files.write_bytes(DATA / "sensitivity.csv.gz", emulator.write(*sensitivity.simulate(slope, start, more, moved)))


def infer(chains: int = population.CHAINS, draws: int = population.DRAWS) -> Inference:
    """Run NUTS on the package's simulations, and say what came out."""
    numbers, learned = population.stored()
    seen = population.data()
    found = population.infer(learned, seen, numbers, chains, draws, draws)
    point, which, met = population.central(found, numbers)
    rows = population.table(found, numbers, point)
    made = record.stamp(chains, draws, population.divergences(found), population.outside(found, learned), which, met)
    indices = sensitivity.shipped()
    predicted, axes = population.predicted(found, seen), population.directions(found).tolist()
    others = left_out.predict(found, seen)
    body = page.body(rows, made, learned, seen, predicted, axes, indices, others)
    return Inference(found, rows, made, body, picture(indices.outputs, indices.numbers, indices.total))


def write(found: Inference, folder: Path) -> None:
    """`FILES` into an existing folder."""
    found.data.attrs.update(found.stamp._asdict())
    found.data.to_netcdf(str(folder / "posterior.nc"), engine="h5netcdf")
    files.write_bytes(folder / "posterior.csv", record.written(found.rows).encode())
    files.write_bytes(folder / "calibration.md", f"# Calibration\n\n{found.body}\n".encode())


def keep(found: Inference) -> None:
    """The table, its stamp, draws and the numbers that ship into the package, the page into the documentation."""
    page.publish(found.body, found.picture)
    files.write_bytes(DATA / record.SHIPPED, record.point(found.rows, found.stamp).encode())
    names = [one.name for one in found.rows]
    natural = found.data.posterior["value"].values.reshape(-1, len(names))
    files.write_bytes(DATA / drawn.FILE, drawn.written(names, natural, found.stamp.hash).encode())
    files.write_bytes(DATA / record.TABLE, record.written(found.rows).encode())
    files.write_bytes(DATA / record.STAMP, (json.dumps(found.stamp._asdict(), indent=1) + "\n").encode())
