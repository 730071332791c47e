"""The typical patient's brain in every arm: matrices, maps, spectra, and connectivity that moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from resynapse.errors import InputError
from resynapse.network import BrainState

if TYPE_CHECKING:
    import xarray

    from resynapse.network.brain import Brain, Floats
    from resynapse.network.rest import Ready
    from resynapse.network.routes import Routes

QUANTILES = np.linspace(0.0, 1.0, 101)
ABOUT = {
    "arm_connectivity": (("region", "other"), "1", "BOLD correlation of each arm"),
    "arm_gbc": (("region",), "1", "global brain connectivity of each arm"),
    "spectrum": (("frequency", "region"), "Hz^2/Hz", "spectral density of the rate of pyramids, one-sided"),
    "rhythm": (("region",), "Hz", "where the spectrum has its highest maximum, if any"),
    "fcd": (("quantile",), "1", "correlation between the connectivity of two windows, quantiles over pairs of windows"),
}


class Shown(NamedTuple):
    """One state of one arm, in the order of `ABOUT`; NaN where it is not stable."""

    connectivity: Floats  # [N, N]
    gbc: Floats  # [N]
    spectrum: Floats  # [frequency, N]
    rhythm: Floats  # [N]
    fcd: Floats  # [quantile]


def pictured(states: Sequence[BrainState], brain: Brain) -> xarray.Dataset:
    """The dataset of `rest.rest` for the first arm, and `Shown` of every arm, under the first model that holds.

    The model that compensates half of a drug's effect is asked first; where it has no stable state in the first arm,
    the one that holds rates at once. Other arms are missing where they have no stable state.

    Args:
        states: of each arm, [S] each; their dimension is called patient.
    Raises:
        InputError: no model has a stable state; that of the first is said.
    """
    from threadpoolctl import threadpool_limits

    from resynapse.network import rest, spectrum
    from resynapse.network.routes import Routes
    from resynapse.network.strengths import shipped
    from resynapse.network.wong_wang import WongWang

    refused: InputError | None = None
    for name, routes in (("global", Routes()), ("held", Routes(acute=1.0))):
        try:
            found = rest.rest(states[0], brain, routes=routes)
        except InputError as error:
            refused = refused or error
            continue
        healthy = rest.ready(brain, shipped(len(brain.weights), brain.fitted), WongWang(), routes)
        with threadpool_limits(1):  # matrices this small: one thread
            shown = [[_shown(one, healthy, routes, brain.window) for one in _each(arm)] for arm in states]
        for place, (variable, (dims, unit, words)) in enumerate(ABOUT.items()):
            values = np.array([[one[place] for one in arm] for arm in shown])
            about = {"units": unit, "long_name": words, "kind": "simulated"}
            found[variable] = (("arm", "patient", *dims), values, about)
        if len(brain.dynamics):
            words = "the same in the measured people"
            measured = np.quantile(brain.dynamics, QUANTILES)
            found["fcd_people"] = (("quantile",), measured, {"units": "1", "long_name": words, "kind": "measured"})
        return found.assign_coords(
            frequency=("frequency", spectrum.HERTZ, {"units": "Hz"}), quantile=QUANTILES
        ).assign_attrs(pictured=name, refused=str(refused or ""))
    raise refused or InputError("brain state", "none", "a stable state")


def _each(states: BrainState) -> list[BrainState]:
    columns: list[Floats] = [np.asarray(it) for it in states]
    return [BrainState(*values) for values in zip(*columns, strict=True)]


def _shown(state: BrainState, healthy: Ready, routes: Routes, window: tuple[float, float]) -> Shown:
    from resynapse.network import analytic, dynamics, rest, spectrum
    from resynapse.network.archive import REPETITION
    from resynapse.network.wong_wang import WongWang

    model = WongWang()
    found = rest.compiled(state, healthy, routes, model)
    of = spectrum.of_wong_wang(healthy.coupling, found.node, found.state, model)
    density = spectrum.density(of, spectrum.HERTZ)
    linear = analytic.linearise(healthy.coupling, found.node, found.state, model)
    key = np.random.Generator(np.random.Philox(dynamics.KEY))  # the same noise in every arm
    bold = dynamics.sample(linear, dynamics.VOLUMES, REPETITION, key)
    moving = np.quantile(dynamics.of_windows(bold, REPETITION, *window), QUANTILES)
    rhythm = spectrum.rhythm(density, spectrum.HERTZ)
    values = (np.asarray(found.connectivity), np.asarray(found.observed.gbc), density, rhythm, moving)
    return Shown(*values) if bool(rest.valid(found)) else Shown(*(np.full_like(it, np.nan) for it in values))
