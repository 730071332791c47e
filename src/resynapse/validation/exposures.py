"""Plasma of one typical subject against products, interactions and comparators that no parameter was set by.

Limits were set before any of these runs: 1.25-fold, the custom of bioequivalence, where nothing is printed; one printed
standard deviation; 5 % for a model-based table that the same paper's parameters made (2 % for areas of esketamine; 6 %
for E074, where abstract and table of one paper differ by 5 %).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from resynapse import plasma
from resynapse.dose import Dose, Exposure, Regimen
from resynapse.solve import Floats
from resynapse.trial.interval import Published
from resynapse.validation.check import Check, around, at_least, fold, printed
from resynapse.validation.rows import number

DAY = np.linspace(0.0, 24.0, 24 * 120 + 1)  # h, every half minute
LONG = np.linspace(0.0, 240.0, 240 * 60 + 1)  # h, until nothing is left
RUIZ = "PerezRuixo2021"
CUSTOM = 1.25
NASAL = {28.0: 60, 56.0: 64, 84.0: 68}  # mg to the first of four rows: Cmax and AUC0-24, parent and metabolite
CHONG = {  # route to rows and printed standard deviations: Cmax, bioavailability, time of the peak
    "oral": (("P072", 12.8), ("P074", 9.0), ("P076", 0.8)),
    "sublingual": (("P073", 6.6), ("P075", 17.0), ("P077", 0.51)),
}


def one(drug: str, route: str, mg: float, hours: Floats = DAY, minutes: float = 0.0, **more: Any) -> plasma.Levels:
    """Levels of one typical subject (70 kg, 40 years unless told) after one dose; `agents` are taken all the time."""
    model, agents = more.pop("model", ""), more.pop("agents", ())
    taken = tuple(Exposure(agent, -100.0, 1000.0) for agent in agents)
    regimen = Regimen((Dose(0.0, drug, route, mg, False, minutes / 60.0),), taken)
    return plasma.levels(regimen, plasma.typical(**more), hours, plasma.choose(model) if model else plasma.DEFAULT)


def course(levels: plasma.Levels, analyte: str) -> Floats:
    """ng/mL [T]; "ketamine" adds the enantiomers where a model keeps them apart."""
    if analyte in levels.values:
        return np.asarray(1000.0 * levels[analyte][:, 0])
    return np.asarray(1000.0 * (levels[f"s_{analyte}"][:, 0] + levels[f"r_{analyte}"][:, 0]))


def peak(levels: plasma.Levels, analyte: str) -> float:
    """Cmax [ng/mL]."""
    return float(course(levels, analyte).max())


def exposure(levels: plasma.Levels, analyte: str) -> float:
    """AUC [ng h/mL] over the simulated hours."""
    return float(np.trapezoid(course(levels, analyte), levels.hours))


def when(levels: plasma.Levels, analyte: str) -> float:
    """Time of the peak [h]."""
    return float(np.asarray(levels.hours)[course(levels, analyte).argmax()])


def change(route: str, mg: float = 28.0, measure: Any = exposure, analyte: str = "s_ketamine", **more: Any) -> float:
    """Exposure (or peak) of esketamine with agents or in other people, over without."""
    hours = DAY if measure is peak else LONG
    changed = measure(one("esketamine", route, mg, hours, **more), analyte)
    return float(changed / measure(one("esketamine", route, mg, hours), analyte))


def half_life(*agents: str) -> float:
    """Late slope of oral esketamine, as a half-life [h]."""
    late = course(one("esketamine", "oral", 14.0, np.array([14.0, 20.0]), agents=agents), "s_ketamine")
    return float(6.0 * np.log(2.0) / np.log(late[0] / late[1]))


def checks() -> tuple[Check, ...]:
    """All of them."""
    return (*_nasal(), *_swallowed(), *_interactions(), *_comparators(), *_surgery())


def nasal(mg: float, read: Any = exposure, analyte: str = "s_ketamine", **who: Any) -> float:
    """One number of a day after nasal esketamine, by the model of that product."""
    return float(read(one("esketamine", "nasal", mg, model=RUIZ, **who), analyte))


def share(route: str, mg: float) -> float:
    """Bioavailability of esketamine by a route, by the model of that product [%]."""
    there, vein = (one("esketamine", way, mg, LONG, 40 * (way == "iv"), model=RUIZ) for way in (route, "iv"))
    return 100.0 * exposure(there, "s_ketamine") / exposure(vein, "s_ketamine")


def clearance() -> float:
    """Of esketamine, by the model of that product [L/h]."""
    return 28_000.0 / exposure(one("esketamine", "iv", 28.0, LONG, 40, model=RUIZ), "s_ketamine")


def _nasal() -> tuple[Check, ...]:
    """Perez-Ruixo 2021: by the model that its parameters made."""
    wrong = "the printed parameters give 1.4 times the printed area, here and elsewhere"
    kinds = (
        ("esketamine, largest [ng/mL]", peak, "s_ketamine", 1.05, ""),
        ("esketamine, area over a day [ng h/mL]", exposure, "s_ketamine", 1.02, ""),
        ("noresketamine, largest [ng/mL]", peak, "s_norketamine", 1.05, ""),
        ("noresketamine, area over a day [ng h/mL]", exposure, "s_norketamine", 1.05, wrong),
    )
    found = [
        Check(f"P{first + k:03d}", f"nasal esketamine {mg:g} mg", words, fold(f"P{first + k:03d}", by),
              partial(nasal, mg, read, analyte), "model-based table", why)
        for mg, first in NASAL.items() for k, (words, read, analyte, by, why) in enumerate(kinds)
    ]  # fmt: skip
    area = "esketamine, area over a day [ng h/mL]"
    return (
        *found,
        Check("P078", "nasal esketamine 84 mg, Japanese", area, fold("P078", 1.02),
              partial(nasal, 84.0, ancestry="japanese")),
        Check("P079", "nasal esketamine 84 mg, 70 years", area, fold("P079", 1.02), partial(nasal, 84.0, age=70.0)),
        Check("E074", "clearance of esketamine", "typical [L/h]", fold("E074", 1.06), clearance,
              "114 in the abstract, 109 from its table"),
        Check("E078", "bioavailability of nasal esketamine, 56 mg", "typical [%]", fold("E078", 1.05),
              partial(share, "nasal", 56.0)),
        Check("E076", "clearance of noresketamine", "apparent [L/h]", fold("E076", 1.05), None,
              "over an unprinted share of the dose that becomes noresketamine"),
    )  # fmt: skip


def available(route: str) -> float:
    """Bioavailability of 25 mg of racemate [%]."""
    there, vein = (exposure(one("ketamine", way, 25.0, LONG), "ketamine") for way in (route, "iv"))
    return 100.0 * there / vein


def _swallowed() -> tuple[Check, ...]:
    """Chong 2006, Rolan 2014, Fanta 2015, Rao 2016."""
    found = []
    for route, ((high, a), (part, b), (time, c)) in CHONG.items():
        dose = partial(one, "ketamine", route, 25.0)
        said = f"25 mg racemate, {route}"
        found += [
            Check(high, said, "largest [ng/mL]", around(high, a), lambda d=dose: peak(d(), "ketamine")),  # type: ignore[misc]
            Check(part, said, "bioavailability [%]", around(part, b), partial(available, route)),
            Check(time, said, "time of the peak [h]", around(time, c), lambda d=dose: when(d(), "ketamine")),  # type: ignore[misc]
        ]
    ratio = partial(one, "esketamine", "oral", 17.5, LONG)
    return (
        *found,
        Check("E190", "wafer of 25 mg under the tongue", "time of the peak [h]", printed("E190"),
              lambda: when(one("ketamine", "sublingual", 25.0), "ketamine")),
        Check("E136", "oral esketamine: norketamine over ketamine", "ratio of areas", fold("E136", CUSTOM),
              lambda: exposure(ratio(), "s_norketamine") / exposure(ratio(), "s_ketamine"),
              why="too little norketamine after swallowing, as in rows E230 to E245"),
        Check("P006", "oral ketamine, CYP2B6*6/*6 against *1/*1", "ratio of areas", Published(1.0, 1 / CUSTOM, CUSTOM),
              partial(change, "oral", cyp2b6="*6/*6"), "published in words: no significant difference",
              "the size lies between studies that disagree: rows E294 to E296 saw a clearance lower by two thirds"),
    )  # fmt: skip


def _interactions() -> tuple[Check, ...]:
    """Peltoniemi 2012 and the label of the spray; sizes are set by other studies."""
    juice: Any = partial(change, "oral", 14.0, agents=("grapefruit",))
    disagree = "predicted from 2.4-fold by mouth; the two studies disagree"
    gut = "inhibition of the gut wall alone leaves the half-life"

    def grown(row: str, by: float) -> Published:
        """A printed percent change as a ratio."""
        ratio = 1.0 + number(row) / 100.0
        return Published(ratio, ratio / by, ratio * by)

    return (
        Check("E289", "grapefruit: oral esketamine", "ratio of peaks", printed("E289"), partial(juice, measure=peak)),
        Check("E290", "grapefruit: oral esketamine", "ratio of half-lives", grown("E290", 1.1),
              lambda: half_life("grapefruit") / half_life(), why=gut),
        Check("E291", "grapefruit: noresketamine over esketamine by mouth", "ratio of ratios", grown("E291", CUSTOM),
              lambda: juice(analyte="s_norketamine") / juice()),
        Check("E276", "ticlopidine: nasal esketamine", "ratio of areas", grown("E276", CUSTOM),
              partial(change, "nasal", 84.0, agents=("ticlopidine",)), why=disagree),
    )  # fmt: skip


def lanicemine() -> plasma.Levels:
    """150 mg over an hour."""
    return one("lanicemine", "iv", 150.0, LONG, 60)


def lanicemine_half_life() -> float:
    """Between 20 and 40 h [h]."""
    early, late = np.interp([20.0, 40.0], LONG, course(lanicemine(), "lanicemine"))
    return float(20.0 * np.log(2.0) / np.log(early / late))


def memantine() -> float:
    """Mean of two days after two months of 20 mg a day [ng/mL]."""
    daily = Regimen(tuple(Dose(24.0 * day, "memantine", "oral", 20.0) for day in range(60)))
    hours = np.linspace(58 * 24.0, 60 * 24.0, 97)
    return float(1000.0 * plasma.levels(daily, plasma.typical(), hours)["memantine"].mean())


def kept_by_rats() -> float:
    """Lowest level before the next of five injections, 7.5 mg/kg into muscle every 90 min [ng/mL]."""
    doses = Regimen(tuple(Dose(1.5 * k, "ketamine", "im", 7.5, True) for k in range(5)))
    subjects, hours = plasma.typical(weight=0.3, age=0.2, species="rat"), np.array([1.49, 2.99, 4.49, 5.99])
    return float(course(plasma.levels(doses, subjects, hours, plasma.default_for("rat")), "ketamine").min())


def _comparators() -> tuple[Check, ...]:
    slow = "one compartment has no distribution phase"
    return (
        Check("P014", "lanicemine in another study", "clearance [L/h]", fold("P014", CUSTOM),
              lambda: 150_000.0 / exposure(lanicemine(), "lanicemine")),
        Check("P015", "lanicemine in another study", "half-life [h]", fold("P015", CUSTOM), lanicemine_half_life,
              why="the population model that made the parameters has 11 h"),
        Check("P024", "memantine, 20 mg a day", "steady state [ng/mL]",
              Published(None, number("P024", "low"), number("P024", "high")), memantine),
        Check("P037", "midazolam under the skin, 0.1 mg/kg", "largest [ng/mL]", around("P037", 29.3),
              lambda: peak(one("midazolam", "sc", 7.0), "midazolam"), why=slow),
        Check("P041", "rat, 7.5 mg/kg into muscle every 90 min", "lowest level [ng/mL]", at_least(number("P041")),
              kept_by_rats, "published in words: sustained above it"),
    )  # fmt: skip


def _surgery() -> tuple[Check, ...]:
    """Idvall 1979: how long each of the 31 infusions ran is not in the rows."""
    why = "the length of the infusions is not in the row, and the largest metabolite follows it"
    return tuple(
        Check(row, f"anaesthesia by infusion: {name}", "largest [umol/L]", around(row, sd), None, why)
        for row, name, sd in (("E260", "norketamine", 2.4), ("E261", "dehydronorketamine", 1.9))
    )
