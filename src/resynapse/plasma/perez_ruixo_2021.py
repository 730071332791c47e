"""Perez-Ruixo 2021: esketamine by nose, vein and mouth in 820 people, with noresketamine, venous.

A hepatoportal compartment between gut and blood gives the first pass; the nasal dose splits into a part
absorbed in the nasal cavity and a swallowed part. Noresketamine is apparent. Its published AUC is 30-35 %
below what Table 3 gives (stated by two independent transcriptions); its Cmax agrees. Liver, genotype and
interactions may act on the hepatic rates and the gut wall; the paper itself did not study them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from resynapse.plasma.compartments import brain_of, effect_link, mammillary, observe
from resynapse.plasma.linear import Array, Inflow, System, rate_matrix
from resynapse.plasma.model import Activity, Given, Model, into
from resynapse.plasma.perez_ruixo_2021_parameters import PARAMETERS, SPREAD
from resynapse.plasma.subjects import Subjects

NAMES = (
    "nose", "swallowed", "oral", "liver", "central", "shallow", "deep", "effect", "norketamine",
    "norketamine_peripheral",
)  # fmt: skip
RANDOM_EFFECTS = (
    "nasal_fraction", "nasal_absorption", "oral_absorption", "volume", "shallow_volume", "hepatic_flow",
    "liver_volume", "hepatic_loss", "norketamine_volume", "norketamine_clearance",
)  # fmt: skip


def system(moiety: str, subjects: Subjects, activity: Activity) -> System:
    """Compartments of esketamine and noresketamine."""
    p, s, draw = PARAMETERS, SPREAD, subjects.draw
    asian = subjects.ancestry in ("asian", "japanese")
    vc = p.vc * np.exp(s.vc * draw("volume"))
    vh = p.vh * np.exp(s.vh * draw("liver_volume"))
    qh = (p.qh - p.qh_per_year * np.maximum(0.0, subjects.age - 60.0)) * np.exp(s.qh * draw("hepatic_flow"))
    kel = p.kel * (p.kel_asian if asian else 1.0) * np.exp(s.kel * draw("hepatic_loss"))
    vcn = p.vcn * np.exp(s.vcn * draw("norketamine_volume"))
    cln = p.cln * (p.cln_asian if asian else 1.0) * np.exp(s.cln * draw("norketamine_clearance"))
    escape = 1.0 / (1.0 + activity.gut * (1.0 / p.gut - 1.0))
    slow = np.exp(s.ka_oral * draw("oral_absorption"))
    rates = rate_matrix(
        NAMES,
        subjects.number,
        [
            ("nose", "central", p.ka_nose * np.exp(s.ka_nose * draw("nasal_absorption"))),
            ("swallowed", "liver", p.ka_swallowed * slow * escape),
            ("swallowed", None, p.ka_swallowed * slow * (1.0 - escape)),
            ("oral", "liver", p.ka_oral * slow * escape),
            ("oral", None, p.ka_oral * slow * (1.0 - escape)),
            ("central", "liver", qh / vc),
            ("liver", "central", qh / vh),
            ("liver", "norketamine", p.kmet * activity.liver),
            ("liver", None, kel * activity.liver),
            *mammillary(
                "central",
                vc,
                [("shallow", p.q1, p.vp1 * np.exp(s.vp1 * draw("shallow_volume"))), ("deep", p.q2, p.vp2)],
            ),
            ("norketamine", None, cln / vcn),
            *mammillary("norketamine", vcn, [("norketamine_peripheral", p.q3, p.vpn)]),
        ],
        effect_link(subjects),
    )
    seen = {
        "s_ketamine": ("central", 1.0 / vc),
        "s_norketamine": ("norketamine", 1.0 / vcn),
        **brain_of(moiety, vc),
    }
    return System(NAMES, rates, observe(NAMES, subjects, seen))


def nasal_share(given: Given, subjects: Subjects) -> Array:
    """Share [P] of a nasal dose absorbed in the cavity: the first 28 mg of a session fully, the rest less."""
    p = PARAMETERS
    logit = np.log(p.nasal_first / (1.0 - p.nasal_first)) + SPREAD.nasal * subjects.draw("nasal_fraction")
    share = 1.0 / (1.0 + np.exp(-logit))
    if subjects.ancestry == "japanese":
        share = np.minimum(1.0, share * p.nasal_japanese)
    fresh = np.clip(p.nasal_device - given.before, 0.0, given.whole)
    return share * (fresh + p.nasal_later * (given.whole - fresh)) / np.maximum(given.whole, 1e-300)


def inflows(moiety: str, given: Given, subjects: Subjects, index: Mapping[str, int]) -> list[Inflow]:
    """Into blood, nose and gut."""
    p = PARAMETERS
    if given.route == "iv":
        return [into("central", given, index)]
    if given.route == "oral":
        return [into("oral", given, index, 1.0, p.d_oral)]
    share = nasal_share(given, subjects)
    return [into("nose", given, index, share), into("swallowed", given, index, 1.0 - share, p.d_swallowed)]


MODEL = Model(
    name="PerezRuixo2021",
    paper="Perez-Ruixo 2021, Clin Pharmacokinet 60:501",
    sampling="venous",
    drugs={"esketamine": (("s", 1.0),)},
    routes=("iv", "nasal", "oral"),
    analytes=("s_ketamine", "s_norketamine"),
    random_effects=RANDOM_EFFECTS,
    parameters=(("perez_ruixo_2021", PARAMETERS), ("perez_ruixo_2021.spread", SPREAD)),
    system=system,
    inflows=inflows,
    covariates=("ancestry",),
    enzymes=True,
)
