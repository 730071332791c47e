"""The default: both enantiomers, three metabolites, every human route, first pass through gut wall and liver.

    gut --ka--> gut wall (escapes: 1/(1+g)) --> liver <--Q--> central <--> peripheral
    liver: CLint removes ketamine; a share becomes norketamine, then hydroxy- and dehydronorketamine

Disposition has the shape of Clements 1981 (venous), scaled to the meta-analytic clearance and volume of
Kamp 2020; the well-stirred liver has the flow of Perez-Ruixo 2021. Intrinsic clearance follows from
clearance and flow, so an inhibitor changes oral exposure more than intravenous exposure without being
told to. Amounts are mg of ketamine equivalents, so mass is conserved through the metabolites. Units: mg,
L, h.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from resynapse.plasma.brain import BRAIN
from resynapse.plasma.compartments import Flow, brain_of, effect_link, mammillary, observe
from resynapse.plasma.linear import Array, Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.reference_absorption import ABSORPTION, SPREAD
from resynapse.plasma.reference_parameters import (
    METABOLITES,
    R_KETAMINE,
    S_KETAMINE,
    SHARED,
    Enantiomer,
    REnantiomer,
)
from resynapse.plasma.subjects import Subjects

Either = Enantiomer | REnantiomer
NAMES = (
    "muscle",
    "skin",
    "nose",
    "mouth",
    "swallowed",
    "gut",
    "liver",
    "central",
    "peripheral",
    "effect",
    "norketamine",
    "norketamine_peripheral",
    "hydroxynorketamine",
    "dehydronorketamine",
)
RANDOM_EFFECTS = (
    "clearance",
    "volume",
    "gut",
    "oral_absorption",
    "depot_absorption",
    "nasal_fraction",
    "nasal_absorption",
    "norketamine_clearance",
    "norketamine_volume",
)
METABOLITE_NAMES = ("norketamine", "hydroxynorketamine", "dehydronorketamine")


def intrinsic_clearance(clearance: Array | float, flow: Array | float) -> Array | float:
    """CLint [L/h] of a well-stirred liver with this clearance [L/h] at this flow [L/h]."""
    return clearance * flow / (flow - clearance)


def gut_availability(enantiomer: Either, loss: Array | float = 1.0) -> Array | float:
    """Share of an absorbed dose that escapes the gut wall; `loss` multiplies its intrinsic clearance."""
    liver = 1.0 - enantiomer.clearance / SHARED.flow
    return 1.0 / (1.0 + loss * (liver / enantiomer.oral - 1.0))


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of S- ("s") or R-ketamine ("r") and its metabolites."""
    who: Either = S_KETAMINE if moiety == "s" else R_KETAMINE
    draw, size = subjects.draw, subjects.weight / SHARED.weight
    per_flow = size**SHARED.allometry
    flow = SHARED.flow * per_flow - SHARED.flow_per_year * np.maximum(0.0, subjects.age - SHARED.flow_age)
    base = intrinsic_clearance(who.clearance, SHARED.flow)
    clint = base * per_flow * np.exp(SPREAD.clearance * draw("clearance")) * activity.liver
    common = SPREAD.correlation
    volume_z = common * draw("clearance") + np.sqrt(1.0 - common**2) * draw("volume")
    central_typical = (who.volume - SHARED.liver_volume * SHARED.flow / (SHARED.flow + base)) / (
        1.0 + SHARED.k12 / SHARED.k21
    )
    v1 = central_typical * size * np.exp(SPREAD.volume * volume_z)
    q12 = SHARED.k12 * central_typical * per_flow
    v2 = central_typical * SHARED.k12 / SHARED.k21 * size
    v_liver = SHARED.liver_volume * size
    escape = gut_availability(who, activity.gut * np.exp(SPREAD.gut * draw("gut")))
    made = METABOLITES.to_norketamine
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            *_absorption(subjects),
            *(flow_ for depot in ("swallowed", "gut") for flow_ in _first_pass(depot, subjects, escape)),
            ("central", "liver", flow / v1),
            ("liver", "central", flow / v_liver),
            ("liver", "norketamine", made * clint / v_liver),
            ("liver", None, (1.0 - made) * clint / v_liver),
            *mammillary("central", v1, [("peripheral", q12, v2)]),
            *_metabolism(who, subjects),
        ],
        links=effect_link(subjects),
    )
    return System(NAMES, rates, _readouts(moiety, who, subjects, v1))


def _absorption(subjects: Subjects) -> list[Flow]:
    """Depots that empty into the circulation."""
    wide = np.exp(SPREAD.depot * subjects.draw("depot_absorption"))
    nasal = np.exp(SPREAD.nasal_absorption * subjects.draw("nasal_absorption"))
    return [
        ("muscle", "central", ABSORPTION.ka_muscle * wide),
        ("skin", "central", ABSORPTION.ka_skin * wide),
        ("mouth", "central", ABSORPTION.ka_mouth * wide),
        ("nose", "central", ABSORPTION.ka_nose * nasal),
    ]


def _first_pass(depot: str, subjects: Subjects, escape: Array | float) -> list[Flow]:
    """What a swallowed dose becomes at the gut wall: ketamine, norketamine, other metabolites."""
    ka = ABSORPTION.ka_gut if depot == "gut" else ABSORPTION.ka_swallowed
    rate = ka * np.exp(SPREAD.oral_absorption * subjects.draw("oral_absorption"))
    made = METABOLITES.gut_to_norketamine
    return [
        (depot, "liver", rate * escape),
        (depot, "norketamine", rate * (1.0 - escape) * made),
        (depot, None, rate * (1.0 - escape) * (1.0 - made)),
    ]


def _norketamine(subjects: Subjects) -> tuple[Array, Array, Array, Array]:
    """Clearance, central volume, flow and peripheral volume of norketamine."""
    size = subjects.weight / SHARED.weight
    first = subjects.draw("norketamine_clearance")
    rho = SPREAD.norketamine_correlation
    second = rho * first + np.sqrt(1.0 - rho**2) * subjects.draw("norketamine_volume")
    clearance = METABOLITES.nk_clearance * size**SHARED.allometry * np.exp(SPREAD.norketamine_clearance * first)
    volume = METABOLITES.nk_volume * size * np.exp(SPREAD.norketamine_volume * second)
    return clearance, volume, METABOLITES.nk_flow * size**SHARED.allometry, METABOLITES.nk_peripheral * size


def _metabolism(who: Either, subjects: Subjects) -> list[Flow]:
    """From norketamine onwards."""
    size = subjects.weight / SHARED.weight
    clearance, volume, q, peripheral = _norketamine(subjects)
    to_hnk, to_dhnk = METABOLITES.to_hydroxynorketamine, METABOLITES.to_dehydronorketamine
    decay = size ** (SHARED.allometry - 1.0)
    return [
        *mammillary("norketamine", volume, [("norketamine_peripheral", q, peripheral)]),
        ("norketamine", "hydroxynorketamine", to_hnk * clearance / volume),
        ("norketamine", "dehydronorketamine", to_dhnk * clearance / volume),
        ("norketamine", None, (1.0 - to_hnk - to_dhnk) * clearance / volume),
        ("hydroxynorketamine", None, who.hnk_clearance / METABOLITES.hnk_volume * decay),
        ("dehydronorketamine", None, METABOLITES.dhnk_clearance / METABOLITES.dhnk_volume * decay),
    ]


def _readouts(moiety: str, who: Either, subjects: Subjects, v1: Array) -> dict[str, Array]:
    """Plasma mg/L of each analyte and unbound brain umol/L."""
    size = subjects.weight / SHARED.weight
    _, nk_volume, _, _ = _norketamine(subjects)
    per_mg = {
        f"{moiety}_ketamine": ("central", 1.0 / v1),
        f"{moiety}_norketamine": ("norketamine", METABOLITES.nk_mass / nk_volume),
        f"{moiety}_hydroxynorketamine": (
            "hydroxynorketamine",
            METABOLITES.hnk_mass / (METABOLITES.hnk_volume * size),
        ),
        f"{moiety}_dehydronorketamine": (
            "dehydronorketamine",
            METABOLITES.dhnk_mass / (METABOLITES.dhnk_volume * size),
        ),
        **brain_of(moiety, v1),
    }
    return observe(NAMES, subjects, per_mg)


def nasal_cavity(given: Given, subjects: Subjects) -> Array:
    """Share [P] of a nasal dose absorbed in the nasal cavity; later devices of a session deliver less."""
    first = ABSORPTION.nasal_racemate if given.drug == "ketamine" else ABSORPTION.nasal_first
    logit = np.log(first / (1.0 - first)) + SPREAD.nasal_fraction * subjects.draw("nasal_fraction")
    share = 1.0 / (1.0 + np.exp(-logit))
    fresh = np.clip(ABSORPTION.nasal_device - given.before, 0.0, given.whole)
    return share * (fresh + ABSORPTION.nasal_later * (given.whole - fresh)) / np.maximum(given.whole, 1e-300)


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Where a dose goes, by route."""
    if given.route == "nasal":
        cavity = nasal_cavity(given, subjects)
        return [
            into("nose", given, index, cavity),
            into("swallowed", given, index, 1.0 - cavity, max(given.duration, ABSORPTION.swallowing)),
        ]
    if given.route == "sublingual":
        return [
            into("mouth", given, index, ABSORPTION.mucosal),
            into("gut", given, index, 1.0 - ABSORPTION.mucosal),
        ]
    where = {"iv": "central", "im": "muscle", "sc": "skin", "oral": "gut"}[given.route]
    share = {"im": ABSORPTION.f_muscle, "sc": ABSORPTION.f_skin}.get(given.route, 1.0)
    return [into(where, given, index, share)]


MODEL = Model(
    name="Reference",
    paper="Resynapse reference: Kamp 2020, Clements 1981, Perez-Ruixo 2021, Otto 2021, Hasan 2021, combined",
    sampling="venous",
    drugs={
        "ketamine": (("s", BRAIN.s_share), ("r", 1.0 - BRAIN.s_share)),
        "esketamine": (("s", 1.0),),
        "arketamine": (("r", 1.0),),
    },
    routes=("iv", "im", "sc", "nasal", "oral", "sublingual"),
    analytes=tuple(f"{m}_{a}" for m in "sr" for a in ("ketamine", *METABOLITE_NAMES)),
    random_effects=RANDOM_EFFECTS,
    parameters=(
        ("reference.s", S_KETAMINE),
        ("reference.r", R_KETAMINE),
        ("reference", SHARED),
        ("reference", METABOLITES),
        ("reference", ABSORPTION),
        ("reference.spread", SPREAD),
    ),
    system=system,
    inflows=inflows,
    enzymes=True,
)
