"""The weighted ensemble against closed forms: conjugate normals, and a density that must integrate to one."""

import numpy as np
import pytest
from scipy.stats import norm

from resynapse.individual.ensemble import picked, quantile, sample, without
from resynapse.individual.likelihood import _censored, noise
from resynapse.solve import Floats

RNG = lambda: np.random.Generator(np.random.Philox(key=[1, 2]))  # noqa: E731


def _linear(data: tuple[float, ...], sd: float):
    """Scores of z_0 with normal noise: posterior mean sum(y) / (n + sd^2), variance sd^2 / (n + sd^2)."""

    def simulate(z: Floats) -> tuple[dict[str, Floats], Floats]:
        noise = np.full((1, len(z)), sd)
        return {"z": z.T, "sd": noise}, np.stack([norm.logpdf(y, z[:, 0], noise) for y in data])

    return simulate


@pytest.mark.parametrize("data", [(0.4,), (2.5, 2.2, 2.8), (3.5,) * 6])
def test_posterior_of_a_linear_model_is_the_conjugate_one(data: tuple[float, ...]) -> None:
    sd = 0.5
    first = RNG().standard_normal((2000, 5))
    e = sample(first, (1500, 1500), _linear(data, sd), RNG())
    mean, variance = sum(data) / (len(data) + sd**2), sd**2 / (len(data) + sd**2)
    error = 4.0 / np.sqrt(e.effective)
    assert e.effective > 200
    assert abs(e.weights @ e.z[:, 0] - mean) < error * np.sqrt(variance)
    assert abs(e.weights @ (e.z[:, 0] - mean) ** 2 / variance - 1.0) < 1.5 * error
    assert abs(e.weights @ e.z[:, 1]) < error  # what was not seen stays as in the population
    assert abs(e.weights @ e.z[:, 1] ** 2 - 1.0) < 1.5 * error


def test_without_a_score_is_the_posterior_of_the_others() -> None:
    first = RNG().standard_normal((4000, 2))
    e = sample(first, (2000,), _linear((1.0, 2.0), 0.7), RNG())
    left = without(picked(e, "sd", RNG()), 1)
    assert left @ e.z[:, 0] == pytest.approx(1.0 / (1.0 + 0.49), abs=0.08)
    assert left.sum() == pytest.approx(1.0, abs=1e-12)


def test_columns_that_no_proposal_moves_keep_their_share_of_the_posterior() -> None:
    """Two populations whose means differ: the conjugate posterior of which one a patient is from."""

    def simulate(z: Floats) -> tuple[dict[str, Floats], Floats]:
        return {"z": z.T}, norm.logpdf(1.5, z[:, 0] + z[:, -1], 0.5)[None, None]

    def beside(count: int) -> Floats:
        return np.arange(count, dtype=float)[:, None] % 2

    first = np.hstack([RNG().standard_normal((4000, 2)), beside(4000)])
    e = sample(first, (2000, 2000), simulate, RNG(), beside)
    odds = norm.pdf(1.5, 1.0, 1.25**0.5) / norm.pdf(1.5, 0.0, 1.25**0.5)
    assert e.weights @ e.z[:, -1] == pytest.approx(odds / (1.0 + odds), abs=0.03)
    assert e.weights @ e.z[:, 1] == pytest.approx(0.0, abs=0.06)


def test_a_noise_is_picked_by_how_well_it_explains_the_scores() -> None:
    """One patient, three ratings: Bayes over three noises of equal probability."""
    noises, data = np.array([1.0, 3.0, 9.0])[:, None], (2.0, -2.5, 1.0)

    def simulate(z: Floats) -> tuple[dict[str, Floats], Floats]:
        each = noises + np.zeros(len(z))
        return {"sd": each}, np.stack([norm.logpdf(y, 0.0, each) for y in data])

    e = picked(sample(RNG().standard_normal((9000, 1)), (), simulate, RNG()), "sd", RNG())
    likely = np.prod([norm.pdf(y, 0.0, noises[:, 0]) for y in data], axis=0)
    shares = [np.mean(e.outcome["sd"] == sd) for sd in noises[:, 0]]
    assert shares == pytest.approx(likely / likely.sum(), abs=0.02)


def test_no_score_leaves_the_population() -> None:
    first = RNG().standard_normal((64, 3))
    e = sample(first, (), lambda z: ({"z": z.T}, np.zeros((0, 1, len(z)))), RNG())
    np.testing.assert_allclose(e.weights, 1 / 64)
    assert e.effective == pytest.approx(64.0)


def test_a_draw_without_a_course_is_no_patient() -> None:
    """Far out in the tail of a proposal the simulation may have no numbers; nobody else may suffer from it."""
    sane = _linear((-3.5,) * 6, 0.5)

    def simulate(z: Floats) -> tuple[dict[str, Floats], Floats]:
        outcome, likelihood = sane(z)
        lost = z[:, 0] < -4.0
        return outcome | {"z": np.where(lost, np.nan, outcome["z"])}, np.where(lost, np.nan, likelihood)

    e = sample(RNG().standard_normal((2000, 3)), (1500, 1500), simulate, RNG())
    assert len(e.z) < 5000  # some were lost
    assert np.isfinite(e.outcome["z"]).all()
    assert np.isfinite(without(picked(e, "sd", RNG()), 2)).all()
    assert e.weights @ e.z[:, 0] == pytest.approx(-21.0 / 6.25, abs=0.1)


def test_weighted_quantiles_are_those_of_repeated_values() -> None:
    values = np.array([[3.0, 1.0, 2.0, 5.0]])
    weights = np.array([0.25, 0.25, 0.25, 0.25])
    assert quantile(values, weights, (0.5,))[0, 0] == pytest.approx(2.5)
    heavy = np.array([1e-9, 1e-9, 1.0 - 3e-9, 1e-9])
    assert quantile(values, heavy, (0.1, 0.9))[:, 0] == pytest.approx([2.0, 2.0], abs=0.9)


@pytest.mark.parametrize("mean", [-4.0, 3.0, 58.0, 70.0])
def test_a_rating_has_probability_one_in_all(mean: float) -> None:
    inside = np.linspace(0.0, 60.0, 6001)[1:-1]
    density = np.exp([_censored(x, np.array([mean]), np.array(5.0), 60.0)[0] for x in inside])
    ends = sum(np.exp(_censored(x, np.array([mean]), np.array(5.0), 60.0)[0]) for x in (0.0, 60.0))
    assert np.trapezoid(density, inside) + ends == pytest.approx(1.0, abs=1e-3)


def test_a_converted_scale_is_noisier_in_its_own_range_than_madrs() -> None:
    assert noise("HAM-D17", np.array(5.0)) / 52 > noise("MADRS", np.array(5.0)) / 60
