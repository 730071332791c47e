"""The brain at rest at one moment of a course: `rest` for a picture, `readings` for thousands of patients."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import jax
import numpy as np
from jax import Array
from threadpoolctl import threadpool_limits

from resynapse import machine
from resynapse.errors import InputError
from resynapse.network import analytic, escape, observables, structure
from resynapse.network import fit as fits
from resynapse.network import routes as ways
from resynapse.network.analytic import State
from resynapse.network.brain import Brain, Floats
from resynapse.network.observables import Masks, Observed
from resynapse.network.routes import Routes, Where
from resynapse.network.state import BrainState
from resynapse.network.strengths import Strengths, shipped
from resynapse.network.wong_wang import NodeParameters, WongWang

if TYPE_CHECKING:
    import xarray

FASTEST = 15.0  # Hz; pyramids above have left the low branch, where linear theory means nothing
LEFT_OVER = 1e-6  # 1/s, largest change left at a fixed point
CHUNK = 64  # patients per call
WITH_MATRICES = 512  # patients whose matrices are kept


class Ready(NamedTuple):
    """A fitted, healthy brain as arrays: what every patient starts from."""

    coupling: Array  # [N, N]
    node: NodeParameters  # balanced
    where: Where
    masks: Masks


class Rest(NamedTuple):
    """One brain at rest."""

    connectivity: Array  # [N, N]
    state: State
    node: NodeParameters
    observed: Observed
    default_rate: Array  # Hz, mean over the default mode network
    slowest: Array  # 1/s
    residual: Array  # 1/s


def ready(brain: Brain, strengths: Strengths, model: WongWang, routes: Routes) -> Ready:
    """A fitted brain without stress and drug, balanced."""
    coupling = structure.coupling(brain.weights, structure.mirrors(brain), strengths.exponent, strengths.homotopic)
    node, _ = analytic.balance(coupling, fits.node(strengths, model), model)
    return Ready(coupling, node, ways.where(brain, routes), observables.masks(brain.regions))


def at_rest(state: BrainState, healthy: Ready, routes: Routes, model: WongWang, theory: ModuleType = analytic) -> Rest:
    """The brain of one patient; differentiable, and maps over patients.

    Args:
        theory: of the fixed point: `analytic`, or `averaged` under strong noise.
    """
    c = healthy.coupling
    lasting = ways.lasting(c, healthy.node, state, healthy.where, routes, model, theory.balance)
    node, held = ways.blocked(c, lasting, state, healthy.where, routes, model, theory.balance)
    found = theory.settle(c, node, held, model)
    connectivity = analytic.connectivity(c, node, found, model)
    return Rest(
        connectivity,
        found,
        node,
        observables.observe(connectivity, healthy.masks),
        found.rate_e @ healthy.masks.default / healthy.masks.default.sum(),
        analytic.slowest(c, node, found, model),
        analytic.residual(c, node, found, model),
    )


def valid(found: Rest) -> Array:
    """Whether the linear answer holds: a fixed point, stable, on the low branch."""
    return (found.slowest > 0.0) & (found.state.rate_e.max(axis=-1) < FASTEST) & (found.residual < LEFT_OVER)


def refuse(found: Rest) -> None:
    """Raise where the analytic answer of one brain does not hold.

    Raises:
        InputError: unstable, firing too fast, or not at rest.
    """
    fastest = float(found.state.rate_e.max())
    if not fastest < FASTEST:
        raise InputError("brain state", f"{fastest:.3g} Hz", f"pyramids below {FASTEST:g} Hz; weaker coupling or block")
    if not float(found.slowest) > 0.0:
        raise InputError(
            "brain state", f"slowest mode {float(found.slowest):.3g} /s", "a stable state: a smaller G or weaker block"
        )
    if not float(found.residual) < LEFT_OVER:
        raise InputError(
            "brain state", f"{float(found.residual):.3g} /s of change", "a fixed point near the resting one"
        )


def readings(
    state: BrainState,
    healthy: Ready,
    routes: Routes,
    model: WongWang,
    progress: Callable[[int], None] | None = None,
) -> tuple[Observed, dict[str, Floats]]:
    """Readings of many brains without keeping their matrices.

    Args:
        state: [P] each, or scalars.
        progress: called with the number of patients done.
    Returns:
        `Observed` with a leading [P]; and "default_rate" [Hz], "rate" (mean over regions) [Hz], "slowest" [1/s] and
        "valid" (1 or 0), [P] each.
    """
    columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(it, dtype=np.float64)) for it in state))
    patients = len(columns[0])
    padded = [np.resize(it, -(-patients // CHUNK) * CHUNK) for it in columns]
    pieces = [BrainState(*(it[k : k + CHUNK] for it in padded)) for k in range(0, len(padded[0]), CHUNK)]
    done = []
    with threadpool_limits(1), ThreadPoolExecutor(machine.cores()) as pool:  # matrices this small: one thread each
        for k, piece in enumerate(pool.map(lambda it: jax.device_get(_read(it, healthy, routes, model)), pieces)):
            done.append(piece)
            if progress:
                progress(min((k + 1) * CHUNK, patients))
    observed, beside = jax.tree.map(lambda *parts: np.concatenate(parts)[:patients], *done)
    return observed, beside


@jax.jit
def _read(state: BrainState, healthy: Ready, routes: Routes, model: WongWang) -> tuple[Observed, dict[str, Array]]:
    def one(state: BrainState) -> tuple[Observed, dict[str, Array]]:
        found = at_rest(state, healthy, routes, model)
        return found.observed, {
            "default_rate": found.default_rate,
            "rate": found.state.rate_e.mean(),
            "slowest": found.slowest,
            "valid": valid(found).astype(float),
        }

    return jax.lax.map(one, state)


compiled = jax.jit(at_rest)


def rest(
    state: BrainState,
    brain: Brain,
    strengths: Strengths | None = None,
    *,
    model: WongWang | None = None,
    routes: Routes | None = None,
) -> xarray.Dataset:
    """Connectivity, readings and rates of one moment as a dataset.

    Args:
        state: of one patient or several.
        brain: a connectome.
        strengths: what was fitted to it; the shipped global fit if absent.
    Returns:
        dims patient, region, other; every variable with units, long_name and kind.
    Raises:
        InputError: a state in which the analytic answer does not hold.
    """
    m, r = model or WongWang(), routes or Routes()
    columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(it, dtype=np.float64)) for it in state))
    if not 1 <= len(columns[0]) <= WITH_MATRICES:
        raise InputError("patients", len(columns[0]), f"1 to {WITH_MATRICES} with matrices; `readings` for more")
    healthy = ready(brain, strengths or shipped(len(brain.weights), brain.fitted), m, r)
    found = []
    with threadpool_limits(1):
        for values in zip(*columns, strict=True):
            one = jax.device_get(compiled(BrainState(*values), healthy, r, m))
            refuse(one)
            found.append(one)
    stacked = jax.tree.map(lambda *parts: np.stack(parts), *found)
    _, one_each = np.unique(np.stack(columns, axis=1), axis=0, return_index=True)
    nodes, rates = jax.tree.map(lambda leaf: leaf[one_each], (stacked.node, stacked.state.rate_e))
    escape.stays(nodes, healthy.coupling, rates, m)
    return _dataset(stacked, brain)


def _dataset(found: Rest, brain: Brain) -> xarray.Dataset:
    import xarray

    region, pair = ("patient", "region"), ("patient", "region", "other")
    o = found.observed
    z = "Fisher z"
    listed = {
        "connectivity": (pair, found.connectivity, "1", "BOLD correlation"),
        "rate": (region, found.state.rate_e, "Hz", "rate of pyramids"),
        "rate_inhibitory": (region, found.state.rate_i, "Hz", "rate of interneurons"),
        "gbc": (region, o.gbc, z, "global brain connectivity"),
        "gbcr": (region, o.gbcr, z, "global brain connectivity after global-signal regression"),
        "default_rate": (("patient",), found.default_rate, "Hz", "activity of the default mode network"),
        "slowest": (("patient",), found.slowest, "1/s", "relaxation of the slowest mode"),
    }
    for name, words in SCALARS.items():
        listed[name] = (("patient",), getattr(o, name), "1" if name == "mean" else z, words)
    variables = {
        name: (dims, np.asarray(values), {"units": "1" if unit == z else unit, "long_name": words, "kind": "simulated"})
        for name, (dims, values, unit, words) in listed.items()
    }
    labels = list(brain.regions.labels)
    coords = {"region": labels, "other": labels, "patient": np.arange(len(found.slowest))}
    beside = {"hemisphere": brain.regions.hemisphere, "network": brain.regions.network, "lobe": brain.regions.lobe}
    places = {name: ("region", list(values)) for name, values in beside.items()}
    flags = {"prefrontal": brain.regions.prefrontal, "hippocampal": brain.regions.hippocampal}
    places |= {name: ("region", (1 * values).tolist()) for name, values in flags.items()}
    axes = {axis: ("region", brain.centres[:, k], {"units": "mm"}) for k, axis in enumerate("xyz")}
    return xarray.Dataset(
        variables,
        coords | places | axes,
        {"connectome": brain.name, "acknowledgement": brain.notice, "model": "Wong-Wang"},
    )


SCALARS = {
    "prefrontal_gbc": "prefrontal global brain connectivity (Fisher z)",
    "prefrontal_gbcr": "prefrontal global brain connectivity after global-signal regression (Fisher z)",
    "hippocampal_prefrontal": "hippocampus with prefrontal cortex (Fisher z)",
    "within_default": "within the default mode network (Fisher z)",
    "within_default_r": "within the default mode network after global-signal regression (Fisher z)",
    "default_positive": "default mode with task-positive networks (Fisher z)",
    "default_positive_r": "default mode with task-positive networks after global-signal regression (Fisher z)",
    "mean": "mean correlation of all pairs",
}
