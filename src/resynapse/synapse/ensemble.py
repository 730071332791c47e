"""Many stochastic transmissions of one synapse: does a vesicle fuse, when, how full, and what do the channels do.

Each transmission has a key of its own, (seed, number), so that the seventh is the same in any batch. What is
counted: vesicles, and every channel of this synapse. What is drawn besides: how many of the other synapses of the
volley release. Time step: 0.02 ms while the signal passes, then 0.2, 2 and 8 ms; `finer` divides all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.linalg import expm

from resynapse import __version__
from resynapse.errors import InputError
from resynapse.receptor.trapping_block import Membranes
from resynapse.synapse.after import release, run, synapse
from resynapse.synapse.axon import delay
from resynapse.synapse.before import Before, before
from resynapse.synapse.channels import ordered
from resynapse.synapse.cleft import RINGS, crossing
from resynapse.synapse.flow import A_SCHEMES, AROUND, HELD, SLOW, V_BRANCH, V_SOMA, V_SPINE, H, M, N
from resynapse.synapse.lumped import Lumped, lumped
from resynapse.synapse.membranes import KEPT, Q_CALCIUM, Q_FIRST, RISEN, SPIKED
from resynapse.synapse.milestones import ALL, MILESTONES, WINDOW, doubling, peak_time
from resynapse.synapse.numbers import Numbers
from resynapse.synapse.passage import AMPA_OPEN, DECAYED, MAGNESIUM_LEFT, RESULTS, TRACES, passage, piece_count
from resynapse.synapse.receptors import pore, receptors
from resynapse.synapse.scheme import Scheme, equilibrium, generator
from resynapse.synapse.state import SynapseState
from resynapse.synapse.transmission import (
    Course,
    _at_rest,
    attrs,
    check,
    open_shares,
    parameter_hash,
    probability,
    together,
)

Floats = NDArray[np.float64]
Random = np.random.Generator
STEPS = ((12.0, 0.02), (50.0, 0.2), (200.0, 2.0), (1000.0, 8.0))  # up to this time [ms], in steps of [ms]
MOST = 1_000_000


class Setting(NamedTuple):
    """What all transmissions of one synapse share."""

    numbers: Numbers
    before: Before
    probability: float
    edges: Floats
    which: NDArray[np.int64]
    matrices: Floats
    record: Any
    rest: Floats
    first: Scheme
    parts: tuple[Lumped, ...]
    cumulated: tuple[Floats, ...]  # of the states at rest: AMPA, then each part of NMDA
    channels: tuple[int, ...]
    mean_first: Floats
    mean_second: Floats
    arrays: tuple[Any, Any]
    hold: float
    doubled: float  # mV, see `passage`
    tonic: float  # pA
    others: int  # other synapses that may release


def transmissions(
    state: SynapseState | None = None,
    number: int = 1000,
    seed: int = 0,
    *,
    scheme: str | Scheme | None = None,
    numbers: Numbers | None = None,
    finer: int = 1,
    first: int = 0,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Stochastic transmissions of one synapse.

    Args:
        state: what the course says about this synapse.
        number: how many.
        seed: same seed, same transmissions.
        scheme: a published receptor scheme, or its name, in place of the default of its kind.
        numbers: other values of the parameters.
        finer: divides every time step.
        first: number of the first transmission.
        progress: called with the number done.
    Returns:
        Dataset over `transmission`, with `time` [ms] by milestone (NaN where it did not happen),
        vesicles, charges.
    Raises:
        InputError: a number, a state or a scheme that cannot be used.
    """
    for field, value, low, high in (("number", number, 1, MOST), ("seed", seed, 0, 2**32 - 1), ("finer", finer, 1, 16)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
            raise InputError(field, value, f"a whole number from {low} to {high}")
    made = setting(check(state or SynapseState()), numbers or Numbers(), scheme, finer)
    times = np.full((number, len(MILESTONES)), np.nan)
    rows = np.zeros((number, 4))
    for k in range(number):
        times[k], rows[k] = one(made, seed, first + k)
        if progress is not None and k % 100 == 99:
            progress(k + 1)
    ids = [it.id for it in MILESTONES]
    named = zip(
        ("vesicles", "ampa_charge", "nmda_charge", "calcium_charge"), ("1", "fC", "fC", "fC"), rows.T, strict=True
    )
    words = {"vesicles": "vesicles fused", "ampa_charge": "AMPA charge", "nmda_charge": "NMDA charge above rest",
             "calcium_charge": "charge carried by calcium"}  # fmt: skip
    return xr.Dataset(
        {"time": (("transmission", "milestone"), times, attrs("ms", "time from the spike in the bouton"))}
        | {name: ("transmission", values, attrs(unit, words[name])) for name, unit, values in named},
        {"transmission": np.arange(first, first + number), "milestone": ids},
        {"version": __version__, "synapse_parameter_hash": parameter_hash(made.numbers), "seed": seed,
         "time_step_ms": STEPS[0][1] / finer, "release_probability": made.probability},
    )  # fmt: skip


def trace(
    state: SynapseState | None = None, seed: int = 0, number: int = 0, *, scheme: str | Scheme | None = None
) -> xr.Dataset:
    """One stochastic transmission over time: what one synapse really does."""
    made = setting(check(state or SynapseState()), Numbers(), scheme, 1)
    kept = np.zeros((len(made.edges), TRACES))
    one(made, seed, number, kept)
    words = (("cleft", "mmol/L", "transmitter in the cleft"), ("ampa_open", "1", "AMPA channels open"),
             ("nmda_open", "1", "NMDA channels that conduct"), ("ampa_current", "pA", "AMPA current"),
             ("nmda_current", "pA", "NMDA current"), ("spine_voltage", "mV", "spine"),
             ("branch_voltage", "mV", "branch"), ("soma_voltage", "mV", "soma, in a volley"))  # fmt: skip
    return xr.Dataset(
        {name: ("time", kept[1:, k], attrs(unit, long)) for k, (name, unit, long) in enumerate(words)},
        {"time": ("time", made.edges[1:], attrs("ms", "time from the spike in the bouton"))},
        {"version": __version__, "synapse_parameter_hash": parameter_hash(made.numbers), "seed": seed,
         "number": number},
    )


def setting(state: SynapseState, numbers: Numbers, scheme: str | Scheme | None, finer: int) -> Setting:
    """Everything that is computed once."""
    chosen, outside, early = receptors(scheme), pore(state), before(numbers)
    volley = synapse(state, numbers, chosen, together=together(numbers, state))
    edges, which, lengths = _edges(finer)
    still = _at_rest(volley)
    late = np.concatenate([np.arange(0.0, 20.0, 0.02), np.geomspace(20.0, edges[-1], 200)])
    course = Course(volley, late, run(volley, release(volley, volley.rest), late))
    shares = open_shares(course)
    gating = [lumped(chosen.nmda, name, outside.drugs) for name in ("GluN2A", "GluN2B")]
    share_2a = Membranes().pyramidal_2a
    total = round(numbers.spine.nmda)
    on_a = round(share_2a * total)
    voltage, level = float(volley.rest[V_SPINE]), 1e-3 * volley.inputs.far
    steady = [equilibrium(volley.first, generator(volley.first, level, voltage=voltage))]
    steady += [_lumped_rest(part, level, outside, voltage, state.magnesium) for part in gating]
    hold = share_2a * gating[0].hold + (1.0 - share_2a) * gating[1].hold
    mean_second = _others(edges, early, late, gated(course), gated(course._replace(states=volley.rest[None, :]))[0])
    return Setting(
        numbers, early, probability(numbers, state), edges, which,
        np.array([expm(_links(volley.record) * dt / piece_count(dt)) for dt in lengths]), volley.record,
        volley.rest[[*range(RINGS), AROUND, HELD, V_SPINE, V_BRANCH, V_SOMA, M, H, N, SLOW]],
        volley.first, tuple(gating), tuple(np.cumsum(p) for p in steady),
        (round(volley.inputs.first_number), on_a, total - on_a),
        _others(edges, early, late, shares[0], still[0]), mean_second,
        (
            ordered(volley.first, np.zeros(len(volley.first.rate)), 0.0, 0.0),
            ordered(_joined(gating), np.concatenate([part.waits for part in gating]), outside.first, outside.second),
        ),
        hold,
        doubling(voltage, state.magnesium), still[3], round(numbers.spine.volley / numbers.pool.utilisation) - 1,
    )  # fmt: skip


def one(made: Setting, seed: int, number: int, traces: Floats | None = None) -> tuple[Floats, Floats]:
    """Milestones [15] ms and (vesicles, charges) [4] of one transmission."""
    rng: Random = np.random.Generator(np.random.Philox(key=[seed, number]))
    early, cleft, edges = made.before, made.numbers.cleft, made.edges
    sites = round(made.numbers.pool.sites)
    drawn = rng.random(sites)
    at = np.interp(drawn[drawn < made.probability] / made.probability * early.fused[-1], early.fused, early.time)
    shape = cleft.spread**-2.0
    content = rng.gamma(shape, cleft.vesicle / shape, len(at))
    others = rng.binomial(made.others, made.probability)
    times = np.full(len(MILESTONES), np.nan)
    times[:4] = (
        -delay(made.numbers.axon), 0.0, peak_time(early.time, early.current), peak_time(early.time, early.calcium)
    )  # fmt: skip
    if len(at) == 0:
        return times, np.zeros(4)
    counts = [_place(rng, share, many) for share, many in zip(made.cumulated, made.channels, strict=True)]
    results, kept = np.empty(RESULTS), np.array([0.0] * RISEN + [np.nan] * (KEPT - RISEN))
    charge, carried = np.empty(len(edges)), np.empty(len(edges))
    passage(
        rng, edges, made.which, made.matrices, np.searchsorted(edges, at - 0.5 * edges[1]), content, float(others),
        made.mean_first, made.mean_second, made.record, made.rest, *made.arrays, counts[0],
        np.concatenate(counts[1:]), made.hold, made.doubled, results, kept, charge, carried,
        np.empty((0, TRACES)) if traces is None else traces,
    )  # fmt: skip
    fusion = at.min()
    charge -= made.tonic * edges
    carried -= made.rest[HELD_HERE] / made.numbers.transporter.cycle * edges
    times[4:] = (
        fusion, fusion + crossing(cleft), fusion + crossing(cleft), results[AMPA_OPEN], results[MAGNESIUM_LEFT],
        kept[RISEN], results[DECAYED], kept[SPIKED], kept[SPIKED] + delay(made.numbers.axon),
        _reached(edges, charge, WINDOW), _reached(edges, carried, ALL),
    )  # fmt: skip
    return times, np.array([len(at), kept[Q_FIRST], charge[-1], kept[Q_CALCIUM]])


HELD_HERE = RINGS + 1  # among the continuous variables of `passage`


def _reached(edges: Floats, amount: Floats, share: float) -> float:
    """First time at which this share of the final amount is there; NaN where nothing is."""
    if amount[-1] == 0.0:
        return float("nan")
    relative = amount / amount[-1]
    k = int(np.argmax(relative >= share))
    if k == 0:
        return float("nan")
    part = (share - relative[k - 1]) / (relative[k] - relative[k - 1])
    return float(edges[k - 1] + part * (edges[k] - edges[k - 1]))


def _edges(finer: int) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Times of the steps, the kind of each, and the length of each kind."""
    pieces: list[Floats] = [np.zeros(1)]
    which, lengths, begin = [], [], 0.0
    for kind, (end, step) in enumerate(STEPS):
        count = round((end - begin) / step) * finer
        pieces.append(np.linspace(begin, end, count + 1)[1:])
        which.append(np.full(count, kind))
        lengths.append((end - begin) / count)
        begin = end
    return np.concatenate(pieces), np.concatenate(which), np.array(lengths)


def _links(p: Any) -> Floats:
    """Matrix of diffusion between the rings, over the rim and out of reach [5, 5], 1/ms."""
    volumes = [p[f"ring_volume_{k}"] for k in range(RINGS)] + [p["transporter_reach"]]
    found = np.zeros((RINGS + 1, RINGS + 1))
    for k in range(RINGS):
        link = p[f"ring_link_{k}"]
        found[k, k] -= link / volumes[k]
        found[k + 1, k] += link / volumes[k]
        found[k, k + 1] += link / volumes[k + 1]
        found[k + 1, k + 1] -= link / volumes[k + 1]
    found[RINGS, RINGS] -= 1.0 / p["transporter_escape"]
    return found


def _others(edges: Floats, early: Before, late: Floats, values: Floats, at_rest: float) -> Floats:
    """Mean open share of a synapse that releases, over the times at which it may [K + 1]."""
    quantiles = np.interp((np.arange(20) + 0.5) / 20.0 * early.fused[-1], early.fused, early.time)
    return np.mean([np.interp(edges - at, late, values, left=at_rest) for at in quantiles], axis=0)


def _joined(parts: list[Lumped]) -> Scheme:
    """Two receptors that never turn into one another as one scheme."""
    a, b = (part.scheme for part in parts)
    n = len(a.states)
    return a._replace(
        states=a.states + b.states,
        source=np.concatenate([a.source, b.source + n]),
        target=np.concatenate([a.target, b.target + n]),
        rate=np.concatenate([a.rate, b.rate]),
        ligand=np.concatenate([a.ligand, b.ligand]),
        slope=np.concatenate([a.slope, b.slope]),
        open=np.concatenate([a.open, b.open]),
        start=np.concatenate([a.start, b.start]),
    )


def gated(course: Course) -> Floats:
    """Share of NMDA receptors that are open and free of drug, with or without magnesium [T]."""
    made = course.made
    weights = dict(zip(made.second.states, made.second.open, strict=True))
    alike = np.array([weights[state.removesuffix("+Mg")] for state in made.second.states])
    return course.states[:, A_SCHEMES + len(made.first.states) :] @ alike


def _lumped_rest(part: Lumped, level: float, outside: Any, voltage: float, magnesium: float) -> Floats:
    """States of a lumped receptor at rest: drugs wait for magnesium to leave."""
    free = 1.0 / (1.0 + part.hold * magnesium / 3.57 * np.exp(-0.062 * voltage))
    q = generator(part.scheme, level, outside.first * free, voltage, magnesium, outside.second * free)
    return equilibrium(part.scheme, q)


def _place(rng: Random, cumulated: Floats, channels: int) -> Floats:
    """Channels by state, each drawn on its own."""
    states = np.minimum(np.searchsorted(cumulated, rng.random(channels)), len(cumulated) - 1)
    return np.bincount(states, minlength=len(cumulated)).astype(float)
