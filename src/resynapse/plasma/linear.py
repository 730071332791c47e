"""Exact propagation of linear compartments, for many patients at once.

    dx/dt = rates @ x + inflow(t)

Between two events (a bolus, the start or the stop of an infusion) the inflow is constant, so each
eigenmode of `rates` follows one exponential. Modal amplitudes are carried from event to event; only the
wanted readouts are evaluated. A compartmental tree has real eigenvalues. A patient whose eigenvectors are
ill-conditioned (equal rates in a chain) or complex is stepped by matrix exponentials instead. Every
patient is computed by the same operations in any batch. Units: mg, L, h.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

GONE = -690.0  # exp of this is 1e-300: less is slow to compute and nothing in any unit
WORST_CONDITION = 1e7  # of the eigenvectors; 1e7 * 1e-16 leaves nine digits
PATIENTS_AT_ONCE = 128  # keeps a block in the processor's cache; results do not depend on it


@dataclass(frozen=True)
class System:
    """Linear compartments of P patients.

    Attributes:
        names: n compartments.
        rates: [P, n, n] in 1/h, column = from, row = to.
        readouts: name to weights [P, n]; a readout is the weighted sum of amounts.
    """

    names: tuple[str, ...]
    rates: Array
    readouts: dict[str, Array]


@dataclass(frozen=True)
class Inflow:
    """What enters one compartment: `amount` [P] mg at `start` h, at once or evenly over `duration` h."""

    compartment: int
    start: float
    duration: float
    amount: Array

    @property
    def stop(self) -> float:
        """End of the inflow in h; equals `start` for a bolus and for a duration too short to matter."""
        return self.start + self.duration

    def rate(self, patients: NDArray[np.int_] | int) -> Array:
        """mg/h between `start` and `stop`."""
        return np.asarray(self.amount[patients] / (self.stop - self.start))


def rate_matrix(
    names: Sequence[str],
    patients: int,
    transfers: Iterable[tuple[str, str | None, ArrayLike]],
    links: Iterable[tuple[str, str, ArrayLike]] = (),
) -> Array:
    """Rates [P, n, n] from a list of flows.

    Args:
        names: compartments.
        patients: P.
        transfers: (from, to, rate in 1/h [P] or scalar); to None leaves the body.
        links: (from, to, rate): `to` follows `from` and takes no mass from it (an effect site).
    """
    at = {name: i for i, name in enumerate(names)}
    rates = np.zeros((patients, len(names), len(names)))
    for source, target, rate in transfers:
        speed = np.asarray(rate, dtype=np.float64)
        rates[:, at[source], at[source]] -= speed
        if target is not None:
            rates[:, at[target], at[source]] += speed
    for source, target, rate in links:
        speed = np.asarray(rate, dtype=np.float64)
        rates[:, at[target], at[source]] += speed
        rates[:, at[target], at[target]] -= speed
    return rates


def propagate(
    system: System,
    inflows: Sequence[Inflow],
    times: ArrayLike,
    initial: Array | None = None,
    since: float = 0.0,
) -> Array:
    """Amounts [T, P, n] in mg at `times` h; right-continuous at a bolus.

    Args:
        system: the compartments.
        inflows: what enters.
        times: [T] h, any order.
        initial: amounts [P, n] at `since`; an empty body before the first inflow without it.
        since: h, only with `initial`; no inflow and no time may precede it.
    """
    patients, n = system.rates.shape[:2]
    unit = {name: np.zeros((patients, n)) for name in system.names}
    for i, name in enumerate(system.names):
        unit[name][:, i] = 1.0
    whole = System(system.names, system.rates, unit)
    amounts = readouts(whole, inflows, times, system.names, initial, since)
    return np.stack([amounts[name] for name in system.names], axis=-1)


def readouts(
    system: System,
    inflows: Sequence[Inflow],
    times: ArrayLike,
    names: Sequence[str],
    initial: Array | None = None,
    since: float = 0.0,
) -> dict[str, Array]:
    """The readouts called `names`, each [T, P]; arguments as in `propagate`."""
    hours = np.atleast_1d(np.asarray(times, dtype=np.float64))
    patients = system.rates.shape[0]
    result = {name: np.zeros((hours.size, patients)) for name in names}
    small, inflows, initial = _restrict(system, inflows, names, initial)
    if not small.names or not hours.size:
        return result
    order = np.argsort(hours, kind="stable")
    problem = _Problem(small, tuple(inflows), hours[order], tuple(names), initial, since)
    values, vectors, sound = _modes(small.rates)
    for first in range(0, patients, PATIENTS_AT_ONCE):
        block = np.arange(first, min(first + PATIENTS_AT_ONCE, patients))
        for which, solve in ((block[sound[block]], _by_modes), (block[~sound[block]], _by_steps)):
            if which.size:
                part = solve(problem, which, values, vectors)
                here = slice(block[0], block[-1] + 1) if which.size == block.size else which
                for name in names:
                    found = np.empty((hours.size, which.size))
                    found[order] = part[name]
                    result[name][:, here] = found
    return result


@dataclass(frozen=True)
class _Problem:
    system: System
    inflows: tuple[Inflow, ...]
    hours: Array  # ascending
    names: tuple[str, ...]
    initial: Array | None
    since: float

    def breaks(self) -> list[float]:
        """Hours where the inflow changes, ascending; the first is where the body stops being empty."""
        found = {inflow.start for inflow in self.inflows}
        found |= {inflow.stop for inflow in self.inflows}
        return sorted(found | ({self.since} if self.initial is not None else set()))


def _restrict(
    system: System, inflows: Sequence[Inflow], names: Sequence[str], initial: Array | None
) -> tuple[System, list[Inflow], Array | None]:
    """The compartments that something enters and that a readout sees, and nothing else."""
    n = len(system.names)
    flows = (system.rates != 0.0).any(axis=0)
    seen = {i for name in names for i in range(n) if system.readouts[name][:, i].any()}
    filled = {inflow.compartment for inflow in inflows}
    if initial is not None:
        filled |= {i for i in range(n) if initial[:, i].any()}
    keep = sorted(_reach(seen, flows) & _reach(filled, flows.T))
    index = {i: k for k, i in enumerate(keep)}
    small = System(
        tuple(system.names[i] for i in keep),
        np.ascontiguousarray(system.rates[:, keep][:, :, keep]),
        {name: np.ascontiguousarray(system.readouts[name][:, keep]) for name in names},
    )
    moved = [Inflow(index[i.compartment], i.start, i.duration, i.amount) for i in inflows if i.compartment in index]
    return small, moved, None if initial is None else np.ascontiguousarray(initial[:, keep])


def _reach(start: set[int], flows: NDArray[np.bool_]) -> set[int]:
    """Everything from which `start` can be reached along columns -> rows."""
    found, todo = set(start), list(start)
    while todo:
        new = set(np.flatnonzero(flows[todo.pop()]).tolist()) - found
        found |= new
        todo += new
    return found


def _modes(rates: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Eigenvalues [P, n], eigenvectors [P, n, n] and whether they can be trusted [P]."""
    values, vectors = np.linalg.eig(rates)
    real = ~(values.imag != 0.0).any(axis=1)
    values, vectors = np.ascontiguousarray(values.real), np.ascontiguousarray(vectors.real)
    sound = real & (np.linalg.cond(vectors) < WORST_CONDITION)
    return values, vectors, sound


def _by_modes(problem: _Problem, which: NDArray[np.int_], values: Array, vectors: Array) -> dict[str, Array]:
    """Readouts [T, P] by eigenmodes, event to event."""
    lam, vec = values[which], vectors[which]
    inverse: Array = np.linalg.inv(vec).astype(np.float64)
    modes = range(lam.shape[1])
    weights = {name: _contract(problem.system.readouts[name][which], vec) for name in problem.names}
    out = {name: np.zeros((problem.hours.size, which.size)) for name in problem.names}
    breaks = problem.breaks()
    edges = np.searchsorted(problem.hours, [*breaks, np.inf], side="left")
    z = np.zeros_like(lam)
    if problem.initial is not None:
        z = _contract(problem.initial[which], inverse.transpose(0, 2, 1))
    for k, start in enumerate(breaks):
        u = np.zeros_like(lam)
        for inflow in problem.inflows:
            column = inverse[:, :, inflow.compartment]
            if inflow.start == start == inflow.stop:
                z = z + column * inflow.amount[which][:, None]
            elif inflow.start <= start < inflow.stop:
                u = u + column * inflow.rate(which)[:, None]
        infused = bool(u.any())
        part = slice(edges[k], edges[k + 1])
        after = problem.hours[part] - start
        if after.size:
            weighed = np.empty((after.size, which.size))
            for m in modes:  # one mode of all patients lies together in memory
                before, flow, rate = (np.ascontiguousarray(x[:, m]) for x in (z, u, lam))
                grown = _grow(before, flow, rate, after[:, None], infused)
                for name in problem.names:
                    out[name][part] += np.multiply(np.ascontiguousarray(weights[name][:, m]), grown, out=weighed)
        if k + 1 < len(breaks):
            z = _grow(z, u, lam, breaks[k + 1] - start, infused)
    return out


def _grow(z: Array, u: Array, lam: Array, after: Array | float, infused: bool) -> Array:
    """A modal amplitude `after` h later: z at first, constant inflow u."""
    if not infused:
        grown = np.asarray(lam * after)
        np.maximum(grown, GONE, out=grown)
        np.exp(grown, out=grown)
        grown *= z
        return grown
    still = np.abs(lam) < 1e-14
    safe = np.where(still, 1.0, lam)
    return np.asarray(
        z + np.expm1(lam * after) * (z + np.where(still, 0.0, u / safe)) + np.where(still, u, 0.0) * after
    )


def _contract(weights: Array, matrix: Array) -> Array:
    """sum_j weights[p, j] matrix[p, j, m], in one fixed order."""
    total = np.zeros((matrix.shape[0], matrix.shape[2]))
    for j in range(matrix.shape[1]):
        total += weights[:, j, None] * matrix[:, j, :]
    return total


def _by_steps(problem: _Problem, which: NDArray[np.int_], values: Array, vectors: Array) -> dict[str, Array]:
    """Readouts [T, P] by matrix exponentials from time to time, patient by patient."""
    out = {name: np.zeros((problem.hours.size, which.size)) for name in problem.names}
    for column, patient in enumerate(which):
        x = _steps(problem, int(patient))
        for name in problem.names:
            weights = problem.system.readouts[name][patient]
            out[name][:, column] = sum(weights[i] * x[:, i] for i in range(x.shape[1]))
    return out


def _steps(problem: _Problem, patient: int) -> Array:
    """Amounts [T, n] of one patient."""
    from scipy.linalg import expm

    rates = problem.system.rates[patient]
    n = rates.shape[0]
    breaks = problem.breaks()
    x = np.zeros(n) if problem.initial is None else problem.initial[patient].copy()
    out = np.zeros((problem.hours.size, n))
    known: dict[tuple[int, float], Array] = {}
    edges = np.searchsorted(problem.hours, [*breaks, np.inf], side="left")
    for k, start in enumerate(breaks):
        augmented = np.zeros((n + 1, n + 1))
        augmented[:n, :n] = rates
        for inflow in problem.inflows:
            if inflow.start == start == inflow.stop:
                x[inflow.compartment] += inflow.amount[patient]
            elif inflow.start <= start < inflow.stop:
                augmented[inflow.compartment, n] += inflow.rate(patient)
        now, stop = start, breaks[k + 1] if k + 1 < len(breaks) else None
        points = [*problem.hours[edges[k] : edges[k + 1]], *([] if stop is None else [stop])]
        for i, hour in enumerate(points):
            step = float(hour - now)
            if (k, step) not in known:
                known[k, step] = expm(augmented * step)
            x = (known[k, step] @ np.append(x, 1.0))[:n]
            now = float(hour)
            if i < edges[k + 1] - edges[k]:
                out[edges[k] + i] = x
    return out
