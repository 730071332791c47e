"""Effect site: the delay between plasma and brain, and the unbound concentration there.

    dCe/dt = ke0 (Cp - Ce)          C_brain,unbound = fu Ce / M

Unbound drug is taken to be equal on both sides of the blood-brain barrier at equilibrium (an assumption
with a range: `unbound_brain`). The delay was estimated for effects of S-ketamine from arterial plasma; it
is used for venous plasma and for R-ketamine too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from resynapse.plasma.linear import Array
from resynapse.plasma.subjects import Subjects
from resynapse.provenance import Source, assumed, param

LN2 = 0.6931471805599453


@dataclass(frozen=True)
class Brain:
    """Effect site of ketamine in humans."""

    half_life: float = param(
        8.3,
        "minute",
        "blood-effect-site equilibration half-life",
        Source("Olofsen2022", "abstract: t1/2,ke0 of S-ketamine, median", "measured", ("E546",)),
        low=5.1,
        high=13.0,
    )
    half_life_spread: float = param(
        0.35,
        "1",
        "between-subject log-SD of the equilibration half-life",
        assumed(
            "the published interval 5.1-13.0 min spans log-SD 0.24 if it holds 95 % of people; widened",
            "E546",
        ),
        low=0.2,
        high=0.5,
    )
    unbound_s: float = param(
        0.65,
        "1",
        "unbound fraction of S-ketamine in plasma",
        Source(
            "Moaddel2023",
            "third-party transcription; the label of nasal esketamine prints 43-45 % bound",
            "measured",
            ("E302", "E271", "E272"),
        ),
        low=0.55,
        high=0.75,
    )
    unbound_r: float = param(
        0.71,
        "1",
        "unbound fraction of R-ketamine in plasma",
        Source("Moaddel2023", "third-party transcription", "measured", ("E303",)),
        low=0.55,
        high=0.80,
    )
    unbound_brain: float = param(
        1.0,
        "1",
        "unbound brain over unbound effect-site plasma at equilibrium",
        assumed("ketamine is lipophilic and crosses readily; CSF/plasma is 0.4 of the total", "E300", "E301"),
        low=0.5,
        high=1.3,
    )
    molar_mass: float = param(
        237.73,
        "g/mol",
        "molar mass of ketamine base",
        Source("", "sum of atomic masses of C13H16ClNO", "derived"),
    )
    s_share: float = param(
        0.5,
        "1",
        "share of S-ketamine in racemate, and in a racemic assay of plasma",
        assumed(
            "a racemate by definition; in plasma the enantiomers differ by a tenth (Hasan2021)",
            "E213",
            "E214",
        ),
        low=0.45,
        high=0.55,
    )


BRAIN = Brain()
RANDOM_EFFECTS = ("effect_site",)


def ke0(subjects: Subjects, brain: Brain = BRAIN) -> Array:
    """Equilibration rate constant [P] in 1/h."""
    return 60.0 * LN2 / (brain.half_life * np.exp(brain.half_life_spread * subjects.draw("effect_site")))


def unbound_umol_per_mg(enantiomer: str, brain: Brain = BRAIN) -> float:
    """Unbound brain umol/L for each mg/L of total ketamine at the effect site; enantiomer "s" or "r"."""
    unbound = brain.unbound_s if enantiomer == "s" else brain.unbound_r
    return 1000.0 * unbound * brain.unbound_brain / brain.molar_mass
