"""Lanicemine (AZD6765): two compartments of its population analysis in 191 healthy people and patients.

The unbound fraction and the delay to the brain were not found: assumed, with wide ranges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from resynapse.plasma.compartments import mammillary, observe
from resynapse.plasma.linear import Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, assumed, param

NAMES = ("central", "peripheral", "effect")


def _read(row: str) -> Source:
    return Source("LaniceminePopulation", "abstract, 90 % CI", "measured", (row,))


@dataclass(frozen=True)
class Parameters:
    """Typical adult."""

    clearance: float = param(9.43, "L/h", "clearance", _read("P010"), low=9.12, high=9.77)
    v1: float = param(106.0, "L", "central volume", _read("P011"), low=93.7, high=115.0)
    v2: float = param(47.3, "L", "peripheral volume", _read("P012"), low=39.6, high=56.6)
    q: float = param(75.7, "L/h", "flow to peripheral", _read("P013"), low=51.8, high=127.0)
    unbound: float = param(0.5, "1", "unbound fraction in plasma", assumed("no source found"), low=0.1, high=0.95)
    half_life: float = param(
        15.0, "minute", "blood-brain equilibration half-life", assumed("no source found"), low=3.0, high=60.0
    )
    molar_mass: float = param(198.26, "g/mol", "molar mass of the base", Source("", "C13H14N2", "derived"))


PARAMETERS = Parameters()


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of lanicemine."""
    p = PARAMETERS
    v1 = np.full(subjects.number, p.v1)
    ke0 = 60.0 * np.log(2.0) / p.half_life
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [("central", None, p.clearance / v1), *mammillary("central", v1, [("peripheral", p.q, p.v2)])],
        [("central", "effect", ke0)],
    )
    seen = {
        "lanicemine": ("central", 1.0 / v1),
        "brain_lanicemine": ("effect", 1000.0 * p.unbound / (p.molar_mass * v1)),
    }
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood."""
    return [into("central", given, index)]


MODEL = Model(
    name="Lanicemine",
    paper="Population pharmacokinetic analysis of lanicemine (AZD6765), 2531 concentrations, abstract",
    sampling="venous",
    drugs={"lanicemine": (("lanicemine", 1.0),)},
    routes=("iv",),
    analytes=("lanicemine",),
    random_effects=(),
    parameters=(("lanicemine", PARAMETERS),),
    system=system,
    inflows=inflows,
)
