"""(2R,6R)-HNK at the NMDA receptor: Abbott & Popescu 2020 and Lumsden 2019 (abstracts), beyond the printed rows."""

from resynapse.receptor.blockers import Ketamine
from resynapse.synapse.blocked import with_drugs
from resynapse.synapse.protocol import Step, follow, settle
from resynapse.validation.channels import base
from resynapse.validation.gating import half, metabolite


def test_magnesium_competes_completely():
    assert half(metabolite(), 1.0) > 5.0 * half(metabolite())


def test_acts_on_resting_receptors():
    """Given before the agonist, it blocks the first answer as it blocks in the end; ketamine then blocks none of it."""
    ketamine = with_drugs(base(), "GluN2A", (Ketamine(),))
    for receptor, level, low, high in ((metabolite(), 46.0, 0.4, 0.6), (ketamine, 0.33, -0.01, 0.1)):
        before = settle(receptor, [Step(600_000.0, 0.0, level, -66.0, 0.0)])
        pulse = [Step(5.0, 1.0, level, -66.0, 0.0), Step(30.0, 0.0, level, -66.0, 0.0)]
        peaks = [follow(receptor, pulse, 0.5, start).conductance.max() for start in (before, None)]
        assert low < 1.0 - peaks[0] / peaks[1] < high
