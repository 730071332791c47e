"""One trial left out at a time: what the others say of it.

The population is inferred again without the trial's rows (their errors are made so large that nothing is read from
them), and predicts them, with sampling error, variation between trials and the emulator's error. A trial is a cohort
of patients, or a meta-analysis. The emulator is that of all trials: where many draws lie beyond its simulations, what
cuts them off is the trial that was left out, and its rows test nothing (`CUT`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import jax
import numpy as np

from resynapse.fit import population
from resynapse.fit.emulator import Emulator
from resynapse.fit.population import Data
from resynapse.solve import Floats

DRAWS = 500  # of each chain, after as many to tune
UNREAD = 1e6  # an error beyond every printed number
CUT = 0.05  # share of draws beyond the simulations from which on a row tests nothing
TRIALS = {
    "Kishimoto 2016": ("E025", "E027"),
    "Han 2016": ("E339", "E341", "E343"),
    "Murrough 2013, midazolam": ("E315", "E316"),
    "Singh 2016": ("E326", "E327"),
    "Su 2017": ("E336", "E337", "E338"),
    "Murrough 2013, six infusions": ("E012",),
    "van Schalkwyk 2018": ("E519",),
    "Yale 2024": ("E520",),
}


class Predicted(NamedTuple):
    """One printed number of a trial that was not read: 90 % interval, place of the printed value in it, R-hat.

    `outside`: share of draws beyond 99 % of the emulator's simulations.
    """

    trial: str
    row: str
    printed: float
    median: float
    low: float
    high: float
    place: float
    r_hat: float
    outside: float


def places(seen: Data, rows: tuple[str, ...]) -> list[int]:
    """Where the rows of a trial are."""
    return [k for k, name in enumerate(seen.names) if name.split(":")[0] in rows]


def predict(learned: Emulator, seen: Data, draws: int = DRAWS) -> Iterator[Predicted]:
    """Every trial from the others."""
    import arviz

    made = population.built(learned, seen, population.CHAINS, draws, draws)
    for number, (trial, rows) in enumerate(TRIALS.items()):
        here = places(seen, rows)
        seed = population.SEED + 1 + number
        population.run(made, seen._replace(error=unread(seen.error, here)), seed)
        r_hat = float(arviz.rhat(arviz.from_numpyro(made), var_names=["z"])["z"].max())
        far = population.beyond(np.asarray(made.get_samples()["z"], np.float64), learned)
        drawn = np.asarray(population.predictive(made, learned, seen, jax.random.key(seed + len(TRIALS))), np.float64)
        for where in here:
            values, printed = drawn[:, where], float(seen.value[where])
            low, middle, high = (float(x) for x in np.quantile(values, (0.05, 0.5, 0.95)))
            below = float(np.mean(values < printed))
            yield Predicted(trial, seen.names[where], printed, middle, low, high, below, r_hat, far)


def unread(error: Floats, here: list[int]) -> Floats:
    """Errors [K] with which the rows `here` say nothing."""
    wide = error.copy()
    wide[here] = UNREAD
    return wide
