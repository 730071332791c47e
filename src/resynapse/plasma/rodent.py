"""Ketamine in rats and mice: one compartment per kg, both enantiomers alike. All of it is assumed.

Held to what was found: plasma stays above 100 ng/mL in F344 rats given 7.5 mg/kg i.m. every 90 minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from resynapse.plasma.brain import BRAIN
from resynapse.plasma.compartments import observe
from resynapse.plasma.linear import Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Species, Subjects
from resynapse.provenance import assumed, param

NAMES = ("peritoneum", "skin", "muscle", "central", "effect")


@dataclass(frozen=True)
class Rat:
    """Per kg of body weight."""

    clearance: float = param(5.2, "L/h/kg", "clearance", assumed("order of liver blood flow"), low=2.5, high=9.0)
    volume: float = param(3.5, "L/kg", "volume", assumed("half-life near 30 min"), low=1.5, high=7.0)
    peritoneal: float = param(
        0.5, "1", "intraperitoneal bioavailability", assumed("hepatic first pass"), low=0.25, high=0.8
    )
    ka_peritoneum: float = param(
        6.0, "1/h", "intraperitoneal absorption", assumed("peak near 10 min"), low=3.0, high=15.0
    )
    depot: float = param(
        0.9, "1", "subcutaneous and intramuscular bioavailability",
        assumed("exposure similar to an infusion (LeNedelec2018)", "P040"), low=0.6, high=1.0,
    )  # fmt: skip
    ka_depot: float = param(
        4.0, "1/h", "subcutaneous and intramuscular absorption", assumed("fast"), low=2.0, high=10.0
    )
    unbound: float = param(0.55, "1", "unbound fraction in plasma", assumed("of the human order"), low=0.35, high=0.75)
    half_life: float = param(
        3.0,
        "minute",
        "blood-brain equilibration half-life",
        assumed("fast in a small brain"),
        low=1.0,
        high=8.0,
    )
    spread: float = param(0.25, "1", "between-animal log-SD of clearance", assumed("no source"), low=0.1, high=0.5)


@dataclass(frozen=True)
class Mouse:
    """Per kg of body weight."""

    clearance: float = param(
        7.0,
        "L/h/kg",
        "clearance",
        assumed("scaled from the rat by weight^-0.25, rounded"),
        low=3.0,
        high=14.0,
    )
    volume: float = param(3.5, "L/kg", "volume", assumed("as the rat"), low=1.5, high=8.0)
    peritoneal: float = param(0.5, "1", "intraperitoneal bioavailability", assumed("as the rat"), low=0.2, high=0.9)
    ka_peritoneum: float = param(
        9.0, "1/h", "intraperitoneal absorption", assumed("faster than the rat"), low=4.0, high=20.0
    )
    depot: float = param(
        0.9, "1", "subcutaneous and intramuscular bioavailability", assumed("as the rat"), low=0.6, high=1.0
    )
    ka_depot: float = param(
        6.0,
        "1/h",
        "subcutaneous and intramuscular absorption",
        assumed("faster than the rat"),
        low=2.0,
        high=15.0,
    )
    unbound: float = param(0.55, "1", "unbound fraction in plasma", assumed("as the rat"), low=0.35, high=0.75)
    half_life: float = param(
        2.0,
        "minute",
        "blood-brain equilibration half-life",
        assumed("faster than the rat"),
        low=0.5,
        high=6.0,
    )
    spread: float = param(0.25, "1", "between-animal log-SD of clearance", assumed("no source"), low=0.1, high=0.5)


RAT_PARAMETERS, MOUSE_PARAMETERS = Rat(), Mouse()


def system(p: Rat | Mouse, moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of one enantiomer."""
    volume = p.volume * subjects.weight
    decay = p.clearance / p.volume * np.exp(p.spread * subjects.draw("clearance"))
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            ("peritoneum", "central", p.ka_peritoneum),
            ("skin", "central", p.ka_depot),
            ("muscle", "central", p.ka_depot),
            ("central", None, decay),
        ],
        [("central", "effect", 60.0 * np.log(2.0) / p.half_life)],
    )
    seen = {
        f"{moiety}_ketamine": ("central", 1.0 / volume),
        f"brain_{moiety}_ketamine": ("effect", 1000.0 * p.unbound / (BRAIN.molar_mass * volume)),
    }
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(p: Rat | Mouse, moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Where an injection goes."""
    where = {
        "iv": ("central", 1.0),
        "ip": ("peritoneum", p.peritoneal),
        "sc": ("skin", p.depot),
        "im": ("muscle", p.depot),
    }
    compartment, share = where[given.route]
    return [into(compartment, given, index, share)]


def _model(name: str, species: Species, p: Rat | Mouse) -> Model:
    return Model(
        name=name,
        paper=f"Assumed one-compartment {species}",
        sampling="venous",
        drugs={
            "ketamine": (("s", BRAIN.s_share), ("r", 1.0 - BRAIN.s_share)),
            "esketamine": (("s", 1.0),),
            "arketamine": (("r", 1.0),),
        },
        routes=("iv", "ip", "sc", "im"),
        analytes=("s_ketamine", "r_ketamine"),
        random_effects=("clearance",),
        parameters=((species, p),),
        system=partial(system, p),
        inflows=partial(inflows, p),
        species=species,
        ages=(0.0, 10.0),
    )


RAT = _model("Rat", "rat", RAT_PARAMETERS)
MOUSE = _model("Mouse", "mouse", MOUSE_PARAMETERS)
