"""Trains: each site on its own, on average the model of Tsodyks and Markram; a drug comes in with use."""

from __future__ import annotations

import numpy as np
import pytest

from resynapse.errors import InputError
from resynapse.synapse import Numbers, SynapseState, train
from resynapse.synapse.docked_pool import FacilitatingPool
from resynapse.synapse.trains import steady_release

FACILITATING = Numbers(pool=FacilitatingPool())


@pytest.mark.parametrize("rate", [5.0, 20.0, 50.0])
@pytest.mark.parametrize("numbers", [Numbers(), FACILITATING], ids=["depressing", "facilitating"])
def test_the_mean_of_many_trains_is_the_closed_form(rate, numbers):
    found = train(rate=rate, count=20, seed=1, numbers=numbers, trials=4000)
    error = np.sqrt(np.maximum(found.expected * (1.0 - found.expected), 1e-4) / 4000.0)
    assert float((np.abs(found["mean"] - found.expected) / error).max()) < 4.0


@pytest.mark.parametrize(("numbers", "depresses"), [(Numbers(), True), (FACILITATING, False)])
def test_the_second_of_a_pair(numbers, depresses):
    """Between pyramids 1 - U exp(-interval / tau_rec); onto somatostatin cells more than one."""
    pair = train(rate=20.0, count=2, numbers=numbers, trials=1).expected.values
    if depresses:
        assert pair[1] / pair[0] == pytest.approx(1.0 - 0.5 * np.exp(-50.0 / 800.0))
    else:
        assert pair[1] > 1.5 * pair[0]


@pytest.mark.parametrize("numbers", [Numbers(), FACILITATING])
@pytest.mark.parametrize("rate", [5.0, 50.0])
def test_a_long_train_settles(rate, numbers):
    assert float(train(rate=rate, count=400, numbers=numbers, trials=1).expected[-1]) == pytest.approx(
        steady_release(rate, numbers.pool), rel=1e-6
    )


def test_no_site_gives_more_than_it_gets():
    """At high rates the vesicles of a second are those that were refilled."""
    found = train(rate=100.0, count=500, seed=2, trials=500)
    per_second = float(found["mean"][-200:].mean()) * 100.0
    assert per_second == pytest.approx(1000.0 / 800.0, rel=0.05)


def test_block_grows_with_release_and_needs_a_drug():
    drugged = SynapseState(s_ketamine=0.5, r_ketamine=0.5)
    slow, fast = (train(drugged, rate, round(10.0 * rate), trials=200).blocked for rate in (1.0, 10.0))
    assert float(slow[0]) == pytest.approx(0.0, abs=1e-12)
    assert np.all(np.diff(fast.values) > 0.0)
    assert float(fast[-1]) > float(slow[-1])
    assert float(train(rate=10.0, trials=50).blocked.max()) == pytest.approx(0.0, abs=1e-12)


def test_same_seed_same_trains():
    one, two, other = (train(seed=seed, trials=20).vesicles.values for seed in (3, 3, 4))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rate", 0.0),
        ("rate", -1.0),
        ("rate", float("nan")),
        ("rate", 1e9),
        ("rate", "fast"),
        ("count", 0),
        ("seed", -1),
    ],
)
def test_nonsense_is_refused(field, value):
    with pytest.raises(InputError) as caught:
        train(**{field: value})
    assert field in str(caught.value)
