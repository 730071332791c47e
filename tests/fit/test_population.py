"""The stored posterior: made from what is in the package, and a short chain agrees with it."""

import jax.numpy as jnp
import numpy as np
import pytest

from resynapse.fit import (
    asked,
    drawn,
    emulator,
    experiments,
    left_out,
    page,
    population,
    record,
    sensitivity,
    uncertain,
)
from resynapse.fit.__main__ import SHIPPED, fit_hash, shipped
from resynapse.fit.calibrate import PATIENTS


@pytest.fixture(scope="module")
def learned() -> emulator.Emulator:
    return population.stored()[1]


def test_the_stored_hash_is_that_of_targets_priors_and_simulations():
    rows, stamp = record.stored()
    assert stamp.hash == record.made_from()
    assert stamp.fit == fit_hash(PATIENTS)
    assert stamp.hash in SHIPPED.read_text(encoding="utf-8")
    assert len(stamp.date) == 10
    assert [one.name for one in rows] == [one.name for one in uncertain.inferred()]


def test_the_stored_table_stands_beside_the_shipped_numbers():
    rows, _ = record.stored()
    assert {one.name: one.shipped for one in rows} == pytest.approx(shipped(), rel=1e-3)
    assert all(one.low < one.median < one.high for one in rows)
    assert all(0.0 <= one.shipped_at <= 1.0 and one.contraction < 1.0 for one in rows)


def test_the_stored_draws_are_those_of_the_stored_posterior():
    """Medians and 90 % intervals of the thinned draws, in widths of the posterior."""
    rows, stamp = record.stored()
    assert drawn.origin() == stamp.hash
    assert list(drawn.draws()) == [one.name for one in rows]
    for one in rows:
        kept = np.log(drawn.draws()[one.name])
        wide = np.log(one.high / one.low) / 3.29
        assert abs(np.median(kept) - np.log(one.median)) < 0.3 * wide, one.name
        assert kept.std() == pytest.approx(wide, rel=0.35), one.name


def test_the_stored_chains_converged():
    rows, stamp = record.stored()
    assert max(one.r_hat for one in rows) < 1.01
    assert min(one.ess for one in rows) > 400
    assert stamp.divergences <= 0.01 * stamp.chains * stamp.draws
    assert stamp.outside < 0.1


def test_only_calibration_rows_are_conditioned_on():
    seen = population.data()
    assert [name.split(":")[0] for name in seen.names] == [t.row for t in experiments.targets(5.0)]
    assert (seen.error > 0).all()
    assert sorted(row for rows in left_out.TRIALS.values() for row in rows) == sorted(
        {name.split(":")[0] for name in seen.names}
    )


def test_the_emulator_is_close_where_it_is_used(learned):
    """The bound was fixed before the first measurement. The error is printed, and it is in the likelihood."""
    assert np.median(learned.error / population.data().error) < 0.2  # of a sampling error


def test_a_stored_simulation_is_what_the_model_gives():
    """The package's simulations go stale when the model moves: resynapse fit --simulate --record."""
    z, y = emulator.read("simulations")
    again = emulator.simulate(uncertain.inferred(), z[:1])
    np.testing.assert_allclose(again, y[:1], rtol=2e-4)


def test_a_short_chain_agrees_with_the_stored_posterior(learned):
    numbers = uncertain.inferred()
    ran = population.sampler(learned, population.data(), 1, 250, 250, 5)
    z = np.asarray(ran.get_samples()["z"])
    rows, _ = record.stored()
    for k, (one, kept) in enumerate(zip(numbers, rows, strict=True)):
        wide = np.log(kept.high / kept.low) / one.width / 3.29
        assert abs(np.median(z[:, k]) - np.log(kept.median / one.centre) / one.width) < 0.5 * wide, one.name


def test_a_smooth_surface_is_learned():
    """A quadratic and a plane to 2 % of their spread where nothing was simulated; also in JAX."""
    rng = np.random.default_rng(1)
    z = rng.standard_normal((220, 4))
    y = np.stack([1.0 + z[:, 0] * z[:, 1] - z[:, 3] ** 2, 2.0 * z[:, 2]], axis=1)
    made = emulator.learn(z, y, 20)
    assert (made.error < 0.02 * made.spread).all()
    np.testing.assert_allclose(made(z[:3], jnp), made(z[:3]), rtol=1e-9)


def test_few_simulations_of_many_independent_numbers_find_the_strong_ones():
    rng = np.random.default_rng(3)
    z = rng.standard_normal((150, 20))
    y = np.stack([3.0 * z[:, 4] + z[:, 4] * z[:, 7] + 2.0 * z[:, 7], z[:, 0]], axis=1)
    made = emulator.learn(z, y, 40, independent=True)
    assert (made.error < 0.2 * made.spread).all()
    assert set(np.argsort(made.stretch[0])[-2:]) == {4, 7}
    np.testing.assert_allclose(emulator.learn(z, y, 40, independent=True).weights, made.weights)


def test_sensitivity_of_a_sum_is_known():
    """Ishigami would do as well; a sum of normals has indices in proportion to the variances."""
    numbers = uncertain.varied()
    rng = np.random.default_rng(2)
    z = rng.standard_normal((len(numbers) * 20, len(numbers)))
    y = np.repeat((2.0 * z[:, :1] + z[:, 1:2]), len(population.data().names), axis=1)
    learned = emulator.learn(z, y, 50)
    found = sensitivity.analyse(learned, np.ones(len(numbers)), numbers, population.data().names, base=512)
    assert found.total[0, :3] == pytest.approx([0.8, 0.2, 0.0], abs=0.05)
    assert sensitivity.most(found)[0][1].startswith(numbers[0].name)


def test_a_trial_that_is_left_out_is_not_read(learned):
    """Its printed numbers may be anything."""
    seen = population.data()
    here = left_out.places(seen, left_out.TRIALS["Su 2017"])
    assert len(here) == 3
    medians = []
    for shift in (0.0, 5.0):
        value = seen.value.copy()
        value[here] += shift
        unread = seen._replace(value=value, error=left_out.unread(seen.error, here))
        drawn = population.sampler(learned, unread, 1, 50, 50, 3).get_samples()["z"]
        medians.append(np.median(np.asarray(drawn), axis=0))
    np.testing.assert_allclose(medians[0], medians[1], atol=0.05)


def test_what_people_ask_is_among_the_outputs_and_agrees_with_the_printed_numbers():
    """After a change of the outputs: resynapse fit sensitivity --simulate."""
    _, y = emulator.read("sensitivity")
    stored = dict(zip(sensitivity.named(), y.T, strict=True))
    same = {
        "one infusion: change of the score at 24 h": "E315: MADRS change at 24 h, ketamine",
        "one infusion: response at 24 h": "E339: response, 24 h",
        "one infusion: response on day 7": "E343: response, day 7",
        "one infusion: largest CADSS": "E519: CADSS at the end of an infusion, mean",
        "one infusion: largest systolic rise": "E520: largest systolic rise, mean",
    }
    for name, printed in same.items():
        np.testing.assert_allclose(stored[name], stored[printed], rtol=1e-5)
    days = stored["six infusions: median days to relapse"]
    np.testing.assert_allclose(np.log(days), stored["E012: log days to relapse, median"], atol=1e-4)
    assert (stored["one infusion: change of the score on day 7"] < 0.0).mean() > 0.9


def test_without_a_responder_there_is_no_time_to_relapse():
    hours = len(experiments.AFTER) + 1
    relapse = asked.asked(5.0)[-1]
    assert np.isnan(relapse.read({"six": {"score": np.full((hours, 3), 30.0)}}))


def test_a_trial_without_which_the_simulations_end_too_soon_is_not_counted():
    known = left_out.Predicted("A", "E001: one", 1.0, 1.0, 0.5, 1.5, 0.5, 1.0, 0.01)
    found = [known, known._replace(trial="B", outside=2.0 * left_out.CUT)]
    said = page.left_out_said(found)
    assert "1 of 1 printed numbers" in said
    assert "Not counted: B." in said
