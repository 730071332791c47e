"""The analytic brain against long simulation on the measured connectome, bounds set beforehand."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from connectome_runs import MODEL, people
from resynapse.network import observables, rest
from resynapse.network.routes import Routes
from resynapse.network.state import BrainState
from resynapse.network.stochastic import simulate
from resynapse.network.strengths import shipped
from resynapse.network.wong_wang import NodeParameters


@pytest.mark.slow
def test_connectivity_is_that_of_simulation_once_its_noise_is_counted():
    brain, above = people(), np.triu_indices(94, 1)
    healthy = rest.ready(brain, shipped(94), MODEL, Routes())
    found = jax.device_get(rest.compiled(BrainState(), healthy, Routes(), MODEL))
    node = NodeParameters(*(np.asarray(it) for it in found.node))
    run = simulate(node, np.asarray(healthy.coupling), 150.0, members=64, seed=3)
    each = np.array([np.corrcoef(member.T) for member in np.asarray(run.bold, float)])
    half = np.corrcoef(each[::2].mean(axis=0)[above], each[1::2].mean(axis=0)[above])[0, 1]
    reliability = 2 * half / (1 + half)
    simulated = each.mean(axis=0)
    r = np.corrcoef(simulated[above], found.connectivity[above])[0, 1]
    assert r / np.sqrt(reliability) >= 0.99
    read = observables.observe(simulated, observables.masks(brain.regions))
    assert float(read.prefrontal_gbcr) == pytest.approx(float(found.observed.prefrontal_gbcr), abs=1e-3)
    assert run.rate_e.mean() == pytest.approx(MODEL.rate, rel=0.01)
