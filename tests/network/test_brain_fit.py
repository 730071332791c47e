"""The fit that ships is reproducible, and predicts people it has not seen better than what needs no model."""

from __future__ import annotations

import numpy as np
import pytest

from connectome_runs import MODEL, assert_a_minimum, people, stored
from resynapse.network import evaluate, fit
from resynapse.network.strengths import Common, shipped


def test_the_shipped_numbers_are_those_of_the_stored_fit():
    assert {name: value for name, (value, _) in stored("fitted.csv").items()} == vars(Common())
    assert {made for _, made in stored("fitted.csv").values()} == {fit.digest(people(), MODEL)}


def test_the_shipped_numbers_are_a_minimum_of_the_loss():
    assert_a_minimum(people(), shipped(94))


@pytest.mark.slow
def test_people_left_out_are_predicted_better_than_by_distance_or_tracts():
    found = evaluate.leave_one_out(people(), MODEL, per_region=True)
    for measure in ("r", "without_global"):
        model, distance, tracts, mean = (
            np.array([getattr(one, measure) for one in found[name]])
            for name in ("model", "distance", "tracts", "mean of the others")
        )
        assert np.all(model > distance)
        assert np.all(model > tracts)
        assert np.all(model < mean)  # a model is not better than knowing other people's connectivity
    low = evaluate.interval([one.r for one in found["model"]])[1]
    assert low > evaluate.interval([one.r for one in found["distance"]])[2]
    assert low > evaluate.interval([one.r for one in found["tracts"]])[2]
    regional = np.array([one.r for one in found["regional"]])
    assert regional.mean() > np.mean([one.r for one in found["model"]])


@pytest.mark.slow
def test_a_new_search_ends_at_the_shipped_numbers():
    brain = people()
    found = fit.common(brain, brain.connectivity.mean(axis=0), MODEL)
    ours, theirs = (np.array([value for _, value in fit.four(it)]) for it in (found.strengths, shipped(94)))
    np.testing.assert_allclose(ours, theirs, rtol=1e-2)
