"""Plasma of one typical subject and what a level does to it, and numbers of the model that a calibration row fixes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from resynapse import cohort, plasma, treatment
from resynapse.dose import Dose, Exposure, Plan, Regimen
from resynapse.plasma import BRAIN, propagate
from resynapse.solve import Floats
from resynapse.symptoms.dissociation import Dissociation
from resynapse.trial.interval import Published
from resynapse.validation.check import Check
from resynapse.validation.rows import number

LONG = np.linspace(0.0, 240.0, 240 * 20 + 1)  # h, until nothing is left
BOTH = ("s_ketamine", "r_ketamine")
INJECTED = {"drug": "esketamine", "route": "iv", "duration": "0 min"}
DISSOCIATED = 4.0  # CADSS points above which the esketamine trials speak of dissociation


def checks() -> tuple[Check, ...]:
    """All of them."""

    def printed(row: str) -> Published:
        return Published(number(row), number(row, "low"), number(row, "high"))

    c50: Callable[[], float] = lambda: Dissociation().c50 / BRAIN.unbound_s  # noqa: E731
    return (
        Check("E065", "clearance of ketamine, 70 kg", "typical [L/h]", printed("E065"), _clearance),
        Check("E064", "volume of distribution, 70 kg", "typical [L]", printed("E064"), _volume),
        Check(
            "E079",
            "bioavailability of nasal esketamine, 84 mg",
            "typical [%]",
            Published(51.0, 51.0 / 1.05, 51.0 * 1.05),
            _nasal,
            "no interval is printed; 5 % was set before any comparison",
        ),
        Check("E545", "S-ketamine in plasma for half of its effect", "typical [nmol/mL]", printed("E545"), c50),
        Check("E546", "half-life of the effect site", "typical [min]", printed("E546"), lambda: BRAIN.half_life),
        Check(
            "E548",
            "S-ketamine in plasma four minutes after an injection that dissociates",
            "CADSS of 4 points at its largest [ng/mL]",
            Published(70.0, 35.0, 140.0),
            _threshold,
            "consistently seen above it in five people; 4 points and a factor of two were set before any comparison",
        ),
        Check("E288", "grapefruit: oral S-ketamine, ratio of areas", "ratio", printed("E288"), _grapefruit),
    )


def _threshold() -> float:
    """Injections of rising size in the typical person; read between the two around the threshold."""
    hours, found = np.linspace(0.0, 1.0, 61), []
    for milligrams in np.geomspace(0.7, 21.0, 12):
        plan = Plan.model_validate({"name": "threshold", "doses": [INJECTED | {"amount": f"{milligrams:.6f} mg"}]})
        treated = treatment.prepare(plan, np.array([-1]))
        line = treated.line._replace(stop=2.0)
        peak = cohort.follow(line, treated.people, hours, workers=1, keep=("cadss",))["cadss"].max()
        level = plasma.levels(line.regimen, treated.people.subjects, np.array([4 / 60]), line.model)["s_ketamine"]
        found.append((peak, 1000.0 * float(level[0, 0])))
    peaks, levels = np.array(found).T
    return float(np.interp(DISSOCIATED, peaks, levels))


def _levels(
    drug: str, route: str, mg: float, minutes: float = 0.0, model: str = "", agents: tuple[Exposure, ...] = ()
) -> plasma.Levels:
    chosen = plasma.choose(model) if model else plasma.DEFAULT
    regimen = Regimen((Dose(0.0, drug, route, mg, False, minutes / 60.0),), agents)
    return plasma.levels(regimen, plasma.typical(), LONG, chosen)


def _exposure(levels: plasma.Levels, *names: str) -> float:
    return float(sum(np.trapezoid(levels[name][:, 0], levels.hours) for name in names))


def _clearance() -> float:
    return 35.0 / _exposure(_levels("ketamine", "iv", 35.0), *BOTH)


def _volume() -> float:
    """Amount of ketamine in the body over its plasma concentration, at steady state."""
    amount = concentration = 0.0
    for part in plasma.parts(Regimen((Dose(0.0, "ketamine", "iv", 2000.0, False, 200.0),)), plasma.typical()):
        system = part.stretches[0].system
        state: Floats = propagate(system, part.inflows, np.array([199.9]))[0, 0]
        amount += sum(float(state[system.names.index(name)]) for name in ("liver", "central", "peripheral"))
        concentration += float(system.readouts[f"{part.moiety}_ketamine"][0] @ state)
    return amount / concentration


def _nasal() -> float:
    model, name = "PerezRuixo2021", "s_ketamine"
    nose = _levels("esketamine", "nasal", 84.0, model=model)
    vein = _levels("esketamine", "iv", 28.0, 40.0, model=model)
    return 100.0 * _exposure(nose, name) / 84.0 / (_exposure(vein, name) / 28.0)


def _grapefruit() -> float:
    juice = (Exposure("grapefruit", -24.0, 240.0),)
    with_it = _levels("esketamine", "oral", 14.0, agents=juice)
    return _exposure(with_it, "s_ketamine") / _exposure(_levels("esketamine", "oral", 14.0), "s_ketamine")
