"""What the plasma tests share: one dose into typical subjects, exposure, and the rows of a paper."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np

from resynapse import plasma
from resynapse.dose.regimen import Dose, Exposure, Regimen

DAY = np.linspace(0.0, 24.0, 24 * 120 + 1)  # h, every half minute
LONG = np.linspace(0.0, 240.0, 240 * 60 + 1)  # h, until nothing is left


def row(identity: str) -> dict[str, str]:
    """One row of published data."""
    for name in ("plasma_levels.csv", "plasma_found.csv"):
        text = resources.files("resynapse.plasma").joinpath("data", name).read_text(encoding="utf-8")
        for found in csv.DictReader(text.splitlines()):
            if found["id"] == identity:
                return found
    raise KeyError(identity)


def value(identity: str) -> float:
    """The number of a row."""
    return float(row(identity)["value"])


def one(
    drug, route, milligrams, hours=DAY, minutes=0.0, model=plasma.DEFAULT, agents=(), per_kg=False, **who
):
    """Levels of one typical subject (70 kg, 40 years unless told) after one dose at time 0."""
    dose = Dose(0.0, drug, route, milligrams, per_kg, minutes / 60.0)
    taken = tuple(Exposure(agent, -100.0, 1000.0) for agent in agents)
    return plasma.levels(Regimen((dose,), taken), plasma.typical(**who), hours, model)


def course(levels, analyte):
    """ng/mL [T] of the first subject; "ketamine" adds the enantiomers where a model keeps them apart."""
    if analyte in levels.values:
        return 1000.0 * levels[analyte][:, 0]
    return 1000.0 * sum(levels[f"{enantiomer}_{analyte}"][:, 0] for enantiomer in "sr")


def peak(levels, analyte):
    """Cmax [ng/mL]."""
    return float(course(levels, analyte).max())


def exposure(levels, analyte):
    """AUC [ng h/mL] over the simulated hours."""
    return float(np.trapezoid(course(levels, analyte), levels.hours))


def fold(one_value, other):
    """How many fold two numbers differ, at least 1."""
    ratio = one_value / other
    return max(ratio, 1.0 / ratio)


def sampled(model, patients, seed=0, age=40.0):
    """Subjects with every random effect of a model drawn."""
    rng = np.random.default_rng(seed)
    eta = {name: rng.standard_normal(patients) for name in plasma.random_effects(model)}
    weight = rng.uniform(50.0, 110.0, patients)
    if model.species != "human":
        weight, age = weight / 250.0, 0.2
    if model.ages[1] < 18.0:
        weight, age = weight / 7.0, 3.0
    return plasma.Subjects(weight, np.full(patients, age), eta, species=model.species)


def everything(model):
    """A regimen that uses every route of a model, infusion and bolus, one after the other."""
    doses = []
    for drug in model.drugs:
        for route in model.routes:
            start = 1.5 * len(doses)
            doses.append(Dose(start, drug, route, 0.5, True, 40 / 60 if route in ("iv", "sc") else 0.0))
            doses.append(Dose(start + 1.5, drug, route, 20.0 * (model.species == "human") + 0.1))
    return Regimen(tuple(doses))
