"""(2R,6R)-HNK at the NMDA receptor: Abbott & Popescu 2020 and Lumsden 2019 (abstracts).

Tolerances fixed beforehand: half block 46 uM within 25 % (an input, given back by the experiment); at the 8 uM found
in hippocampus less than 20 % blocked in 1 mM magnesium; weaker than ketamine, as 228 is weaker than 6.4 mg/kg.
"""

import numpy as np
import pytest

from mechanism_runs import value
from resynapse.receptor.blockers import Ketamine
from resynapse.synapse import schemes
from resynapse.synapse.blocked import with_drugs
from resynapse.synapse.hydroxynorketamine import with_hydroxynorketamine
from resynapse.synapse.protocol import Step, follow, settle
from resynapse.synapse.scheme import equilibrium, generator

BASE = schemes.find("nmda-destexhe-1998")
HNK, KETAMINE = with_hydroxynorketamine(BASE), with_drugs(BASE, "GluN2A", (Ketamine(),))


def block(receptor, level: float, magnesium: float, voltage: float = -66.0) -> float:
    with_drug, without = (
        equilibrium(receptor, generator(receptor, 1.0, c, voltage, magnesium)) @ receptor.open for c in (level, 0.0)
    )
    return float(1.0 - with_drug / without)


def half(receptor, magnesium: float = 0.0) -> float:
    levels = np.geomspace(0.01, 1e4, 121)
    return float(np.exp(np.interp(0.5, [block(receptor, c, magnesium) for c in levels], np.log(levels))))


def test_half_block():
    assert half(HNK) == pytest.approx(value("M066"), rel=0.25)


def test_what_reaches_the_hippocampus_blocks_little():
    assert block(HNK, value("M067"), 1.0) < 0.20


def test_weaker_than_ketamine_as_in_mice():
    """Sign only: potency 100-fold apart in the dish, ED50 36-fold apart in the animal."""
    assert half(HNK) > 10.0 * half(KETAMINE)
    assert value("M069") > 10.0 * value("M068")


def test_magnesium_competes_completely():
    assert half(HNK, 1.0) > 5.0 * half(HNK)


def test_acts_on_resting_receptors():
    """Given before the agonist, it blocks the first answer as it blocks in the end; ketamine then blocks none of it."""
    for receptor, level, low, high in ((HNK, 46.0, 0.4, 0.6), (KETAMINE, 0.33, -0.01, 0.1)):
        before = settle(receptor, [Step(600_000.0, 0.0, level, -66.0, 0.0)])
        pulse = [Step(5.0, 1.0, level, -66.0, 0.0), Step(30.0, 0.0, level, -66.0, 0.0)]
        peaks = [follow(receptor, pulse, 0.5, start).conductance.max() for start in (before, None)]
        assert low < 1.0 - peaks[0] / peaks[1] < high
