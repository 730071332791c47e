"""The dorsal horn at a moment of a course: trains of C volleys without drug and with it, by frequency and by level."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse import __version__, course, dose, forecast
from resynapse.circuit.dorsal_horn import DorsalHornState, Responses, Stimuli, blocked, responses, signal
from resynapse.dose import Plan
from resynapse.errors import within
from resynapse.provenance import digest
from resynapse.receptor import Free
from resynapse.zoom.moment import first, moment

if TYPE_CHECKING:
    import xarray

SLOWEST, FASTEST, FEWEST, MOST = 0.05, 5.0, 2, 64
FREQUENCIES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)  # Hz
LEVELS = np.concatenate([[0.0], np.geomspace(0.01, 30.0, 24)])  # umol/L of racemate, unbound
CONDITIONS = ("without drug", "at this moment")

Found = dict[str, tuple[tuple[str, ...], Any, dict[str, str]]]


def look(
    plan: Plan | str | Path | None = None, at: str = "40 min", hz: float = 0.5, stimuli: int = 16, seed: int = 0
) -> xarray.Dataset:
    """Projection neurons of the typical patient under a train of stimuli to the nerve.

    Args:
        plan, at: as in `moment`.
        hz: stimuli per second, 0.05 to 5.
        stimuli: 2 to 64.
    Returns:
        spikes by stimulus, growth by frequency, and both against the unbound level of ketamine.
    Raises:
        InputError: a time, frequency or number that cannot be used.
    """
    import xarray

    within("hz", hz, SLOWEST, FASTEST)
    forecast.whole("stimuli", stimuli, FEWEST, MOST)
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    now = moment(checked, at, seed=seed)
    state = first(course.dorsal_horn_state(now))
    undrugged = DorsalHornState()._asdict()
    pair = DorsalHornState(**{name: np.array([none, state[name]]) for name, none in undrugged.items()})
    found = {
        **_train(responses(Stimuli(stimuli, hz), pair)),
        **_frequencies(stimuli, pair),
        **_levels(Stimuli(stimuli, hz), now.patient),
    }
    coords: dict[str, Any] = {
        "condition": list(CONDITIONS),
        "stimulus": ("stimulus", np.arange(1, stimuli + 1), {"long_name": "number of the stimulus"}),
        "frequency": ("frequency", np.array(FREQUENCIES), {"units": "Hz", "long_name": "stimuli per second"}),
        "level": ("level", LEVELS, {"units": "umol/L", "long_name": "unbound ketamine, as racemate"}),
    }
    attrs = {
        "version": __version__,
        "parameter_hash": digest(forecast.parameters()),
        "plan": dose.to_yaml(checked),
        "at": at,
        "seed": seed,
        "hz": hz,
        "blocked": state["blocked"],
        "level": float(np.ravel(_racemate(now))[0]),
    }
    return xarray.Dataset(found, coords, attrs)


def sentence(seen: xarray.Dataset) -> str:
    """What was seen, in one honest sentence."""
    c, growth = seen.response_c.values, seen.response_c.values[:, -1] / seen.response_c.values[:, 0]
    return (
        f"Simulated: {100 * seen.attrs['blocked']:.0f} % of dorsal-horn NMDA receptors blocked; at "
        f"{seen.attrs['hz']:g} Hz the response grows {growth[1]:.1f}-fold instead of {growth[0]:.1f}-fold, the first "
        f"response keeps {100 * c[1, 0] / c[0, 0]:.0f} %. The cord takes part; how much of the relief comes from the "
        "brain instead is contested."
    )


def as_json(seen: xarray.Dataset) -> str:
    """Every number, with units and meaning."""
    return json.dumps(seen.to_dict(), indent=2)


def write(seen: xarray.Dataset, place: Path) -> list[Path]:
    """dorsal_horn.png, dorsal_horn.svg and dorsal_horn.nc in a folder, or one file by its suffix.

    Raises:
        InputError: the place cannot be written.
    """
    from resynapse.report.dorsal_horn import picture
    from resynapse.zoom.saved import save

    return save(seen, place, "dorsal_horn", picture)


def _train(seen: Responses) -> Found:
    name = ("condition", "stimulus")
    return {
        "response_c": (name, seen.c.T, _about("spikes", "C response and after-discharge, spikes per neuron")),
        "response_a_beta": (name, seen.a_beta.T, _about("spikes", "A-beta response, spikes per neuron")),
    }


def _frequencies(stimuli: int, pair: DorsalHornState) -> Found:
    growth = np.stack([responses(Stimuli(stimuli, hz), pair).growth for hz in FREQUENCIES], axis=-1)
    return {"growth": (("condition", "frequency"), growth, _about("1", "last C response over the first"))}


def _levels(train: Stimuli, patient: course.Patient) -> Found:
    none = np.zeros_like(LEVELS)
    free = Free(LEVELS / 2.0, LEVELS / 2.0, none, none)
    alike = patient._replace(receptor=_typical(patient.receptor), ongoing=_typical(patient.ongoing))
    shut = np.asarray(blocked(free, alike.receptor, _typical(patient.dorsal_horn)))
    seen = responses(train, DorsalHornState(blocked=shut))
    kept = np.asarray(signal(shut, alike.ongoing))
    of, alone = "multiple of that without drug", ("level",)
    return {
        "blocked": (alone, shut, _about("1", "NMDA receptors of the dorsal horn blocked")),
        "first_response": (alone, seen.c[0] / seen.c[0, 0], _about("1", f"first C response, {of}")),
        "wind_up": (alone, seen.excess / seen.excess[0], _about("1", f"spikes added by wind-up, {of}")),
        "signal": (alone, kept, _about("1", f"signal to the brain in the course, {of}")),
    }


def _typical(numbers: Any) -> Any:
    """Parameters of the first patient as plain numbers."""
    import jax

    return jax.tree.map(lambda leaf: float(np.ravel(leaf)[0]), numbers)


def _racemate(now: course.Moment) -> Any:
    from resynapse.receptor.trapping_block import racemate

    return racemate(now.free, now.patient.receptor.ketamine)


def _about(units: str, meaning: str) -> dict[str, str]:
    return {"units": units, "long_name": meaning, "kind": "simulated"}
