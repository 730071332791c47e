"""One inference of the population from simulations to files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from resynapse.fit import drawn, emulator, left_out, page, population, record, sensitivity, simulations
from resynapse.fit.population import Found
from resynapse.fit.record import Stamp
from resynapse.fit.simulations import Simulated
from resynapse.fit.uncertain import inferred
from resynapse.report import files
from resynapse.report.sensitivity import picture

DATA = Path(__file__).parent / "data"
FILES = ("posterior.nc", "posterior.csv", "calibration.md")


class Inference(NamedTuple):
    """An inference with its table, its stamp and its page."""

    data: Any  # ArviZ InferenceData
    rows: list[Found]
    stamp: Stamp
    body: str
    picture: bytes
    simulated: Simulated | None = None  # where it is not from the package's own simulations


def infer(
    chains: int = population.CHAINS, draws: int = population.DRAWS, simulated: Simulated | None = None
) -> Inference:
    """Run NUTS on simulations, those of the package unless others are given, and say what came out."""
    numbers, learned, indices = *population.stored(), sensitivity.shipped()
    if simulated is not None:
        z, y = emulator.parse(simulated.near)
        learned = emulator.learn(z, y, emulator.held_out(len(z)))
        indices = sensitivity.of(*emulator.parse(simulated.alone))
    seen = population.data()
    found = population.infer(learned, seen, numbers, chains, draws, draws)
    point, which, met = population.central(found, numbers)
    rows, lost = population.table(found, numbers, point), population.divergences(found)
    far, raw = population.outside(found, learned), None if simulated is None else simulated.near
    made = record.stamp(chains, draws, lost, far, which, met, raw)
    predicted, axes = population.predicted(found, seen), population.directions(found).tolist()
    others = list(left_out.predict(learned, seen, min(draws, left_out.DRAWS)))
    body = page.body(rows, made, learned, seen, predicted, axes, indices, others)
    return Inference(found, rows, made, body, picture(indices.outputs, indices.numbers, indices.total), simulated)


def write(found: Inference, folder: Path) -> None:
    """`FILES` into an existing folder, beside them the simulations where they are new."""
    found.data.attrs.update(found.stamp._asdict())
    found.data.to_netcdf(str(folder / "posterior.nc"), engine="h5netcdf")
    files.write_bytes(folder / "posterior.csv", record.written(found.rows).encode())
    files.write_bytes(folder / "calibration.md", f"# Calibration\n\n{found.body}\n".encode())
    if found.simulated is not None:
        simulations.write(found.simulated, folder)


def recordable() -> None:
    """Refuse to record where it would fail after the work.

    Raises:
        InputError: no documentation beside the package, or a folder that cannot be written.
    """
    page.documented()
    files.expect(DATA)


def to_change(rows: list[Found]) -> list[str]:
    """One sentence for each number that the source does not hold as it was found; it is changed there by hand."""
    held = {one.name: one.shipped for one in inferred()}
    off = [one for one in rows if abs(one.shipped / held[one.name] - 1.0) > 10.0**-population.DIGITS]
    return [f"{one.name}: {held[one.name]:g} in the source, {one.shipped:.4g} found" for one in off]


def keep(found: Inference) -> None:
    """The table, its stamp, draws and the numbers that ship into the package, the page into the documentation."""
    page.publish(found.body, found.picture)
    if found.simulated is not None:
        simulations.write(found.simulated, DATA)
    files.write_bytes(DATA / record.SHIPPED, record.point(found.rows, found.stamp).encode())
    names = [one.name for one in found.rows]
    natural = found.data.posterior["value"].values.reshape(-1, len(names))
    files.write_bytes(DATA / drawn.FILE, drawn.written(names, natural, found.stamp.hash).encode())
    files.write_bytes(DATA / record.TABLE, record.written(found.rows).encode())
    files.write_bytes(DATA / record.STAMP, (json.dumps(found.stamp._asdict(), indent=1) + "\n").encode())
