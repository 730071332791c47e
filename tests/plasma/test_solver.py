"""Plasma against an independent solver, model by model, with sampled people."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from plasma_runs import everything, sampled
from resynapse import plasma
from resynapse.dose.regimen import Dose, Exposure, Regimen

ALL = (*plasma.MODELS, *plasma.COMPARATORS)


def solved(part, patient, hours):
    """Readouts of one patient by a multistep method, restarted at every change."""
    stretches, inflows = part.stretches, part.inflows
    breaks = {i.start for i in inflows} | {i.start + i.duration for i in inflows}
    breaks |= {s.start for s in stretches if np.isfinite(s.start)}
    points = [b for b in sorted(breaks) if b < hours[-1]] + [float(hours[-1])]
    state = np.zeros(len(stretches[0].system.names))
    found = {name: np.zeros(hours.size) for name in stretches[0].system.readouts}
    for start, stop in zip(points, points[1:], strict=False):
        system = [s.system for s in stretches if s.start <= start][-1]
        rate = np.zeros_like(state)
        for i in inflows:
            if i.start == start and i.duration == 0:
                state[i.compartment] += i.amount[patient]
            elif i.duration > 0 and i.start <= start < i.start + i.duration:
                rate[i.compartment] += i.amount[patient] / i.duration
        matrix = system.rates[patient]
        inside = (hours >= start) & ((hours < stop) | (stop == hours[-1]))
        times = np.union1d(hours[inside], [start, stop])
        solution = solve_ivp(
            lambda _, x, matrix=matrix, rate=rate: matrix @ x + rate, (start, stop), state, method="LSODA",
            jac=lambda _, x, matrix=matrix: matrix, t_eval=times, rtol=1e-12, atol=1e-14,
        )  # fmt: skip
        at = np.searchsorted(times, hours[inside])
        for name, weights in system.readouts.items():
            found[name][inside] = (weights[patient] @ solution.y)[at]
        state = solution.y[:, -1].copy()
    return found


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_every_model_agrees_with_an_independent_solver(model):
    hours, patients = np.linspace(0.0, 30.0, 121), 2
    regimen = Regimen(tuple(dose for dose in everything(model).doses if dose.time < 25.0))
    subjects = sampled(model, patients, seed=5)
    for part in plasma.parts(regimen, subjects, model):
        ours = plasma.follow(part, hours, list(part.stretches[0].system.readouts))
        for patient in range(patients):
            theirs = solved(part, patient, hours)
            for name, expected in theirs.items():
                error = np.abs(ours[name][:, patient] - expected).max()
                assert error < 1e-8 * max(expected.max(), 1e-12), (name, error)


def test_rates_that_change_on_the_way_agree_too():
    hours = np.linspace(0.0, 12.0, 97)
    doses = (Dose(0.0, "esketamine", "iv", 30.0, False, 3.0), Dose(4.0, "esketamine", "nasal", 56.0))
    taken = (Exposure("cyp3a4_inducer", 1.0, 6.0), Exposure("cyp2b6_inhibitor", 2.5, 1000.0))
    subjects = sampled(plasma.DEFAULT, 2, seed=9)
    (part,) = plasma.parts(Regimen(doses, taken), subjects)
    assert len(part.stretches) == 5  # nothing, inducer, both, inhibitor, nothing
    ours = plasma.follow(part, hours, list(part.stretches[0].system.readouts))
    for patient in range(2):
        for name, expected in solved(part, patient, hours).items():
            assert np.abs(ours[name][:, patient] - expected).max() < 1e-8 * expected.max(), name
