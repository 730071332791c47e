"""The 7 ms: signal passed on in 3 to 8 ms, NMDA window 50 to 270 ms, transport slower than 20 ms. Nothing is fitted
to it.
"""

import numpy as np
import pytest

from resynapse.synapse import Numbers, SynapseState, milestones, transmit
from resynapse.synapse.after import synapse
from resynapse.synapse.flow import V_SOMA, V_SPINE
from resynapse.synapse.receptors import receptors
from resynapse.synapse.transmission import follow


@pytest.fixture(scope="module")
def mean():
    return transmit()


def test_signal_window_and_transport(mean):
    at = milestones.times(mean)
    assert 3.0 <= at["soma_spike"] <= 8.0
    assert 50.0 <= at["nmda_window"] <= 270.0
    assert at["transported"] > 20.0


LONGER = pytest.mark.xfail(strict=True, reason="308 ms: the cleft empties more slowly than the printed 1 ms pulse ends")


@pytest.mark.parametrize(
    "scheme", [pytest.param("nmda-lester-1992", marks=LONGER), "nmda-clements-1992", "nmda-edmonds-1992"]
)
def test_open_channels_last_as_long_in_every_published_scheme(scheme):
    seen = transmit(scheme=scheme, clamp=-60.0)
    share, t = seen.nmda_open.values - seen.nmda_open.values[0], seen.time.values
    top = int(np.argmax(share))
    gone = t[top:][share[top:] < share[top] / np.e][0] - float(seen.latency)
    assert 50.0 <= gone <= 270.0 * 1.05  # a decaying cleft adds a little to the printed answer to a 1 ms pulse


def test_calcium_flows_after_the_peak_of_the_spike_and_before_its_end(mean):
    """Borst and Sakmann 1998, abstract."""
    t, current = mean.time.values, mean.calcium_current.values
    began, ended = t[current > 0.1 * current.max()][[0, -1]]
    assert began > 0.0
    assert mean.bouton_voltage.values[np.searchsorted(t, t[np.argmax(current)])] > -70.0
    assert ended < 1.5


@pytest.fixture(scope="module")
def alone():
    """One contact on its own, nothing else of the volley active: how far spine and soma rise [mV]."""
    made = synapse(SynapseState(), Numbers(), receptors())
    states = follow(made, np.linspace(0.0, 40.0, 801)).states
    return {name: float(states[:, k].max() - states[0, k]) for name, k in (("spine", V_SPINE), ("soma", V_SOMA))}


def test_spine_epsp_of_acker_2016(alone):
    """Twenty spines: 6.5 to 30.8 mV, 13.0 on average (Y011)."""
    assert 6.5 <= alone["spine"] <= 30.8


@pytest.mark.xfail(strict=True, reason="0.21 mV: 80 AMPA receptors, and a soma of 168 Mohm; 150 receptors make 0.36")
def test_soma_epsp_of_acker_2016(alone):
    """0.59 mV on average (Y012), within one half."""
    assert alone["soma"] == pytest.approx(0.59, rel=0.5)


def test_epsp_of_one_contact_lies_in_the_range_between_cells(mean):
    """Paired recordings, layer 2/3: 0.04 to 2.9 mV."""
    alone = mean.epsp_voltage.values
    assert 0.04 <= alone.max() - alone[0] <= 2.9
