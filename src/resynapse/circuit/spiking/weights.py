"""The weights of the course's mean field, derived from the spiking column.

Least squares over the design of `agreement`: the ten weights of the mean field and the bend of its interneurons such
that its rates come closest to those of the column, each difference in units of what is allowed there. A wide prior (a
factor e around round numbers, signs and order from the wiring rule, M229; 1 around no bend) keeps what the design does
not decide. NMDA shares, tonic drives and resting rates are given to both. `Column` ships the result; a test derives it.
"""

from __future__ import annotations

import csv
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from resynapse.circuit.mean_field import CLASSES, Column
from resynapse.circuit.spiking.agreement import ABSOLUTE, RELATIVE, Point, compare, course, design, held, measure
from resynapse.circuit.spiking.calibrate import fingerprint
from resynapse.circuit.spiking.drive import rates
from resynapse.circuit.spiking.state import ColumnState

if TYPE_CHECKING:
    import xarray

Array = np.ndarray[Any, Any]
PRIOR = {"w_ee": 0.3, "w_ep": 1.5, "w_es": 1.0, "w_pe": 0.6, "w_ps": 0.3, "w_pp": 0.3, "w_se": 0.3, "w_sv": 0.2,
         "w_ve": 0.3, "w_vs": 0.2}  # fmt: skip
DERIVED = (*PRIOR, "bend")
DATA = Path(__file__).parent / "data" / "agreement.csv"
DIGITS = 3  # of a shipped weight


def derive(table: Table) -> Column:
    """The column whose mean field is closest to what was measured at the design."""
    from scipy.optimize import least_squares

    states, spiking = [point.state for point in table.points], table.spiking
    prior = np.append(np.log(list(PRIOR.values())), 0.0)
    scale = np.maximum(RELATIVE * spiking, ABSOLUTE / rates())

    def misfit(x: Array) -> Array:
        off = (course(states, _column(x)) - spiking) / scale
        return np.concatenate([off.ravel(), x - prior])

    found = _column(np.asarray(least_squares(misfit, prior).x))
    shipped = {name: float(f"{getattr(found, name):.{DIGITS}g}") for name in DERIVED}
    return dataclasses.replace(found, **shipped)


def _column(x: Array) -> Column:
    """The column with these logarithms of the weights, and this bend."""
    changed = dict(zip(DERIVED, (*np.exp(x[:-1]), x[-1]), strict=True))
    return dataclasses.replace(Column(), **{name: float(value) for name, value in changed.items()})


def write(points: dict[str, list[Point]], spiking: dict[str, Array], path: Path = DATA) -> None:
    """What was measured, by set, with the hash of the spiking column's numbers."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.write(f"# measured by python -m resynapse.circuit.spiking.weights; numbers {fingerprint()}\n")
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["set", "seed", *ColumnState._fields, *CLASSES])
        for name, some in points.items():
            for point, found in zip(some, spiking[name], strict=True):
                table.writerow([name, point.seed, *(f"{x:.6g}" for x in (*point.state, *found))])


class Table(NamedTuple):
    """Measurements of one set: points, and rates as multiples of rest [points, 4]."""

    points: list[Point]
    spiking: Array

    def over_seeds(self) -> tuple[list[ColumnState], Array, Array]:
        """States, mean rates and their standard error over seeds [states, 4]."""
        states = list(dict.fromkeys(point.state for point in self.points))
        groups = [self.spiking[[p.state == state for p in self.points]] for state in states]
        error = [group.std(axis=0, ddof=1) / np.sqrt(len(group)) for group in groups]
        return states, np.array([group.mean(axis=0) for group in groups]), np.array(error)


def measured(name: str) -> Table:
    """The measurements that ship: `design` or `held`."""
    rows = list(csv.DictReader(line for line in _text().splitlines() if not line.startswith("#")))
    mine = [row for row in rows if row["set"] == name]
    points = [
        Point(ColumnState(*(float(row[field]) for field in ColumnState._fields)), int(row["seed"])) for row in mine
    ]
    return Table(points, np.array([[float(row[kind]) for kind in CLASSES] for row in mine]))


def stored() -> str:
    """The hash written beside the measurements."""
    return _text().splitlines()[0].rsplit(" ", 1)[-1]


def _text() -> str:
    return DATA.read_text(encoding="utf-8")


def shown() -> xarray.Dataset:
    """The agreement along the dose axis, from the measurements that ship."""
    _, mean, error = measured("held").over_seeds()
    return compare(mean, error)


def _told(done: int) -> None:
    sys.stderr.write(f"{done} runs\r")


if __name__ == "__main__":
    chosen = {"design": design(), "held": held()}
    write(chosen, {name: measure(points, told=_told) for name, points in chosen.items()})
    derived = derive(measured("design"))
    sys.stdout.write("\n".join(f"{name} {getattr(derived, name):g}" for name in DERIVED) + "\n")
