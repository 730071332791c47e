"""The fit that ships is reproducible, and predicts people it has not seen better than what needs no model."""

from __future__ import annotations

import csv
from importlib import resources

import jax
import numpy as np
import pytest

from connectome_runs import MODEL, people
from resynapse.network import evaluate, fit
from resynapse.network.strengths import Common, shipped


def stored() -> dict[str, tuple[float, str]]:
    text = resources.files("resynapse.network").joinpath("data/fitted.csv").read_text(encoding="utf-8")
    return {row["parameter"]: (float(row["value"]), row["fit"]) for row in csv.DictReader(text.splitlines())}


def test_the_shipped_numbers_are_those_of_the_stored_fit():
    assert {name: value for name, (value, _) in stored().items()} == vars(Common())
    assert {made for _, made in stored().values()} == {fit.digest(people(), MODEL)}


def test_the_shipped_numbers_are_a_minimum_of_the_loss():
    brain = people()
    wanted = brain.connectivity.mean(axis=0)
    loss = jax.jit(jax.value_and_grad(fit.objective(brain, wanted, MODEL), has_aux=True))
    here = np.log([value for _, value in fit.four(shipped(94))])
    (value, slowest), slope = loss(here)
    assert np.abs(slope).max() < 1e-3
    assert float(slowest) > fit.MARGIN
    for k in range(4):
        for step in (-0.1, 0.1):
            assert float(loss(here + step * np.eye(4)[k])[0][0]) > float(value)


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
