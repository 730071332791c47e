"""Memantine: one compartment from its product information; slow, almost fully absorbed, little bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from resynapse.plasma.compartments import observe
from resynapse.plasma.linear import Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, assumed, param

NAMES = ("gut", "central", "effect")


def _read(row: str) -> Source:
    return Source("MemantineInformation", "pharmacokinetic properties", "measured", (row,))


@dataclass(frozen=True)
class Parameters:
    """Typical adult."""

    volume: float = param(10.0, "L/kg", "volume", _read("P020"), low=9.0, high=11.0)
    half_life: float = param(70.0, "h", "terminal half-life", _read("P021"), low=60.0, high=100.0)
    oral: float = param(1.0, "1", "oral bioavailability", _read("P022"))
    unbound: float = param(0.55, "1", "unbound fraction in plasma", _read("P023"), low=0.45, high=0.6)
    ka: float = param(0.8, "1/h", "oral absorption", assumed("peak 3-8 h after a dose"), low=0.4, high=1.5)
    brain_half_life: float = param(
        60.0,
        "minute",
        "blood-brain equilibration half-life",
        assumed("no source found"),
        low=10.0,
        high=240.0,
    )
    molar_mass: float = param(179.30, "g/mol", "molar mass of the base", Source("", "C12H21N", "derived"))


PARAMETERS = Parameters()


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of memantine."""
    p = PARAMETERS
    volume = p.volume * subjects.weight
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [("gut", "central", p.ka), ("central", None, np.log(2.0) / p.half_life)],
        [("central", "effect", 60.0 * np.log(2.0) / p.brain_half_life)],
    )
    seen = {
        "memantine": ("central", 1.0 / volume),
        "brain_memantine": ("effect", 1000.0 * p.unbound / (p.molar_mass * volume)),
    }
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Swallowed, or into blood."""
    if given.route == "iv":
        return [into("central", given, index)]
    return [into("gut", given, index, PARAMETERS.oral)]


MODEL = Model(
    name="Memantine",
    paper="Memantine product information",
    sampling="venous",
    drugs={"memantine": (("memantine", 1.0),)},
    routes=("oral", "iv"),
    analytes=("memantine",),
    random_effects=(),
    parameters=(("memantine", PARAMETERS),),
    system=system,
    inflows=inflows,
)
