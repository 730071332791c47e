"""Readings of connectivity against their definitions on time series."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain_runs import connectome
from connectome_runs import toy
from resynapse.network import analytic, dynamics, observables
from resynapse.network.wong_wang import WongWang, alike

without_global = jax.jit(observables.without_global)
GROUPS = observables.masks(toy().regions)


def series(seed: int, regions: int = 12, volumes: int = 400) -> np.ndarray:
    draw = np.random.default_rng(seed)
    mixed = draw.normal(size=(volumes, regions)) @ draw.normal(size=(regions, regions)) + draw.normal(size=(volumes, 1))
    return (mixed - mixed.mean(axis=0)) / mixed.std(axis=0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31))
def test_global_signal_regression_is_the_one_done_on_time_series(seed):
    signals = series(seed)
    everything = signals.mean(axis=1)
    left = signals - np.outer(everything, everything @ signals / (everything @ everything))
    np.testing.assert_allclose(observables.without_global(np.corrcoef(signals.T)), np.corrcoef(left.T), atol=1e-10)


def test_regressing_twice_changes_nothing_before_rescaling():
    x = np.corrcoef(series(3).T)
    m = x.mean(axis=1)
    left = x - np.outer(m, m) / m.mean()
    np.testing.assert_allclose(left.sum(axis=1), 0.0, atol=1e-12)


def test_global_connectivity_leaves_the_region_itself_out():
    x = np.corrcoef(series(4).T)
    others = [np.mean([np.arctanh(x[i, j]) for j in range(12) if j != i]) for i in range(12)]
    np.testing.assert_allclose(observables.gbc(x), others, rtol=1e-12)


def test_means_between_networks_are_means_over_pairs():
    x = np.corrcoef(series(5).T)
    found = observables.observe(x, GROUPS)
    z = np.arctanh(x - np.eye(12))
    d, p = (np.flatnonzero(group) for group in (GROUPS.default, GROUPS.positive))
    assert float(found.within_default) == pytest.approx(np.mean([z[i, j] for i in d for j in d if i != j]))
    assert float(found.default_positive) == pytest.approx(np.mean([z[i, j] for i in d for j in p]))
    assert float(found.mean) == pytest.approx(x[np.triu_indices(12, 1)].mean())


def test_steady_connectivity_moves_less_than_changing_connectivity():
    steady = series(6, volumes=1200)
    changing = np.concatenate([series(6, volumes=600), series(7, volumes=600)])
    found = [dynamics.of_windows(it, 0.72) for it in (steady, changing)]
    assert found[0].mean() > found[1].mean()
    assert dynamics.apart(found[0], found[0]) == 0.0
    assert 0.0 < dynamics.apart(*found) <= 1.0


def test_bold_drawn_from_theory_has_its_connectivity():
    weights, _ = connectome(8, seed=4)
    tuned, state = analytic.balance(weights, alike(8, 0.4), WongWang())
    linear = analytic.linearise(weights, tuned, state, WongWang())
    drawn = dynamics.sample(linear, 20_000, 0.72, np.random.Generator(np.random.Philox(3)))
    above = np.triu_indices(8, 1)
    theory = np.asarray(analytic.correlation(analytic.covariance(linear)))[above]
    np.testing.assert_allclose(np.corrcoef(drawn.T)[above], theory, atol=0.06)
