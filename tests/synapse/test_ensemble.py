"""Stochastic transmissions: keyed, converged in the time step, and on average the mean transmission."""

from __future__ import annotations

import numpy as np
import pytest

from resynapse.errors import InputError
from resynapse.synapse import SynapseState, milestones, transmissions, transmit


@pytest.fixture(scope="module")
def many():
    return transmissions(number=600, seed=3)


def test_a_transmission_is_the_same_in_any_batch(many):
    alone = transmissions(number=3, seed=3, first=40)
    for name in ("time", "vesicles", "nmda_charge"):
        assert np.array_equal(alone[name].values, many[name].values[40:43], equal_nan=True)
    other = transmissions(number=3, seed=4, first=40)
    assert not np.array_equal(other.time.values, alone.time.values, equal_nan=True)


def test_vesicles_fuse_with_the_published_utilisation(many):
    released = float((many.vesicles > 0).mean())
    assert released == pytest.approx(0.5, abs=3.0 * np.sqrt(0.25 / many.sizes["transmission"]))


@pytest.mark.parametrize("name", ["ampa_charge", "nmda_charge"])
def test_the_average_is_the_mean_transmission(many, name):
    """Charge within the larger of two standard errors and 5 % of the mean transmission, second spike and all."""
    expected, values = float(transmit()[name]), many[name].values[(many.vesicles > 0).values]
    spread = values.std() / np.sqrt(len(values))
    assert abs(values.mean() - expected) < max(2.0 * spread, 0.05 * abs(expected))


def test_half_the_time_step_moves_no_charge_by_more_than_its_error(many):
    """A spike late in the run, where steps are long, must not make charge."""
    fine = transmissions(number=300, seed=4, finer=4)
    for name in ("ampa_charge", "nmda_charge"):
        one, two = (x[name].values[(x.vesicles > 0).values] for x in (many, fine))
        error = np.hypot(one.std() / np.sqrt(len(one)), two.std() / np.sqrt(len(two)))
        assert abs(one.mean() - two.mean()) < max(2.0 * error, 0.05 * abs(two.mean())), name


TREATED = SynapseState(s_ketamine=0.19, r_ketamine=0.24, strength=1.5, release=1.1)
SUPPRESSED = SynapseState(release=0.8)


@pytest.mark.parametrize("state", [SynapseState(), TREATED, SUPPRESSED], ids=["rest", "treated", "suppressed"])
def test_every_interval_holds_its_milestone_and_they_come_in_order(state, many):
    trials = many if state == SynapseState() else transmissions(state, number=400, seed=3)
    rows = milestones.table(transmit(state), trials)
    assert len(rows) == 15
    at = [row["time_ms"] for row in rows]
    assert at == sorted(at) or state.release < 1.0  # a weak volley comes late; the cleft does not wait for it
    for row in rows:
        assert row["low_ms"] <= row["time_ms"] <= row["high_ms"], row["milestone"]


def test_half_the_time_step_moves_no_median_by_more_than_its_error(many):
    fine = transmissions(number=600, seed=3, finer=2)
    for name in ("ampa_open", "magnesium_leaves", "epsp", "cleft_decay", "soma_spike", "transported"):
        one, two = (x.time.sel(milestone=name).values for x in (many, fine))
        one, two = one[np.isfinite(one)], two[np.isfinite(two)]
        error = 1.25 * np.hypot(one.std() / np.sqrt(len(one)), two.std() / np.sqrt(len(two)))
        assert abs(np.median(one) - np.median(two)) < max(0.01 * np.median(one), 3.0 * error) + 0.01, name


@pytest.mark.parametrize(("field", "value"), [("number", 0), ("number", -3), ("seed", -1), ("finer", 0)])
def test_nonsense_is_refused(field, value):
    with pytest.raises(InputError) as caught:
        transmissions(SynapseState(), **{field: value})
    assert field in str(caught.value)
