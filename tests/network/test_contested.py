"""The rules of the contested findings, on numbers made up to meet them and to miss them."""

import numpy as np
import pytest

import connectome_runs
from resynapse.network import contested, rest, search, variants
from resynapse.network.response import Scanner, against_response
from resynapse.network.routes import Routes
from resynapse.network.state import BrainState
from resynapse.network.strengths import shipped
from resynapse.network.wong_wang import WongWang

MANY = np.linspace(0.9, 1.1, 50)
DRAW = np.random.default_rng(3)


def arms(acute: float, late: float, other: float) -> contested.Seen:
    """Changes of prefrontal GBCr: ketamine at both times, lanicemine at both."""
    return {
        ("ketamine", "40 min"): {"prefrontal_gbcr": acute * MANY},
        ("ketamine", "24 h"): {"prefrontal_gbcr": late * MANY},
        ("lanicemine", "40 min"): {"prefrontal_gbcr": other * MANY},
        ("lanicemine", "24 h"): {"prefrontal_gbcr": other * MANY},
    }


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ((1.0, 1.0, 0.0), True),
        ((1.0, 1.0, -1.0), True),
        ((1.0, 1.0, 0.9), False),  # lanicemine does it as well
        ((-1.0, 1.0, 0.0), False),  # down during the infusion
        ((1.0, 0.05, 0.0), False),  # too small to count
    ],
)
def test_the_rule_for_prefrontal_connectivity(changes, holds):
    assert contested.gbcr(arms(*changes), floor=0.1).holds is holds


def test_a_rise_needs_nearly_all_patients():
    assert contested.rises(MANY, 0.1)
    assert not contested.rises(np.concatenate([MANY, -MANY[:10]]), 0.1)
    assert not contested.rises(np.full(5, np.nan), 0.1)


def test_suppression_needs_activity_that_does_not_rise():
    now = {"within_default": -MANY, "default_rate": 0.1 * MANY}
    seen = {("ketamine", "40 min"): now}
    assert not contested.default_mode(seen, 0.1).holds
    assert contested.default_mode({("ketamine", "40 min"): now | {"default_rate": -MANY}}, 0.1).holds
    assert contested.default_mode({("ketamine", "40 min"): now | {"default_rate": np.nan * MANY}}, 0.1).holds


def test_a_model_without_a_stable_state_says_so():
    none = {"prefrontal_gbcr": np.nan * MANY, "within_default": np.nan * MANY, "default_rate": np.nan * MANY}
    seen = arms(1.0, 1.0, 0.0) | {("ketamine", "40 min"): none}
    for found in (contested.gbcr(seen, 0.1), contested.default_mode(seen, 0.1)):
        assert not found.holds
        assert found.because == "a stable state in 0 of 50 patients only with ketamine at 40 min"


def test_verdicts():
    yes, no = contested.Shown(True, ""), contested.Shown(False, "")
    assert contested.verdict({"a": yes, "b": yes}) == "reproduced"
    assert contested.verdict({"a": no, "b": no}, "anything") == "not reproduced"
    assert contested.verdict({"a": yes, "b": no}) == "only if model a is assumed"
    assert contested.verdict({"a": yes, "b": yes}, "a route") == "only if a route is assumed"


def test_noise_and_a_cut_shared_state_take_the_correlation_away():
    synapses = DRAW.normal(0.08, 0.03, 400)
    change = 0.005 * synapses + DRAW.normal(0.0, 1e-5, 400)
    better = 60.0 * synapses + DRAW.normal(0.0, 1.0, 400)
    found = against_response(change, better, synapses, between=0.002, rating=5.0, scanner=Scanner())
    plain, cut, fixed, noisy, few = found
    assert plain.r > 0.8
    assert cut.low < 0.0 < cut.high
    assert abs(cut.r) < 0.05
    assert abs(fixed.r) < 0.2
    # attenuation: r times the root of both reliabilities, of changes
    reliable = [np.var(it) / (np.var(it) + noise) for it, noise in ((change, 2 * 0.71 * 0.002**2), (better, 50.0))]
    assert noisy.r == pytest.approx(plain.r * np.sqrt(np.prod(reliable)), abs=0.02)
    assert few.high - few.low > 3.0 * (noisy.high - noisy.low)


def test_equal_states_are_read_once_and_handed_back_in_order():
    asked = []

    def read(state, progress):
        asked.append(len(state.phasic))
        return {"prefrontal_gbc": np.asarray(state.phasic) * 2.0}

    state = BrainState(phasic=np.array([0.3, 0.1, 0.3, 0.2, 0.1]), excitation=np.arange(5.0))
    found = variants.distinct(read)(state, None)
    assert asked == [3]
    np.testing.assert_allclose(found["prefrontal_gbc"], [0.6, 0.2, 0.6, 0.4, 0.2])


def test_models_agree_with_themselves_without_a_drug():
    brain = connectome_runs.toy()
    for model in variants.quick(brain):
        found = model.read(BrainState(prefrontal=np.array([1.0, 0.7])), None)
        assert np.isfinite(found["prefrontal_gbc"]).all(), model.name
        assert found["prefrontal_gbc"][1] < found["prefrontal_gbc"][0], model.name


def test_the_search_equals_the_course_where_nothing_is_changed():
    brain, model, routes = connectome_runs.toy(), WongWang(), Routes()
    healthy = rest.ready(brain, shipped(12), model, routes)
    ill, drug = BrainState(prefrontal=0.7), BrainState(phasic=0.05, interneuron=0.2, prefrontal=0.7)
    cell = search.Cell("everywhere", "everywhere", routes.share_e, routes.share_i, routes.acute, 0.0)
    states = {("any", "baseline"): ill, ("ketamine", "40 min"): drug, ("ketamine", "24 h"): ill}
    found = search.answers(brain, healthy, states, [cell, cell._replace(outlasts=0.5)])
    plain = [rest.compiled(it, healthy, routes, model).observed.prefrontal_gbcr for it in (ill, drug)]
    changes = found.changes["ketamine", "40 min"]["prefrontal_gbcr"]
    np.testing.assert_allclose(changes, float(plain[1] - plain[0]), rtol=1e-6)
    late = found.changes["ketamine", "24 h"]["prefrontal_gbcr"]
    assert abs(late[0]) < 1e-9
    assert abs(late[1]) > 1e-7  # what outlasts the drug changes a brain without it


def test_the_search_knows_the_spread_of_receptors_only_where_it_is_measured():
    plain = connectome_runs.toy()
    mapped = plain._replace(maps={"nmda": np.linspace(-1.0, 1.0, 12)})
    assert search.MAPPED not in search.patterns(plain)
    spread = search.patterns(mapped)[search.MAPPED]
    assert spread.mean() == pytest.approx(1.0)
    assert np.all(np.diff(spread) > 0.0)
    assert {search.MAPPED} == {it.pyramids for it in search.cells(mapped)} - {it.pyramids for it in search.cells(plain)}


def test_random_deficits_are_as_large_as_the_true_one_and_keyed():
    first, again = (contested.random_deficits(5, 94, 26, 1) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first.sum(axis=1) == 26).all()
    assert (contested.random_deficits(5, 94, 26, 2) != first).any()
