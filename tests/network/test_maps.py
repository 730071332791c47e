"""Maps of the cortex against null maps that are as smooth and know nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from connectome_runs import MODEL, toy
from resynapse.network import connectome, maps
from resynapse.network.brain import Brain

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
    found = next(iter(Path(".venv-cubnm/lib").glob("python3*/site-packages/cubnm")), None)
    if found is None:
        pytest.skip("no .venv-cubnm; `make peers` makes it")
    return connectome.schaefer_100(found)


@cache
def search():
    return maps.along(cortex(), cortex().connectivity[0], cortex().connectivity[1], MODEL)


@pytest.mark.peer
def test_the_second_set_is_whole():
    brain = cortex()
    above = np.triu_indices(100, 1)
    assert np.corrcoef(*(it[above] for it in brain.connectivity))[0, 1] > 0.99  # two groups of hundreds
    assert set(brain.maps) == set(connectome.MAPS)
    default = np.array(brain.regions.network) == "default"
    fc = brain.connectivity[0][np.ix_(default, default)]
    assert fc[np.triu_indices(default.sum(), 1)].mean() > brain.connectivity[0][above].mean()


@pytest.mark.slow
@pytest.mark.peer
@pytest.mark.xfail(
    strict=True, reason="r 0.447 against 0.457: with bounded slopes a gene map says no more than a smooth one"
)
def test_a_map_beats_the_95th_percentile_of_null_maps():
    brain, fitted = cortex(), search()
    ours = fitted(brain.maps["genes"]).tested  # the best of the five measured maps
    nulls = [fitted(maps.null(brain, brain.maps["genes"], number)).tested for number in range(NULLS)]
    assert ours > np.quantile(nulls, 0.95)
