"""Simons 2022: S-ketamine oral thin film and infusion with norketamine and hydroxynorketamine, arterial.

Two chains of equal delays carry ketamine to norketamine and norketamine to hydroxynorketamine; what is
swallowed enters the metabolism without ever being ketamine in blood. The paper's input fractions sum to
more than one dose. Between-subject variability as printed; the paper's variability between visits is left
out, because a plan has no visits of that kind. Amounts are ketamine equivalents.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from resynapse.plasma.compartments import Flow, brain_of, effect_link, mammillary, observe
from resynapse.plasma.linear import Array, Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.simons_2022_parameters import PARAMETERS, SPREAD
from resynapse.plasma.subjects import Subjects

NAMES = (
    "mouth", "gut", "gut_delay", "central", "shallow", "deep", "effect", "delay_1", "delay_2", "norketamine",
    "norketamine_peripheral", "delay_3", "delay_4", "hydroxynorketamine", "hydroxynorketamine_peripheral",
)  # fmt: skip
RANDOM_EFFECTS = (
    "volume", "clearance", "deep_flow", "norketamine_clearance", "norketamine_delay",
    "hydroxynorketamine_volume", "hydroxynorketamine_clearance", "hydroxynorketamine_flow",
)  # fmt: skip


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of S-ketamine and its metabolites."""
    p, size = PARAMETERS, subjects.weight / 70.0
    flow = size**p.allometry
    v1 = p.v1 * size * _spread(subjects, "volume", SPREAD.volume)
    clearance = p.clearance * flow * _spread(subjects, "clearance", SPREAD.clearance)
    q3 = p.q3 * flow * _spread(subjects, "deep_flow", SPREAD.deep_flow)
    vh = p.vh1 * size * _spread(subjects, "hydroxynorketamine_volume", SPREAD.hydroxynorketamine_volume)
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            ("mouth", "central", p.ka_mouth),
            ("gut", "gut_delay", p.ka_gut),
            ("gut_delay", "delay_1", 1.0 / p.gut_delay),
            ("central", "delay_1", clearance / v1),
            *mammillary("central", v1, [("shallow", p.q2 * flow, p.v2 * size), ("deep", q3, p.v3 * size)]),
            *_metabolism(subjects, v1, vh),
        ],
        effect_link(subjects),
    )
    seen = {
        "s_ketamine": ("central", 1.0 / v1),
        "s_norketamine": ("norketamine", p.nk_mass / v1),
        "s_hydroxynorketamine": ("hydroxynorketamine", p.hnk_mass / vh),
        **brain_of(moiety, v1),
    }
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def _spread(subjects: Subjects, effect: str, variance: float) -> Array:
    """Log-normal factor [P] of one random effect."""
    return np.exp(np.sqrt(variance) * subjects.draw(effect))


def _metabolism(subjects: Subjects, v_nk: Array, vh: Array) -> list[Flow]:
    """From the first delay to the loss of hydroxynorketamine."""
    p, size = PARAMETERS, subjects.weight / 70.0
    flow = size**p.allometry
    step = 2.0 / (p.nk_delay * _spread(subjects, "norketamine_delay", SPREAD.norketamine_delay))
    cl_nk = p.nk_clearance * flow * _spread(subjects, "norketamine_clearance", SPREAD.norketamine_clearance)
    cl_h = p.hnk_clearance * flow
    cl_h = cl_h * _spread(subjects, "hydroxynorketamine_clearance", SPREAD.hydroxynorketamine_clearance)
    q_h = p.hnk_q * flow * _spread(subjects, "hydroxynorketamine_flow", SPREAD.hydroxynorketamine_flow)
    later = 2.0 / p.hnk_delay * np.ones(subjects.number)
    return [
        ("delay_1", "delay_2", step),
        ("delay_2", "norketamine", p.to_norketamine * step),
        ("delay_2", None, (1.0 - p.to_norketamine) * step),
        ("norketamine", "delay_3", cl_nk / v_nk),
        *mammillary("norketamine", v_nk, [("norketamine_peripheral", p.nk_q * flow, p.nk_v2 * size)]),
        ("delay_3", "delay_4", later),
        ("delay_4", "hydroxynorketamine", p.to_hydroxynorketamine * later),
        ("delay_4", None, (1.0 - p.to_hydroxynorketamine) * later),
        ("hydroxynorketamine", None, cl_h / vh),
        *mammillary("hydroxynorketamine", vh, [("hydroxynorketamine_peripheral", q_h, p.vh2 * size)]),
    ]


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood, or from a film through mucosa and gut."""
    if given.route == "iv":
        return [into("central", given, index)]
    return [
        into("mouth", given, index, PARAMETERS.f_mouth, PARAMETERS.d_mouth),
        into("gut", given, index, PARAMETERS.f_gut, PARAMETERS.d_gut),
    ]


MODEL = Model(
    name="Simons2022",
    paper="Simons 2022, Front Pain Res 3:946486",
    sampling="arterial",
    drugs={"esketamine": (("s", 1.0),)},
    routes=("iv", "sublingual"),
    analytes=("s_ketamine", "s_norketamine", "s_hydroxynorketamine"),
    random_effects=RANDOM_EFFECTS,
    parameters=(("simons_2022", PARAMETERS), ("simons_2022.variance", SPREAD)),
    system=system,
    inflows=inflows,
)
