"""Otto 2021: S-ketamine of Fanta 2015 with re-estimated variability, and norketamine, venous.

All ketamine clearance is taken to form norketamine; its volume and clearance are apparent, in ketamine
mass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from resynapse.plasma import fanta_2015
from resynapse.plasma.compartments import brain_of, effect_link, mammillary, observe
from resynapse.plasma.linear import Array, Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, param

NAMES = ("central", "slow", "fast", "effect", "norketamine", "norketamine_peripheral")
PLACE = "Table 3, third-party transcription"


@dataclass(frozen=True)
class Parameters:
    """Norketamine, 70 kg, and between-subject variances and covariances (log scale)."""

    v: float = param(98.6, "L", "norketamine volume", Source("Otto2021", PLACE, "measured", ("E143",)))
    clearance: float = param(57.7, "L/h", "norketamine clearance", Source("Otto2021", PLACE, "measured", ("E144",)))
    vp: float = param(160.0, "L", "norketamine peripheral volume", Source("Otto2021", PLACE, "measured", ("E145",)))
    q: float = param(42.8, "L/h", "norketamine flow to peripheral", Source("Otto2021", PLACE, "measured", ("E146",)))
    var_v1: float = param(0.084, "1", "variance of V1", Source("Otto2021", PLACE, "measured", ("E147",)))
    cov: float = param(0.0226, "1", "covariance of V1 and CL", Source("Otto2021", PLACE, "measured", ("E148",)))
    var_clearance: float = param(0.026, "1", "variance of CL", Source("Otto2021", PLACE, "measured", ("E149",)))
    nk_var_v: float = param(
        0.040, "1", "variance of norketamine volume", Source("Otto2021", PLACE, "measured", ("E143",))
    )
    nk_cov: float = param(
        0.0446, "1", "covariance of norketamine V and CL", Source("Otto2021", PLACE, "measured", ("P051",))
    )
    nk_var_clearance: float = param(
        0.103, "1", "variance of norketamine clearance", Source("Otto2021", PLACE, "measured", ("E144",))
    )


PARAMETERS = Parameters()


def pair(first: Array, second: Array, variance: float, covariance: float, other: float) -> tuple[Array, Array]:
    """Two correlated log-deviations [P] from independent normal draws: a lower Cholesky factor by hand."""
    a = np.sqrt(variance)
    b = covariance / a
    return a * first, b * first + np.sqrt(other - b * b) * second


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of S-ketamine and S-norketamine."""
    p, f, size, draw = PARAMETERS, fanta_2015.PARAMETERS, subjects.weight / 70.0, subjects.draw
    dv, dcl = pair(draw("volume"), draw("clearance"), p.var_v1, p.cov, p.var_clearance)
    nv, ncl = pair(draw("norketamine_volume"), draw("norketamine_clearance"), p.nk_var_v, p.nk_cov, p.nk_var_clearance)
    v1, clearance = f.v1 * size * np.exp(dv), f.clearance * size**f.allometry * np.exp(dcl)
    v, nk_clearance = p.v * size * np.exp(nv), p.clearance * size**f.allometry * np.exp(ncl)
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            *fanta_2015.disposition(v1, clearance, "norketamine"),
            ("norketamine", None, nk_clearance / v),
            *mammillary("norketamine", v, [("norketamine_peripheral", p.q, p.vp)]),
        ],
        effect_link(subjects),
    )
    seen = {
        "s_ketamine": ("central", 1.0 / v1),
        "s_norketamine": ("norketamine", 1.0 / v),
        **brain_of(moiety, v1),
    }
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood."""
    return [into("central", given, index)]


MODEL = Model(
    name="Otto2021",
    paper="Otto 2021, Eur J Clin Pharmacol 77:1181, with S-ketamine of Fanta 2015",
    sampling="venous",
    drugs={"esketamine": (("s", 1.0),)},
    routes=("iv",),
    analytes=("s_ketamine", "s_norketamine"),
    random_effects=("volume", "clearance", "norketamine_volume", "norketamine_clearance"),
    parameters=(("otto_2021", PARAMETERS),),  # and those of fanta_2015
    system=system,
    inflows=inflows,
)
