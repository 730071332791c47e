"""Maps of the cortex against null maps that are as smooth and know nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from connectome_runs import MODEL, assert_a_minimum, stored, toy
from resynapse.errors import InputError
from resynapse.network import connectome, contested, evaluate, fit, maps, schaefer, structure
from resynapse.network.brain import Brain
from resynapse.network.strengths import shipped

NULLS = 100


def test_a_null_map_keeps_the_spread_and_the_smoothness_and_nothing_else():
    brain = toy(40)
    z = np.random.default_rng(0).normal(size=40) + brain.centres[:, 1] / 30.0
    distance = np.linalg.norm(brain.centres[:, None] - brain.centres[None], axis=-1)
    near = 1.0 / (distance + np.eye(40)) - np.eye(40)

    def moran(values: np.ndarray) -> float:
        off = values - values.mean()
        return float(off @ near @ off / (off @ off))

    drawn = [maps.null(brain, z, number) for number in range(50)]
    np.testing.assert_allclose([it.std() for it in drawn], z.std(), rtol=1e-9)
    np.testing.assert_allclose([moran(it) for it in drawn], moran(z), rtol=1e-6)
    assert abs(np.mean([np.corrcoef(it, z)[0, 1] for it in drawn])) < 0.2
    np.testing.assert_array_equal(maps.null(brain, z, 3), drawn[3])


@cache
def cortex() -> Brain:
    """The second set, from the peer's files."""
    try:
        return connectome.schaefer_100()
    except InputError as error:
        pytest.skip(str(error))


def groups() -> Brain:
    """A small made-up brain with one map, whose two groups are what the model gives along that map."""
    brain = toy(12)
    z = np.linspace(-1.5, 1.5, 12)
    true = shipped(12)._replace(g=0.4, noise=np.exp(0.5 * z))
    measured, _ = fit.predicted(brain.weights, structure.mirrors(brain), true, MODEL)
    return brain._replace(connectivity=np.array([measured, measured]), groups=True, maps={"made": z})


def test_a_map_that_made_the_data_beats_null_maps():
    seen: list[int] = []
    found = maps.compared(groups(), "made", 2, MODEL, seen.append)
    assert found.mapped.tested > 0.97
    assert found.mapped.slopes[2] > 0.2  # of noise
    assert found.beaten == 1.0
    assert seen == [1, 2, 3]


@pytest.mark.parametrize(("name", "nulls", "word"), [("nmda", 5, "made"), ("made", 0, "one or more")])
def test_maps_that_are_not_there_and_no_null_maps_are_refused(name, nulls, word):
    with pytest.raises(InputError, match=word):
        maps.compared(groups(), name, nulls, MODEL)
    with pytest.raises(InputError, match="schaefer-100"):
        maps.compared(toy(), "nmda", 5, MODEL)


@pytest.mark.peer
def test_the_second_set_is_whole():
    brain = cortex()
    above = np.triu_indices(100, 1)
    assert np.corrcoef(*(it[above] for it in brain.connectivity))[0, 1] > 0.99  # two groups of hundreds
    assert set(brain.maps) == set(schaefer.MAPS)
    default = np.array(brain.regions.network) == "default"
    fc = brain.connectivity[0][np.ix_(default, default)]
    assert fc[np.triu_indices(default.sum(), 1)].mean() > brain.connectivity[0][above].mean()


@pytest.mark.peer
def test_the_fit_that_ships_for_the_second_set_is_a_minimum_of_its_loss():
    brain = cortex()
    known = stored("fitted_schaefer_100.csv")
    assert {name: value for name, (value, _) in known.items()} == vars(brain.fitted)
    assert {made for _, made in known.values()} == {fit.digest(brain, MODEL)}
    assert_a_minimum(brain, shipped(100, brain.fitted))


@pytest.mark.slow
@pytest.mark.peer
def test_another_group_is_predicted_better_than_by_distance_or_tracts():
    found = {name: scores[0].r for name, scores in evaluate.leave_one_out(cortex(), MODEL).items()}
    assert found["tracts"] < found["distance"] < found["model"] < found["mean of the others"]
    assert connectome.schaefer_100().groups  # so no spread between persons can be told
    assert contested.between_persons(cortex()) == {}


@pytest.mark.slow
@pytest.mark.peer
@pytest.mark.xfail(
    strict=True, reason="r 0.447 against 0.457: with bounded slopes a gene map says no more than a smooth one"
)
def test_a_map_beats_the_95th_percentile_of_null_maps():
    found = maps.compared(cortex(), "genes", NULLS, MODEL)  # the best of the five measured maps
    assert found.mapped.tested > np.quantile(found.nulls, 0.95)
