"""The weighted ensemble against NUTS, on twenty simulated patients.

Both see the same density: normal traits, a normal for the posterior of the population's numbers, three MADRS ratings,
and a polynomial that stands in for the simulated scores (NUTS needs a gradient): cubic in the traits, quadratic in all.
So the test is of the sampler; how close the polynomial comes is asserted as well.
"""

from __future__ import annotations

from itertools import combinations_with_replacement

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from resynapse import forecast
from resynapse.fit import drawn
from resynapse.individual.ensemble import quantile, sample
from resynapse.individual.population import TRAITS, Setting, first_draws, simulator
from resynapse.individual.prediction import FIRST, ROUNDS
from resynapse.solve import Floats

numpyro = pytest.importorskip("numpyro")
PATIENTS, RATED, SIMULATED = 20, 3, 8192
HOURS = np.array([0.0, 24.0, 72.0, 168.0])
LOGS = np.log(np.stack(list(drawn.draws().values()), axis=1))  # draws of the posterior, close to normal
MIDDLE, FACTOR = LOGS.mean(axis=0), np.linalg.cholesky(np.cov(LOGS.T))
NOISE = 5.4  # points: averaged over by itself, see test_ensemble
ALL = len(TRAITS) + len(MIDDLE)
PAIRS = np.array(list(combinations_with_replacement(range(ALL), 2))).T
TRIPLES = np.array(list(combinations_with_replacement(range(len(TRAITS)), 3))).T


def features(z, xp):
    second = z[..., PAIRS[0]] * z[..., PAIRS[1]]
    third = z[..., TRIPLES[0]] * z[..., TRIPLES[1]] * z[..., TRIPLES[2]]
    return xp.concatenate([xp.ones((*z.shape[:-1], 1)), z, second, third], axis=-1)


@pytest.fixture(scope="module")
def surface() -> tuple[Floats, Floats]:
    """Coefficients [features, T], and the error left on patients it has not seen [T] in points."""
    prepared = forecast.prepare("murrough_2013_ketamine", np.array([-1]), 0)
    simulate = simulator(Setting(prepared.line, prepared.people, HOURS), (), 0)
    z = first_draws(5, SIMULATED)
    score = simulate(z)[0]["score"].T
    where = np.linalg.solve(FACTOR, (LOGS - MIDDLE).T).T[z[:, -1].astype(int)]
    x, kept = features(np.hstack([z[:, :-1], where]), np), SIMULATED - 1024
    found = np.linalg.lstsq(x[:kept], score[:kept], rcond=None)[0]
    return found, np.sqrt(np.mean((x[kept:] @ found - score[kept:]) ** 2, axis=0))


def nuts(coefficients: Floats, rated: Floats) -> Floats:
    """Latent scores [draws, patients, T] of all patients in one run: they are independent."""
    from numpyro import distributions as d
    from numpyro.infer import MCMC, NUTS

    def model(seen):
        z = numpyro.sample("z", d.Normal(0.0, 1.0).expand([len(seen), ALL]).to_event(2))
        latent = numpyro.deterministic("latent", features(z, jnp) @ coefficients)
        numpyro.sample("rated", d.Normal(latent[:, :RATED], NOISE).to_event(2), obs=seen)

    ran = MCMC(
        NUTS(model), num_warmup=500, num_samples=1000, num_chains=2, chain_method="vectorized", progress_bar=False
    )
    ran.run(jax.random.key(4), rated)
    return np.asarray(ran.get_samples()["latent"])


@pytest.mark.slow
def test_the_ensemble_agrees_with_nuts_on_twenty_patients(surface):
    coefficients, error = surface
    assert error.max() < 3.0  # points; the stand-in is closer than one rating
    rng = np.random.Generator(np.random.Philox(key=[20, 20]))
    who = rng.standard_normal((PATIENTS, ALL))
    latent = features(who, np) @ coefficients
    rated = latent[:, :RATED] + NOISE * rng.standard_normal((PATIENTS, RATED))
    reference = nuts(coefficients, rated)
    ends = []
    for k in range(PATIENTS):

        def simulate(z, k=k):
            score = (features(z, np) @ coefficients).T
            return {"score": score}, -0.5 * ((rated[k][:, None] - score[:RATED]) / NOISE)[:, None] ** 2

        def beside(count):
            return rng.standard_normal((count, len(MIDDLE)))

        first = np.hstack([first_draws(k, FIRST)[:, :-1], beside(FIRST)])
        e = sample(first, ROUNDS, simulate, rng, beside)
        assert e.effective > 200, k
        both = (
            np.quantile(reference[:, k], (0.1, 0.5, 0.9), axis=0),
            quantile(e.outcome["score"], e.weights, (0.1, 0.5, 0.9)),
        )
        ends.append((both[1] - both[0]) / reference[:, k].std(axis=0))
    away = np.abs(np.array(ends))
    print(f"stand-in {error.round(2)}; away mean {away.mean():.3f}, largest {away.max():.3f} posterior sd")
    assert away.mean() < 0.08  # posterior standard deviations
    assert away.max() < 0.4
