"""Direction: less uptake and faster firing load more calcium, an NMDA blocker takes it away; the threshold is a
band.
"""

import numpy as np
import pytest

from resynapse.errors import InputError
from resynapse.synapse import SynapseState
from resynapse.synapse.excitotoxicity import sweep


def test_failing_uptake_and_firing_load_the_spine_and_the_drug_unloads_it():
    found = sweep(working=(1.0, 0.1, 0.03), rates=(0.0, 10.0))
    assert (np.diff(found.calcium_load.values, axis=0) > 0.0).all()
    assert (np.diff(found.calcium_load.values, axis=1) > 0.0).all()
    assert not bool(found.warned.sel(working=1.0, rate=0.0))
    assert bool(found.warned.sel(working=0.03, rate=0.0))
    assert float(found.warning_low) < float(found.warning_high)
    drugged = sweep(SynapseState(s_ketamine=2.0, r_ketamine=2.0), (1.0, 0.1, 0.03), (0.0, 10.0))
    assert (drugged.calcium_load < found.calcium_load).all()


@pytest.mark.parametrize("drug", ["s_ketamine", "memantine", "lanicemine"])
def test_every_blocker_unloads_the_spine_and_leaves_the_band(drug):
    free, drugged = sweep(), sweep(SynapseState(**{drug: 1.0}))
    assert (drugged.calcium_load < free.calcium_load).all()
    assert float(drugged.warning_low) == float(free.warning_low)


@pytest.mark.parametrize("wrong", [{"working": (0.0,)}, {"working": ()}, {"rates": (-1.0,)}])
def test_nonsense_is_refused(wrong):
    with pytest.raises(InputError):
        sweep(**wrong)
