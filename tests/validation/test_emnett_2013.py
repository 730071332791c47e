"""Equimolar memantine and ketamine at synapses are indistinguishable: Emnett 2013 (abstract), no numbers printed.

Read as: steady block, decay of the synaptic current and progress of block differ by less than what two sets of cells
would (fixed beforehand: 10 points of block, a quarter in time). 10 umol/L, -70 mV, no magnesium.
"""

import numpy as np
import pytest

from mechanism_runs import row
from resynapse.receptor.blockers import Ketamine, Memantine
from resynapse.synapse import pharmacology, schemes
from resynapse.synapse.blocked import with_drugs
from resynapse.synapse.protocol import Step, follow, settle
from resynapse.synapse.scheme import equilibrium, generator

LEVEL, VOLTAGE = 10.0, -70.0
DRUGS = (Ketamine(), Memantine())
RECEPTORS = [with_drugs(schemes.find("nmda-destexhe-1998"), "GluN2A", (drug,)) for drug in DRUGS]


def steady(receptor) -> float:
    """Block in lasting agonist."""
    left = [equilibrium(receptor, generator(receptor, 0.1, c, VOLTAGE, 0.0)) @ receptor.open for c in (LEVEL, 0.0)]
    return 1.0 - left[0] / left[1]


def decay(receptor) -> float:
    """Time to 1/e of one synaptic current with the drug there from the start [ms]."""
    trace = follow(receptor, [Step(1.0, 1.0, LEVEL, VOLTAGE, 0.0), Step(500.0, 0.0, LEVEL, VOLTAGE, 0.0)], 0.2)
    top = int(trace.conductance.argmax())
    return float(trace.time[top:][trace.conductance[top:] < trace.conductance[top] / np.e][0] - trace.time[top])


def halving(receptor) -> float:
    """Synaptic responses, one every 5 s, until half the block of the train is reached."""
    p, shares = settle(receptor, [Step(1.0, 0.0, 0.0, VOLTAGE, 0.0)]), []
    for _ in range(60):
        p = settle(receptor, [Step(1.0, 1.0, LEVEL, VOLTAGE, 0.0), Step(4999.0, 0.0, LEVEL, VOLTAGE, 0.0)], p)
        shares.append(pharmacology.blocked_share(receptor, p))
    return float(np.interp(shares[-1] / 2.0, [0.0, *shares], range(61)))


def test_what_was_read():
    assert row("M047")["status"] == "verified"
    assert "indistinguishable" in row("M047")["value"]


def test_steady_block():
    ketamine, memantine = map(steady, RECEPTORS)
    assert abs(ketamine - memantine) < 0.10


def test_decay_of_the_synaptic_current():
    ketamine, memantine = map(decay, RECEPTORS)
    assert memantine == pytest.approx(ketamine, rel=0.25)


@pytest.mark.xfail(
    strict=True, reason="0.5 against 1.0 responses: memantine also comes in at the mouth, between responses"
)
def test_progress_of_block():
    ketamine, memantine = map(halving, RECEPTORS)
    assert memantine == pytest.approx(ketamine, rel=0.25)
