"""Which receptors sit in the spine, and what the drugs of a state do to them.

NMDA receptors of a pyramid are GluN2A and GluN2B in the shares of the course, each a published gating scheme whose
pore holds magnesium or a drug (`pore`, `blocked`). They never turn into one another: one scheme with two parts.

The default AMPA scheme is the fast one of Raman and Trussell, because its decay is near that measured in cortex.
The one of Destexhe holds the first glutamate so tightly that ambient glutamate desensitises most of the receptors
at rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from resynapse.errors import InputError
from resynapse.receptor.blockers import Ketamine, Lanicemine, Memantine
from resynapse.receptor.trapping_block import Membranes
from resynapse.synapse.ampa.raman_1992 import ampa_raman_1992
from resynapse.synapse.blocked import Drug, with_drugs
from resynapse.synapse.gaba.destexhe_1998 import gaba_destexhe_1998
from resynapse.synapse.nmda.destexhe_1998 import nmda_destexhe_1998
from resynapse.synapse.scheme import Scheme
from resynapse.synapse.schemes import find
from resynapse.synapse.state import SynapseState


class Receptors(NamedTuple):
    """Gating schemes: AMPA and NMDA of the excitatory synapse, GABA-A of its twin."""

    ampa: Scheme
    nmda: Scheme
    gaba: Scheme


class Pore(NamedTuple):
    """What waits outside the NMDA pore [umol/L], as the scheme's ligands 2 and 4, and the drugs they stand for."""

    drugs: tuple[Drug, ...]
    first: float
    second: float


def receptors(scheme: str | Scheme | None = None) -> Receptors:
    """The default schemes, with one of them replaced by the scheme given.

    Raises:
        InputError: a name that no scheme has.
    """
    found = find(scheme) if isinstance(scheme, str) else scheme
    if found is not None and not isinstance(found, Scheme):
        raise InputError("scheme", scheme, "a published receptor scheme or its name")
    kind = "" if found is None else found.name.split("-")[0]
    if found is not None and kind not in ("ampa", "nmda", "gaba"):
        raise InputError("scheme", found.name, "a name that begins with ampa, nmda or gaba")
    return Receptors(
        found if found and kind == "ampa" else ampa_raman_1992(),
        found if found and kind == "nmda" else nmda_destexhe_1998(),
        found if found and kind == "gaba" else gaba_destexhe_1998(),
    )


def pore(state: SynapseState) -> Pore:
    """The drugs of a state; ketamine as its racemate.

    How strongly magnesium holds a pore follows from the first drug's two half blocks. So the first is ketamine, even
    where there is none: another drug in the pore takes magnesium's place and does not change its hold. (Memantine,
    whose two half blocks say nearly the same, is first where lanicemine comes with it.)

    Raises:
        InputError: for three drugs at once, which the schemes do not hold.
    """
    ketamine = Ketamine()
    rho = ketamine.s_over_r
    racemate = 2.0 * (rho * state.s_ketamine + state.r_ketamine) / (1.0 + rho)
    others: tuple[tuple[Drug, float], ...] = ((Memantine(), state.memantine), (Lanicemine(), state.lanicemine))
    present = [(drug, level) for drug, level in others if level > 0.0]
    if len(present) < 2 or racemate > 0.0:
        present.insert(0, (ketamine, racemate))
    if len(present) > 2:
        raise InputError("drugs", "ketamine, memantine and lanicemine together", "at most two of them at a time")
    levels = [level for _, level in present] + [0.0]
    return Pore(tuple(drug for drug, _ in present), levels[0], levels[1])


def of_pyramid(gating: Scheme, drugs: tuple[Drug, ...]) -> Scheme:
    """NMDA receptors of a pyramid: GluN2A and GluN2B side by side, with magnesium and drugs in the pore."""
    share = Membranes().pyramidal_2a
    a, b = with_drugs(gating, "GluN2A", drugs), with_drugs(gating, "GluN2B", drugs)
    n = len(a.states)
    return Scheme(
        gating.name,
        tuple(f"2A {state}" for state in a.states) + tuple(f"2B {state}" for state in b.states),
        np.concatenate([a.source, b.source + n]),
        np.concatenate([a.target, b.target + n]),
        np.concatenate([a.rate, b.rate]),
        np.concatenate([a.ligand, b.ligand]),
        np.concatenate([a.slope, b.slope]),
        np.concatenate([a.open, b.open]),
        np.concatenate([share * a.start, (1.0 - share) * b.start]),
        "explicit",
        gating.citation,
    )
