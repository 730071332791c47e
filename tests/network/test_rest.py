"""From the course to connectivity: routes, readings, and what is said beside them."""

from __future__ import annotations

import subprocess
import sys

import jax
import numpy as np
import pytest

import brain_runs
from connectome_runs import MODEL, toy
from resynapse.errors import InputError
from resynapse.network import escape, rest
from resynapse.network.routes import Routes
from resynapse.network.state import BrainState
from resynapse.network.strengths import shipped
from resynapse.network.wong_wang import NodeParameters

BRAIN = toy()
FIT = shipped(12)._replace(g=0.4)
ROUTES = Routes()
HEALTHY = jax.jit(lambda: rest.ready(BRAIN, FIT, MODEL, ROUTES))()
STRESSED = BrainState(prefrontal=0.7, hippocampal=0.8)


def one(state: BrainState, routes: Routes = ROUTES) -> rest.Rest:
    return jax.device_get(rest.compiled(state, HEALTHY, routes, MODEL))


def test_nothing_happens_to_a_healthy_brain_without_drug():
    found = one(BrainState())
    np.testing.assert_allclose(found.state.rate_e, MODEL.rate, rtol=1e-9)
    np.testing.assert_allclose(found.node.w_ie, HEALTHY.node.w_ie, rtol=1e-12)


def test_complete_homeostasis_holds_every_rate_whatever_is_blocked():
    found = one(BrainState(0.1, 0.3, 0.7, 0.8), Routes(acute=1.0))
    np.testing.assert_allclose(found.state.rate_e, MODEL.rate, rtol=1e-9)


def test_block_of_interneurons_raises_and_of_pyramids_lowers_rates():
    assert one(BrainState(interneuron=0.2)).state.rate_e.mean() > MODEL.rate
    assert one(BrainState(phasic=0.2)).state.rate_e.mean() < MODEL.rate
    assert one(BrainState(gaba=1.1)).state.rate_e.mean() < MODEL.rate


def test_lost_synapses_lower_and_regrown_ones_restore_prefrontal_connectivity():
    # a consistency check: recovery is put in, so it must come out
    steps = [one(BrainState(prefrontal=it)).observed.prefrontal_gbc for it in (0.7, 0.8, 0.9, 1.0)]
    assert np.all(np.diff(steps) > 0.0)


def test_only_the_regions_named_lose_synapses():
    found = one(STRESSED).node
    lost = np.where(BRAIN.regions.prefrontal, 0.3, np.where(BRAIN.regions.hippocampal, 0.2, 0.0))
    np.testing.assert_allclose(found.nmda_e, 1.0 - ROUTES.transmission * lost)
    np.testing.assert_allclose(found.nmda_i, 1.0)


def test_a_patient_is_the_same_in_any_company():
    draw = np.random.default_rng(2)
    many = BrainState(0.1 * draw.random(70), 0.2 * draw.random(70), 1 - 0.3 * draw.random(70), np.ones(70))
    observed, beside = rest.readings(many, HEALTHY, ROUTES, MODEL)
    assert observed.gbc.shape == (70, 12)
    assert np.all(beside["valid"] == 1.0)
    for k in (0, 69):
        alone = one(BrainState(*(np.broadcast_to(it, 70)[k] for it in many)))
        np.testing.assert_allclose(observed.gbcr[k], alone.observed.gbcr, atol=1e-10)
        assert beside["rate"][k] == pytest.approx(float(alone.state.rate_e.mean()), rel=1e-9)


def test_readings_of_a_brain_past_stability_are_marked():
    strong = BrainState(interneuron=np.array([0.0, 1.0]))
    _, beside = rest.readings(strong, HEALTHY, Routes(share_i=1.0, acute=0.0), MODEL)
    assert list(beside["valid"]) == [1.0, 0.0]


def test_the_dataset_says_what_it_holds():
    found = rest.rest(BrainState(prefrontal=np.array([0.7, 1.0])), BRAIN, FIT)
    assert found.sizes == {"patient": 2, "region": 12, "other": 12}
    for variable in found.data_vars.values():
        assert {"units", "long_name", "kind"} <= variable.attrs.keys()
    assert found.attrs["acknowledgement"] == BRAIN.notice
    assert not np.isnan(found.connectivity).any()


def test_too_many_patients_for_matrices_are_refused():
    with pytest.raises(InputError, match="patients"):
        rest.rest(BrainState(prefrontal=np.ones(rest.WITH_MATRICES + 1)), BRAIN, FIT)
    with pytest.raises(InputError, match="patients"):
        rest.rest(BrainState(prefrontal=np.ones(0)), BRAIN, FIT)


@pytest.mark.parametrize(("g", "sigma", "holds"), [(0.5, 1e-3, True), (1.0, 1e-3, False), (0.5, 1e-2, False)])
def test_a_state_that_noise_leaves_is_refused(g, sigma, holds):
    """Theory holds every region at 3 Hz in all three; a short simulation stays there in the first."""
    weights, _ = brain_runs.connectome(40)
    nodes = NodeParameters(*(np.asarray(it)[None] for it in brain_runs.held(weights, g, sigma)))
    if holds:
        escape.stays(nodes, weights, np.full((1, 40), MODEL.rate), MODEL)
    else:
        with pytest.raises(InputError, match="away from theory after 10 simulated seconds"):
            escape.stays(nodes, weights, np.full((1, 40), MODEL.rate), MODEL)


def test_the_brain_alone_is_imported_in_double_precision():
    """As in the example of the documentation: nothing else of the course is loaded before it."""
    code = "import jax; from resynapse.network import rest; assert jax.config.jax_enable_x64"
    subprocess.run([sys.executable, "-c", code], check=True)
