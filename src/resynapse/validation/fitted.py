"""The calibration targets: each was fitted or fixed by the number it is shown against, so agreement proves nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from resynapse import cohort, plasma
from resynapse.dose import Dose, Regimen
from resynapse.fit import experiments
from resynapse.plasma import BRAIN, propagate
from resynapse.solve import Floats
from resynapse.symptoms.dissociation import Dissociation
from resynapse.validation.arms import Trial, as_fitted
from resynapse.validation.comparison import Comparison
from resynapse.validation.printed import Printed, as_printed, mean, number
from resynapse.validation.reading import at

LONG = np.linspace(0.0, 240.0, 240 * 60 + 1)  # h, until nothing is left
REALISED = 1e-9  # rated scores already carry the noise of a rating
# patients of each arm; trials per arm are not printed where a meta-analysis pools them, and are shared out evenly
SIZES = {
    "E519": {"single": 110},
    "E520": {"single": 138},
    "E025": {"single": 117, "saline": 59, "midazolam": 58},
    "E027": {"single": 117, "saline": 59, "midazolam": 58},
    "E339": {"single": 184},
    "E341": {"single": 184},
    "E343": {"single": 184},
    "E315": {"single": 47},
    "E316": {"midazolam": 25},
    "E326": {"twice weekly": 17},
    "E327": {"twice weekly saline": 17},
    "E336": {"saline": 24},
    "E337": {"low": 23},
    "E338": {"single": 24},
    "E012": {"six": 24},
}


def comparisons() -> tuple[Comparison, ...]:
    """All of them, in the order of the story."""
    return (*kinetics(), glutamate(), *outcome())


def outcome() -> tuple[Comparison, ...]:
    """The targets of the fit, with its own readers and errors (disagreement between trials included)."""
    noise = cohort.Spread().rating
    return tuple(
        Comparison(
            target.row,
            target.name,
            Printed(target.value, target.value - 1.96 * float(target.error), target.value + 1.96 * float(target.error)),
            SIZES[target.row],
            _reader(k, REALISED, rated=target.row != "E012"),
            whole=_reader(k, noise, rated=False),
            share=target.name.startswith("response"),
        )
        for k, target in enumerate(experiments.targets(noise))
    )


def _reader(k: int, noise: float, rated: bool) -> Callable[[Trial], float]:
    return lambda trial: float(experiments.targets(noise)[k].read(as_fitted(trial, rated)))


def glutamate() -> Comparison:
    """Target 13; the balance of the column is solved from it."""
    return Comparison(
        "E571",
        "rise of glutamate at the end of the infusion [%]",
        Printed(number("E571"), 3.0, 25.0),
        {"single": 21},
        lambda t: 100.0 * float(at(t, "single", "glutamate", 40 / 60).mean() - 1.0),
        note="without the noise of the measurement",
    )


def kinetics() -> tuple[Comparison, ...]:
    """Targets 1 to 10: one typical subject, no draws."""
    plain = ("E065", "clearance [L/h]", as_printed("E065"), _clearance)
    dissociation = Dissociation()
    found: list[tuple[str, str, Printed, Callable[[], float]]] = [
        plain,
        ("E064", "volume of distribution [L]", as_printed("E064"), _volume),
        ("E248", "plasma at the end of the infusion [ng/mL]", Printed(185.0, 185.0 / 1.15, 185.0 * 1.15), _end),
        ("E132", "arterial peak [ng/mL]", as_printed("E132"), _arterial),
        ("E219", "oral bioavailability, S [%]", mean("E219"), lambda: _oral("s")),
        ("E220", "oral bioavailability, R [%]", mean("E220"), lambda: _oral("r")),
        ("E189", "sublingual bioavailability [%]", as_printed("E189"), _sublingual),
        ("E079", "nasal bioavailability, 84 mg [%]", Printed(51.0, 51.0 / 1.05, 51.0 * 1.05), _nasal),
        ("E215", "hydroxynorketamine over ketamine, AUC, S", mean("E215"), lambda: _hydroxy("s")),
        ("E216", "hydroxynorketamine over ketamine, AUC, R", mean("E216"), lambda: _hydroxy("r")),
        (
            "E545",
            "S-ketamine for half effect, total plasma [nmol/mL]",
            as_printed("E545"),
            lambda: dissociation.c50 / BRAIN.unbound_s,
        ),
        ("E546", "half-life of the effect site [min]", as_printed("E546"), lambda: BRAIN.half_life),
    ]
    notes = {
        "E248": "no interval is printed; 15 % was set before the comparison",
        "E079": "no interval is printed; 5 % of rounding",
    }
    return tuple(
        Comparison(row, statistic, observed, {}, _typical(compute), note=notes.get(row, "typical subject"))
        for row, statistic, observed, compute in found
    )


def _typical(compute: Callable[[], float]) -> Callable[[Trial], float]:
    return lambda trial: compute()


def _levels(
    drug: str, route: str, milligrams: float, minutes: float = 0.0, hours: Floats = LONG, model: str = ""
) -> plasma.Levels:
    chosen = plasma.choose(model) if model else plasma.DEFAULT
    regimen = Regimen((Dose(0.0, drug, route, milligrams, False, minutes / 60.0),))
    return plasma.levels(regimen, plasma.typical(), hours, chosen)


def _exposure(levels: plasma.Levels, *names: str) -> float:
    return float(sum(np.trapezoid(levels[name][:, 0], levels.hours) for name in names))


BOTH = ("s_ketamine", "r_ketamine")


def _clearance() -> float:
    return 35.0 / _exposure(_levels("ketamine", "iv", 35.0), *BOTH)


def _volume() -> float:
    """Amount of ketamine in the body over its plasma concentration, at steady state."""
    amount = concentration = 0.0
    for part in plasma.parts(Regimen((Dose(0.0, "ketamine", "iv", 2000.0, False, 200.0),)), plasma.typical()):
        system = part.stretches[0].system
        state = propagate(system, part.inflows, np.array([199.9]))[0, 0]
        amount += sum(float(state[system.names.index(name)]) for name in ("liver", "central", "peripheral"))
        concentration += float(system.readouts[f"{part.moiety}_ketamine"][0] @ state)
    return amount / concentration


def _end() -> float:
    levels = _levels("ketamine", "iv", 35.0, 40.0, np.array([40 / 60]))
    return 1000.0 * sum(float(levels[name][0, 0]) for name in BOTH)


def _arterial() -> float:
    day = np.linspace(0.0, 24.0, 24 * 120 + 1)
    return 1000.0 * float(_levels("esketamine", "iv", 20.0, 20.0, day, "Simons2022")["s_ketamine"].max())


def _oral(letter: str) -> float:
    name = f"{letter}_ketamine"
    mouth, vein = _levels("ketamine", "oral", 40.0), _levels("ketamine", "iv", 5.0, 30.0)
    return 100.0 * _exposure(mouth, name) / 40.0 / (_exposure(vein, name) / 5.0)


def _sublingual() -> float:
    wafer, vein = _levels("ketamine", "sublingual", 25.0), _levels("ketamine", "iv", 10.0, 30.0)
    return 100.0 * _exposure(wafer, *BOTH) / 25.0 / (_exposure(vein, *BOTH) / 10.0)


def _nasal() -> float:
    model, name = "PerezRuixo2021", "s_ketamine"
    nose = _levels("esketamine", "nasal", 84.0, model=model)
    vein = _levels("esketamine", "iv", 28.0, 40.0, model=model)
    return 100.0 * _exposure(nose, name) / 84.0 / (_exposure(vein, name) / 28.0)


def _hydroxy(letter: str) -> float:
    levels = _levels("ketamine", "iv", 5.0, 30.0)
    return _exposure(levels, f"{letter}_hydroxynorketamine") / _exposure(levels, f"{letter}_ketamine")
