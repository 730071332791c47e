"""A train of spikes at one synapse: which of them release a vesicle, and what is left of the drug's block by use.

    a docked vesicle fuses at spike n with probability u_n release        u: `docked_pool.utilisations`
    an emptied site is filled again after an exponential time of mean tau_rec

Every site is drawn on its own. The mean over sites and trains is the model of Tsodyks and Markram in closed form,

    R_1 = 1,  R_n+1 = 1 - (1 - R_n (1 - u_n)) exp(-interval / tau_rec),  released per site: u_n R_n.

A drug of the state comes with the first spike, to receptors without it: it enters through channels that a release has
opened. Each release is 1 ms of 1 mmol/L, as in `pharmacology.use_dependence`, at one voltage.
"""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.linalg import expm

from resynapse import __version__
from resynapse.errors import InputError, within
from resynapse.synapse.docked_pool import FacilitatingPool, Pool, utilisations
from resynapse.synapse.numbers import Numbers
from resynapse.synapse.pharmacology import PULSE, SATURATING, blocked_share
from resynapse.synapse.protocol import Step, matrix
from resynapse.synapse.receptors import of_pyramid, pore, receptors
from resynapse.synapse.state import SynapseState
from resynapse.synapse.transmission import attrs, check, parameter_hash

Floats = NDArray[np.float64]
FASTEST, MOST, TRIALS = 200.0, 10_000, 1000
VOLTAGE = -60.0


def train(
    state: SynapseState | None = None,
    rate: float = 20.0,
    count: int = 20,
    seed: int = 0,
    *,
    numbers: Numbers | None = None,
    trials: int = TRIALS,
    voltage: float = VOLTAGE,
) -> xr.Dataset:
    """Stochastic release over a regular train of spikes.

    Args:
        state: what the course says about this synapse; its `release` multiplies the probability.
        rate: spikes per second, above 0 to 200.
        count: spikes, 1 to 10,000.
        seed: same seed, same trains.
        numbers: other values; `pool` decides between depression and facilitation.
        trials: trains.
        voltage: of the spine while receptors work [mV].
    Returns:
        Dataset over `trial` and `spike`: vesicles; by spike their mean, its closed form, and the share of NMDA
        channels that hold a drug just before it.
    Raises:
        InputError: a value that cannot be used.
    """
    within("rate", rate, 1e-9, FASTEST, f"spikes per second, above 0 to {FASTEST:g}")
    for field, value, low, high in (
        ("count", count, 1, MOST),
        ("seed", seed, 0, 2**32 - 1),
        ("trials", trials, 1, MOST),
    ):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
            raise InputError(field, value, f"a whole number from {low} to {high}")
    numbers, state = numbers or Numbers(), check(state or SynapseState())
    pool, interval = numbers.pool, 1000.0 / float(rate)
    use = np.minimum(np.array(utilisations([interval] * (count - 1), pool)) * state.release, 1.0)
    refilled = 1.0 - np.exp(-interval / pool.recovery)
    vesicles = _drawn(np.random.Generator(np.random.Philox(key=[seed, TRAIN])), use, refilled, pool, trials)
    expected = pool.sites * mean_release(use, interval, pool)
    return xr.Dataset(
        {
            "vesicles": (("trial", "spike"), vesicles, attrs("1", "vesicles fused")),
            "mean": ("spike", vesicles.mean(axis=0), attrs("1", "vesicles fused, mean of trains")),
            "blocked": ("spike", _blocked(vesicles > 0, state, numbers, interval, voltage),
                        attrs("1", "NMDA channels that hold a drug")),
            "expected": ("spike", expected, attrs("1", "closed form of Tsodyks and Markram")),
        },
        {
            "trial": np.arange(trials),
            "spike": np.arange(1, count + 1),
            "time": ("spike", interval * np.arange(count), attrs("ms", "time from the first spike")),
        },
        {"version": __version__, "synapse_parameter_hash": parameter_hash(numbers), "seed": seed, "rate": float(rate)},
    )  # fmt: skip


TRAIN = 2**33  # key of this purpose, beyond the numbers of single transmissions


def mean_release(use: Floats, interval: float, pool: Pool | FacilitatingPool) -> Floats:
    """Vesicles fused per site at each spike, on average [N].

    Args:
        use: probability that a docked vesicle fuses, by spike [N].
        interval: between spikes [ms].

    >>> mean_release(np.array([0.5, 0.5]), 50.0, Pool()).round(3)
    array([0.5  , 0.265])
    """
    kept, docked, found = np.exp(-interval / pool.recovery), 1.0, np.empty(len(use))
    for n, u in enumerate(use):
        found[n] = u * docked
        docked = 1.0 - (1.0 - docked * (1.0 - u)) * kept
    return found


def steady_release(rate: float, pool: Pool | FacilitatingPool) -> float:
    """Vesicles fused per site and spike once a long train has settled; per site and second it is at most 1 / tau_rec.

    >>> round(steady_release(20.0, Pool()), 3)
    0.057
    """
    interval = 1000.0 / rate
    fades = np.exp(-interval / pool.facilitation) if pool.facilitation > 0.0 else 0.0
    u = pool.utilisation / (1.0 - fades * (1.0 - pool.utilisation))
    kept = np.exp(-interval / pool.recovery)
    return float(u * (1.0 - kept) / (1.0 - kept * (1.0 - u)))


def _drawn(
    rng: np.random.Generator, use: Floats, refilled: float, pool: Pool | FacilitatingPool, trials: int
) -> NDArray[np.int64]:
    """Vesicles by train and spike [trials, N]."""
    docked = np.ones((trials, round(pool.sites)), dtype=bool)
    found = np.empty((trials, len(use)), dtype=np.int64)
    for n, u in enumerate(use):
        fused = docked & (rng.random(docked.shape) < u)
        found[:, n] = fused.sum(axis=1)
        docked = (docked & ~fused) | (~(docked & ~fused) & (rng.random(docked.shape) < refilled))
    return found


def _blocked(released: NDArray[np.bool_], state: SynapseState, numbers: Numbers, gap: float, voltage: float) -> Floats:
    """Share of NMDA channels that hold a drug just before each spike, mean of trains [N]."""
    outside = pore(state)
    receptor = of_pyramid(receptors().nmda, outside.drugs)
    step = Step(0.0, 1e-3 * numbers.transporter.ambient, outside.first, voltage, state.magnesium, outside.second)
    quiet = expm(matrix(receptor, step) * gap)
    pulse = expm(matrix(receptor, step._replace(transmitter=SATURATING)) * PULSE)
    after = pulse @ expm(matrix(receptor, step) * (gap - PULSE))
    occupancy = np.tile(receptor.start, (len(released), 1))
    found = np.empty(released.shape[1])
    for n, fused in enumerate(released.T):
        found[n] = blocked_share(receptor, occupancy.mean(axis=0))
        occupancy = np.where(fused[:, None], occupancy @ after, occupancy @ quiet)
    return found
