"""One trial left out at a time: what the others say of it.

The population is inferred without the rows of a trial, which are then predicted, with sampling error, variation between
trials and the emulator's error in the prediction. A trial is a cohort of patients, or a meta-analysis.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from resynapse.fit import population
from resynapse.fit.emulator import Emulator
from resynapse.fit.population import Data

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
UNSEEN = 1e4  # times the sampling error: as good as not read
CHAINS, DRAWS = 2, 500


class Predicted(NamedTuple):
    """One printed number of a trial that was not read; a 90 % interval, and where the printed value lies in it."""

    trial: str
    row: str
    printed: float
    median: float
    low: float
    high: float
    place: float


def without(seen: Data, rows: tuple[str, ...]) -> tuple[Data, list[int]]:
    """The data with the rows of one trial unread, and their places."""
    places = [k for k, name in enumerate(seen.names) if name.split(":")[0] in rows]
    error = seen.error.copy()
    error[places] *= UNSEEN
    return seen._replace(error=error), places


def predict(
    learned: Emulator,
    seen: Data,
    progress: Callable[[int], None] | None = None,
    chains: int = CHAINS,
    draws: int = DRAWS,
) -> list[Predicted]:
    """Every trial from the others."""
    import jax
    from numpyro.infer import Predictive

    found, printed = [], np.asarray(seen.value)
    for done, (trial, rows) in enumerate(TRIALS.items(), 1):
        unread, places = without(seen, rows)
        posterior = population.sampler(learned, unread, chains, draws, draws, population.SEED + done).get_samples()
        again = Predictive(population.model, posterior)
        drawn = np.asarray(again(jax.random.key(done), learned, seen._replace(value=None))["printed"])[:, places]
        low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95), axis=0)
        place = (drawn < printed[places]).mean(axis=0)
        for k, where in enumerate(places):
            line = (printed[where], middle[k], low[k], high[k], place[k])
            found.append(Predicted(trial, seen.names[where], *map(float, line)))
        if progress:
            progress(done)
    return found
