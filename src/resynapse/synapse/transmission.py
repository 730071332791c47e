"""One mean transmission: a spike arrives, one vesicle fuses, and everything that follows, as a dataset.

Time zero is the peak of the spike in the bouton. The vesicle fuses at the median time of the published sensor. The
contact is one of a volley that makes the cell fire; the small EPSP that it makes alone is kept beside it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from resynapse import __version__
from resynapse.errors import InputError, within
from resynapse.provenance import describe, digest
from resynapse.receptor.magnesium import Magnesium
from resynapse.synapse.after import TOLERANCE, Synapse, release, run, synapse
from resynapse.synapse.before import Before, before
from resynapse.synapse.cleft import MOLECULES, RINGS
from resynapse.synapse.flow import (
    A_SCHEMES,
    AROUND,
    CALCIUM,
    CARRIED,
    GONE,
    HELD,
    Q_CALCIUM,
    Q_FIRST,
    Q_POTASSIUM,
    Q_SECOND,
    Q_SODIUM,
    V_BRANCH,
    V_SOMA,
    V_SPINE,
    spine_currents,
)  # fmt: skip
from resynapse.synapse.numbers import Numbers
from resynapse.synapse.rates import bound
from resynapse.synapse.receptors import receptors
from resynapse.synapse.scheme import Scheme
from resynapse.synapse.state import SynapseState

Floats = NDArray[np.float64]
UNTIL = 1000.0  # ms
LONGEST = 10_000.0


class Course(NamedTuple):
    """States of one synapse over time, from the fusion of a vesicle on."""

    made: Synapse
    times: Floats  # ms after fusion [T]
    states: Floats  # [T, n]


def transmit(
    state: SynapseState | None = None,
    *,
    scheme: str | Scheme | None = None,
    numbers: Numbers | None = None,
    until: float = UNTIL,
    inhibitory: bool = False,
    clamp: float | None = None,
    working: float = 1.0,
    tolerance: float = TOLERANCE,
) -> xr.Dataset:
    """Follow one mean transmission of a synapse in a state of the course.

    Args:
        state: what the course says about this synapse; at rest and without drug if absent.
        scheme: a published receptor scheme, or its name, in place of the default of its kind.
        numbers: other values of the parameters.
        until: ms after the spike in the bouton.
        inhibitory: the GABA twin instead.
        clamp: hold the voltage of spine, branch and soma here [mV].
        working: share of the glutamate transporters that work, above 0 to 1.
        tolerance: relative error per step of the solver.
    Returns:
        Dataset over `time` [ms from the bouton's spike].
    Raises:
        InputError: a time, a state or a scheme that cannot be used.
    """
    within("until", until, 10.0, LONGEST, f"10 to {LONGEST:g} ms")
    state = check(state or SynapseState())
    numbers, chosen = numbers or Numbers(), receptors(scheme)
    within("working", working, 1e-9, 1.0, "a share above 0, at most 1")
    first = before(numbers)
    times = grid(until - first.latency)
    how: dict[str, Any] = {"inhibitory": inhibitory, "clamp": clamp, "working": working}
    alone = follow(synapse(state, numbers, chosen, **how), times, tolerance)
    many = 1.0 if inhibitory or clamp is not None else together(numbers, state)
    volley = alone if many == 1.0 else follow(synapse(state, numbers, chosen, together=many, **how), times, tolerance)
    return _dataset(first, volley, alone, state, inhibitory)


def check(state: SynapseState) -> SynapseState:
    """The state as plain numbers.

    Raises:
        InputError: for a value that is not a finite number of at least zero, or a blocked share above one.
    """
    if not isinstance(state, SynapseState):
        raise InputError("state", state, "a SynapseState")
    for name, value in state._asdict().items():
        within(name, value, 0.0, 1.0 if name == "ampa_blocked" else 1e6)
    return SynapseState(*(float(value) for value in state))


def grid(until: float) -> Floats:
    """Times after fusion at which states are kept [ms]: fine while the signal passes, then wider and wider."""
    fine = np.concatenate([[0.0], np.geomspace(1e-4, 0.02, 30)[:-1], np.arange(0.02, min(12.0, until), 0.02)])
    return np.concatenate([fine, np.geomspace(12.0, until, 200)]) if until > 12.0 else fine


def follow(made: Synapse, times: Floats, tolerance: float = TOLERANCE) -> Course:
    """One vesicle into this synapse."""
    return Course(made, times, run(made, release(made, made.rest), times, tolerance))


def open_shares(course: Course) -> tuple[Floats, Floats]:
    """Conducting share of both kinds of receptors [T]."""
    split = A_SCHEMES + len(course.made.first.states)
    y = course.states
    return y[:, A_SCHEMES:split] @ course.made.first.open, y[:, split:] @ course.made.second.open


def held(course: Course) -> Floats:
    """Molecules on receptors [T]."""
    made, y = course.made, course.states
    split = A_SCHEMES + len(made.first.states)
    on_first = y[:, A_SCHEMES:split] @ bound(made.first)
    return made.inputs.first_number * on_first + made.inputs.second_number * (y[:, split:] @ bound(made.second))


def currents(course: Course) -> tuple[Floats, Floats]:
    """Currents by ion: of AMPA or GABA-A receptors (Na, K, Ca, Cl) [T, 4], of NMDA receptors (Na, K, Ca) [T, 3], pA."""
    p = course.made.record
    one, two = open_shares(course)
    voltage = course.states[:, V_SPINE]
    found = [spine_currents(v, p, a, b, 0.0) for v, a, b in zip(voltage, one, two, strict=True)]
    return np.array([f for f, _ in found]), np.array([s for _, s in found])


def _dataset(first: Before, course: Course, alone: Course, state: SynapseState, inhibitory: bool) -> xr.Dataset:
    made, y = course.made, course.states
    time = np.concatenate([first.time[first.time < first.latency], first.latency + course.times])
    rest = np.searchsorted(time, first.latency)
    p = made.record
    volume = sum(p[f"ring_volume_{k}"] for k in range(RINGS))
    inner = p["ring_volume_0"] + p["ring_volume_1"]
    a, b = currents(course)
    one, two = open_shares(course)
    still = made.rest

    def early(values: Floats) -> Floats:
        """Of the bouton, held at its last value."""
        return np.interp(time, first.time, values)

    def late(values: Floats, at_rest: float | None = None) -> Floats:
        """Of what comes after fusion; before it, as at rest."""
        return np.concatenate([np.full(rest, values[0] if at_rest is None else at_rest), values])

    def free(v: Floats) -> Floats:
        c = Magnesium()
        return 1.0 / (1.0 + state.magnesium / c.half * np.exp(-c.slope * v))

    def evoked(index: int, rate: float) -> Floats:
        return late(y[:, index] - rate * course.times, 0.0)

    unit = 1e3 * MOLECULES
    carried_at_rest = float(still[HELD]) / made.numbers.transporter.cycle
    far = 1e-3 * made.inputs.far * unit * p["transporter_reach"]
    gone_at_rest = (float(still[AROUND]) - far) / made.numbers.transporter.escape
    start = _at_rest(made)
    which, small = ("gaba_a", "GABA") if inhibitory else ("ampa", "glutamate")
    table: dict[str, tuple[Floats, str, str]] = {
        "bouton_voltage": (early(first.voltage), "mV", "bouton"),
        "calcium_current": (early(first.current), "1", "inward current of the bouton's calcium channels, relative"),
        "bouton_calcium": (early(first.calcium), "umol/L", "calcium at the sensor"),
        "fused": (early(first.fused), "1", "probability that the docked vesicle has fused"),
        "cleft": (late(y[:, :RINGS].sum(axis=1) / unit / volume, 1e-3 * made.inputs.far), "mmol/L",
                  f"{small} in the cleft, mean"),
        "seen": (late(y[:, :2].sum(axis=1) / unit / inner, 1e-3 * made.inputs.far), "mmol/L",
                 f"{small} at the receptors"),
        "around": (late(1e3 * y[:, AROUND] / unit / p["transporter_reach"], made.inputs.far), "umol/L",
                   f"{small} around the synapse"),
        "held": (late(y[:, HELD], float(still[HELD])), "1", f"{small} molecules on transporters"),
        "transported": (evoked(CARRIED, carried_at_rest), "1", "molecules carried across, above rest"),
        "escaped": (evoked(GONE, gone_at_rest), "1", "molecules gone beyond reach, above rest"),
        f"{which}_open": (late(one, start[0]), "1", "share of receptors that conduct"),
        f"{which}_current": (late(a.sum(axis=1), start[2]), "pA", "current, inward negative"),
        "sodium_current": (late(a[:, 0] + b[:, 0], start[4]), "pA", "carried by sodium"),
        "potassium_current": (late(a[:, 1] + b[:, 1], start[5]), "pA", "carried by potassium"),
        "spine_voltage": (late(y[:, V_SPINE], float(still[V_SPINE])), "mV", "spine"),
        "branch_voltage": (late(y[:, V_BRANCH], float(still[V_BRANCH])), "mV", "branch"),
        "soma_voltage": (late(y[:, V_SOMA], float(still[V_SOMA])), "mV", "soma"),
        "epsp_voltage": (late(alone.states[:, V_SOMA], float(alone.made.rest[V_SOMA])), "mV",
                         "soma, this contact alone"),
    }  # fmt: skip
    if not inhibitory:
        table |= {
            "nmda_open": (late(two, start[1]), "1", "share of NMDA receptors that conduct"),
            "nmda_current": (late(b.sum(axis=1), start[3]), "pA", "NMDA current, inward negative"),
            "calcium_influx": (late(a[:, 2] + b[:, 2], start[6]), "pA", "carried by calcium"),
            "magnesium_free": (late(free(y[:, V_SPINE]), float(free(still[V_SPINE]))), "1", "pores free of magnesium"),
            "spine_calcium": (late(y[:, CALCIUM], float(still[CALCIUM])), "umol/L", "calcium in the spine"),
        }  # fmt: skip
    scalars = {
        "released": (made.numbers.cleft.vesicle, "1", "molecules released"),
        "release_probability": (probability(made.numbers, state), "1", "at this spike"),
        "latency": (first.latency, "ms", "spike in the bouton to fusion, median"),
        "on_receptors": (float(held(course)[-1] - _held_at_rest(made)), "1", "molecules on receptors at the end"),
        f"{which}_charge": (float(y[-1, Q_FIRST] - start[2] * course.times[-1]), "fC", "above rest"),
        "nmda_charge": (float(y[-1, Q_SECOND] - start[3] * course.times[-1]), "fC", "above rest"),
        "sodium_charge": (float(y[-1, Q_SODIUM]), "fC", "carried by sodium from fusion on"),
        "potassium_charge": (float(y[-1, Q_POTASSIUM]), "fC", "carried by potassium from fusion on"),
        "calcium_charge": (float(y[-1, Q_CALCIUM]), "fC", "carried by calcium from fusion on"),
        "tonic_nmda_current": (start[3], "pA", "in ambient transmitter, before the spike"),
    }
    found = xr.Dataset(
        {name: ("time", values, attrs(unit_, words)) for name, (values, unit_, words) in table.items()}
        | {name: ((), value, attrs(unit_, words)) for name, (value, unit_, words) in scalars.items()},
        {"time": ("time", time, attrs("ms", "time from the peak of the spike in the bouton"))},
    )
    names = {"scheme": made.first.name if inhibitory else made.second.name}
    return found.assign_attrs(version=__version__, synapse_parameter_hash=parameter_hash(made.numbers), **names)


def attrs(unit: str, words: str) -> dict[str, str]:
    """Attributes that every variable carries."""
    return {"units": unit, "long_name": words, "kind": "simulated"}


def parameter_hash(numbers: Numbers) -> str:
    """Two synapses with the same one used the same numbers; the `parameter_hash` of a course is of every scale."""
    rows = [row for name, part in zip(numbers._fields, numbers, strict=True) for row in describe(part, name)]
    return digest(rows)


def probability(numbers: Numbers, state: SynapseState) -> float:
    """That a docked vesicle fuses at the first spike: utilisation times the state's release, at most one."""
    return min(1.0, numbers.pool.utilisation * state.release)


def together(numbers: Numbers, state: SynapseState) -> float:
    """Synapses of the volley that release on average, this one among them: more where the state releases more."""
    return max(1.0, numbers.spine.volley * probability(numbers, state) / numbers.pool.utilisation)


def _at_rest(made: Synapse) -> tuple[float, ...]:
    """Open shares and currents before release: AMPA, NMDA; pA of both; sodium, potassium, calcium."""
    still = Course(made, np.zeros(1), made.rest[None, :])
    one, two = open_shares(still)
    a, b = currents(still)
    by_ion = a[0, :3] + b[0]
    return (float(one[0]), float(two[0]), float(a.sum()), float(b.sum()), *(float(x) for x in by_ion))


def _held_at_rest(made: Synapse) -> float:
    return float(held(Course(made, np.zeros(1), made.rest[None, :]))[0])
