"""The population by Bayesian inference (NumPyro, NUTS), on calibration rows only.

    z_d     ~ Normal(0, 1)                           priors of data/priors.csv
    tau_m   ~ HalfNormal(2 points)                   between trials, of a mean change
    tau_s   ~ HalfNormal(0.07)                       between trials, of a share
    y_k     ~ Normal(f_k(z), sqrt(s_k^2 + tau^2 + e_k^2))

y are the printed means, standard deviations, shares and quantiles, s their sampling errors; f is the emulator of the
calibration experiments and e its error at simulations it has not seen. Beyond 99 % of these simulations the density is
cut off, smoothly: nothing is known of f there. Patients differ inside f: their spreads are
among the numbers inferred. Errors of numbers of one arm are taken as independent, which they are not; this narrows the
posterior of what several visits of one arm inform.

What ships is one point of it (`central`), by a rule fixed before it was run: the median of every coordinate; if the
real model there meets fewer than 80 % of the printed numbers within 1.96 standard errors, the densest draw.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from scipy.stats import chi2

from resynapse.cohort import Spread
from resynapse.fit import emulator, experiments
from resynapse.fit.emulator import Emulator
from resynapse.fit.uncertain import Uncertain, coordinates, inferred, values
from resynapse.solve import Floats

if TYPE_CHECKING:
    import xarray

SEED = 20
EDGE, STEEP = 0.99, 10.0  # share of the simulations within which f is trusted; how fast the density falls beyond
CHAINS, DRAWS, TUNE = 4, 1000, 1000
DIGITS = 4  # of a shipped number
ENOUGH, WITHIN = 0.8, 1.96  # share of the printed numbers that the shipped point meets, in standard errors


class Data(NamedTuple):
    """Printed numbers of the calibration rows, [K] each; `kind`: 0 none, 1 mean change, 2 share between trials."""

    names: list[str]
    value: Floats
    error: Floats
    kind: np.ndarray[Any, np.dtype[np.int64]]


def data() -> Data:
    """What is conditioned on; the variation between trials is taken out of the errors, to be inferred."""
    rows = experiments.targets(Spread().rating)
    kind = np.array([_kind(row) for row in rows])
    between = np.array([0.0, experiments.TRIALS, experiments.SHARES])[kind]
    error = np.array([row.error for row in rows])
    names = [f"{row.row}: {row.name}" for row in rows]
    return Data(names, np.array([row.value for row in rows]), np.sqrt(error**2 - between**2), kind)


def _kind(row: experiments.Target) -> int:
    if row.name.startswith("MADRS change"):
        return 1
    return 2 if row.name.startswith("response on two") else 0


def model(error: Any, value: Any, learned: Emulator, kind: Any) -> None:
    """The joint density, for NumPyro; `error` and `value` [K] as in `Data`."""
    import numpyro
    from numpyro import distributions as d

    z = numpyro.sample("z", d.Normal(0.0, 1.0).expand([len(learned.region.centre)]).to_event(1))
    away = learned.distance(z, jnp) - chi2.ppf(EDGE, len(learned.region.centre)) ** 0.5
    numpyro.factor("simulated", -STEEP * jnp.maximum(away, 0.0) ** 2)
    points = numpyro.sample("tau_points", d.HalfNormal(experiments.TRIALS))
    shares = numpyro.sample("tau_shares", d.HalfNormal(experiments.SHARES))
    between = jnp.stack([jnp.zeros(()), points, shares])[kind]
    expected = numpyro.deterministic("expected", learned(z, jnp))
    whole = jnp.sqrt(error**2 + between**2 + learned.error**2)
    numpyro.sample("printed", d.Normal(expected, whole), obs=value)


def built(learned: Emulator, seen: Data, chains: int, draws: int, tune: int) -> Any:
    """A NumPyro sampler, to be run (`run`) on one or more sets of errors; compiled once for all of them."""
    from numpyro.infer import MCMC, NUTS

    kernel = NUTS(partial(model, learned=learned, kind=seen.kind), target_accept_prob=0.9, dense_mass=True)
    return MCMC(
        kernel,
        num_warmup=tune,
        num_samples=draws,
        num_chains=chains,
        chain_method="vectorized",
        progress_bar=False,
        jit_model_args=True,
    )


def sampler(learned: Emulator, seen: Data, chains: int, draws: int, tune: int, seed: int) -> Any:
    """A NumPyro sampler that has run."""
    made = built(learned, seen, chains, draws, tune)
    run(made, seen, seed)
    return made


def run(made: Any, seen: Data, seed: int) -> None:
    """Run a sampler (`built`) on these printed numbers and their errors."""
    made.run(jax.random.key(seed), jnp.asarray(seen.error), jnp.asarray(seen.value))


def thinned(learned: Emulator, count: int, draws: int = DRAWS // 2) -> Floats:
    """Draws of z from a short run, evenly apart, [count, D]: where to simulate again."""
    drawn = np.asarray(sampler(learned, data(), CHAINS, draws, draws, SEED).get_samples()["z"], np.float64)
    return drawn[np.linspace(0, len(drawn) - 1, count).astype(int)]


def infer(
    learned: Emulator,
    seen: Data,
    numbers: tuple[Uncertain, ...],
    chains: int = CHAINS,
    draws: int = DRAWS,
    tune: int = TUNE,
    seed: int = SEED,
) -> Any:
    """Posterior, prior, posterior predictive and sampler statistics as ArviZ InferenceData."""
    import arviz
    from numpyro.infer import Predictive

    ran = sampler(learned, seen, chains, draws, tune, seed)
    key = jax.random.split(jax.random.key(seed + 1), 2)
    prior = Predictive(model, num_samples=chains * draws)(key[0], seen.error, None, learned, seen.kind)
    names = [one.name for one in numbers]
    found = arviz.from_numpyro(
        ran,
        prior=prior,
        posterior_predictive={"printed": predictive(ran, learned, seen, key[1])},
        coords={"number": names, "row": seen.names},
        dims={"z": ["number"], "expected": ["row"], "printed": ["row"]},
    )
    for group in (found.posterior, found.prior):
        natural = np.stack([one.value(group["z"].values[..., k]) for k, one in enumerate(numbers)], axis=-1)
        group["value"] = (("chain", "draw", "number"), natural)
    return found


def predictive(ran: Any, learned: Emulator, seen: Data, key: Any) -> Any:
    """Printed numbers [N, K] as a sampler that has run would have them, with all their errors."""
    from numpyro.infer import Predictive

    return Predictive(model, ran.get_samples())(key, seen.error, None, learned, seen.kind)["printed"]


class Found(NamedTuple):
    """What the posterior says of one number, and what ships; contraction is 1 - posterior over prior variance of z."""

    name: str
    kind: str
    shipped: float
    median: float
    low: float
    high: float
    prior: float
    contraction: float
    shipped_at: float
    r_hat: float
    ess: float


def met(simulated: Floats) -> float:
    """Share of the printed numbers that simulated ones [K] meet; errors with the variation between trials."""
    rows = experiments.targets(Spread().rating)
    off = [abs(s - row.value) / row.error for s, row in zip(simulated, rows, strict=True)]
    return float(np.mean(np.array(off) <= WITHIN))


def central(found: Any, numbers: tuple[Uncertain, ...]) -> tuple[Floats, str, float]:
    """The point that ships [D], rounded as it ships; which one it is, and the share of printed numbers it meets."""
    z, likely = _flat(found.posterior["z"]), _flat(found.log_likelihood["printed"]).sum(axis=1)
    densest = int(np.argmax(likely - 0.5 * (z**2).sum(axis=1)))
    point, share = _met(numbers, np.median(z, axis=0))
    if share >= ENOUGH:
        return point, "median", share
    point, share = _met(numbers, z[densest])
    return point, "densest draw", share


def _met(numbers: tuple[Uncertain, ...], z: Floats) -> tuple[Floats, float]:
    """Coordinates of the rounded numbers, and the share of printed numbers that the real model meets there."""
    known = {name: float(f"{value:.{DIGITS}g}") for name, value in values(numbers, z).items()}
    point = coordinates(numbers, known)
    return point, met(emulator.simulate(numbers, point[None])[0])


def table(found: Any, numbers: tuple[Uncertain, ...], point: Floats) -> list[Found]:
    """Posterior against prior and against the point that ships [D], number by number; 90 % intervals."""
    import arviz

    r_hat = arviz.rhat(found, var_names=["z"])["z"].values
    ess = arviz.ess(found, var_names=["z"])["z"].values
    z = _flat(found.posterior["z"])
    rows = []
    for k, one in enumerate(numbers):
        median, low, high = (float(one.value(q)) for q in np.quantile(z[:, k], (0.5, 0.05, 0.95)))
        below = float(np.mean(z[:, k] < point[k]))
        held = 1.0 - float(z[:, k].var())
        rows.append(
            Found(
                one.name,
                one.kind,
                float(one.value(point[k])),
                median,
                low,
                high,
                one.centre,
                held,
                below,
                r_hat[k],
                ess[k],
            )
        )
    return rows


def divergences(found: Any) -> int:
    """Divergent transitions after the warm-up."""
    return int(found.sample_stats["diverging"].sum())


def predicted(found: Any, seen: Data) -> list[tuple[str, float, float, float, float, float]]:
    """Row, printed value, predictive median with its 90 % interval, and where the printed value lies in it (0 to 1)."""
    drawn = _flat(found.posterior_predictive["printed"])
    middle, low, high = np.quantile(drawn, (0.5, 0.05, 0.95), axis=0)
    printed = np.asarray(seen.value)
    place = (drawn < printed).mean(axis=0)
    return list(zip(seen.names, *(x.tolist() for x in (printed, middle, low, high, place)), strict=True))


def outside(found: Any, learned: Emulator) -> float:
    """Share of posterior draws farther from the middle of the emulator's simulations than 99 % of those."""
    return beyond(_flat(found.posterior["z"]), learned)


def beyond(z: Floats, learned: Emulator) -> float:
    """Share of draws [N, D] farther from the middle of the emulator's simulations than 99 % of those."""
    return float(np.mean(learned.distance(z) ** 2 > chi2.ppf(EDGE, z.shape[1])))


def directions(found: Any) -> Floats:
    """Posterior variances along the axes of the posterior of z, prior 1 each, smallest first: identifiability."""
    return np.asarray(np.linalg.eigvalsh(np.cov(_flat(found.posterior["z"]).T)), np.float64)


def _flat(values: xarray.DataArray) -> Floats:
    return np.asarray(values.values.reshape(-1, values.shape[-1]), np.float64)


def stored() -> tuple[tuple[Uncertain, ...], Emulator]:
    """The numbers and the emulator of the package's own simulations."""
    return inferred(), emulator.learn(*emulator.read("simulations"))
