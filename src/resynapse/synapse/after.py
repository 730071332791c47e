"""After the cleft: one vesicle, the receptors it opens, the voltage that follows, and the transporters that end it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from resynapse.synapse.cleft import MOLECULES, RINGS
from resynapse.synapse.flow import A_SCHEMES, AFTER, AROUND, CALCIUM, HELD, SLOW, V_BRANCH, V_SOMA, V_SPINE, H, M, N
from resynapse.synapse.hodgkin_huxley import Cell, gates, slow_gate
from resynapse.synapse.numbers import Inputs, Numbers, flat
from resynapse.synapse.rates import arrays
from resynapse.synapse.receptors import Receptors, of_pyramid, pore
from resynapse.synapse.rosenbrock import integrate
from resynapse.synapse.scheme import Scheme, equilibrium, generator
from resynapse.synapse.state import SynapseState
from resynapse.synapse.transporter import occupied

Floats = NDArray[np.float64]
TOLERANCE = 1e-7
SETTLE = 200.0  # ms without a spike, so that the run begins at rest


class Synapse(NamedTuple):
    """One synapse in a given state, ready to run: numbers, inputs, schemes, and its state at rest [n]."""

    numbers: Numbers
    inputs: Inputs
    first: Scheme
    second: Scheme
    rest: Floats

    @property
    def record(self) -> Any:
        """The numbers as compiled functions read them."""
        return flat(self.numbers, self.inputs)


def synapse(
    state: SynapseState,
    numbers: Numbers,
    chosen: Receptors,
    *,
    together: float = 1.0,
    inhibitory: bool = False,
    clamp: float | None = None,
    working: float = 1.0,
    far: float | None = None,
) -> Synapse:
    """A synapse at rest in the ambient level of transmitter.

    Args:
        state: from the course.
        chosen: gating schemes.
        together: synapses active at once.
        inhibitory: the GABA twin: GABA-A receptors on the branch, no NMDA receptors, the same cleft.
        clamp: hold all voltages here [mV].
        working: share of transporters that work.
        far: ambient level beyond the synapse [umol/L], if not the one the transporters keep.
    """
    outside = pore(state)
    spine = numbers.spine
    inputs = Inputs(
        first_number=spine.gaba * state.gaba
        if inhibitory
        else spine.ampa * state.strength * (1.0 - state.ampa_blocked),
        second_number=0.0 if inhibitory else spine.nmda,
        anion=float(inhibitory),
        blocker=outside.first,
        second_blocker=outside.second,
        magnesium=state.magnesium,
        far=numbers.transporter.ambient if far is None else far,
        transporter_working=working,
        together=together,
        clamped=0.0 if clamp is None else 1.0,
    )
    first = chosen.gaba if inhibitory else chosen.ampa
    second = of_pyramid(chosen.nmda, outside.drugs)
    voltage = resting(numbers.cell) if clamp is None else clamp
    made = Synapse(numbers, inputs, first, second, _rest(numbers, inputs, first, second, voltage))
    if clamp is not None:
        return made
    settled = run(made, made.rest, np.array([0.0, SETTLE]))[-1]
    settled[CARRIED_TO_SECOND] = 0.0
    return made._replace(rest=settled)


CARRIED_TO_SECOND = np.array([HELD + 1, HELD + 2, *range(CALCIUM + 1, A_SCHEMES)])
"""What is counted from the start of a run: transmitter carried and gone, charges."""


def run(made: Synapse, start: Floats, times: Floats, tolerance: float = TOLERANCE) -> Floats:
    """States at these times [T, n]."""
    small = np.full(len(start), 1e-3)
    return integrate(
        AFTER, start, times, made.record, arrays(made.first), arrays(made.second), small, tolerance, np.inf
    )


def release(made: Synapse, state: Floats, vesicles: float = 1.0) -> Floats:
    """The state just after vesicles have opened into the middle of the cleft."""
    after = state.copy()
    after[0] += vesicles * made.numbers.cleft.vesicle
    return after


def resting(cell: Cell) -> float:
    """Potential at which the currents of the cell cancel [mV]."""

    def ionic(v: float) -> float:
        m, h, n, slow = _settled(v, cell)
        return (
            cell.sodium * m**3 * h * (v - cell.sodium_reversal)
            + (cell.potassium * n**4 + cell.slow * slow) * (v - cell.potassium_reversal)
            + cell.leak * (v - cell.leak_reversal)
        )

    return float(brentq(ionic, -95.0, -60.0, xtol=1e-12))


def _settled(voltage: float, cell: Cell) -> tuple[float, float, float, float]:
    am, bm, ah, bh, an, bn = gates(voltage, cell.shift)
    return am / (am + bm), ah / (ah + bh), an / (an + bn), slow_gate(voltage, cell.slow_time)[0]


def _rest(numbers: Numbers, inputs: Inputs, first: Scheme, second: Scheme, voltage: float) -> Floats:
    level = 1e-3 * inputs.far
    record = flat(numbers, inputs)
    volumes = [record[f"ring_volume_{k}"] for k in range(RINGS)]
    y = np.zeros(A_SCHEMES)
    y[:RINGS] = level * 1e3 * MOLECULES * np.array(volumes)
    y[AROUND] = level * 1e3 * MOLECULES * numbers.transporter.reach
    y[HELD] = inputs.transporter_working * record["transporter_total"] * occupied(numbers.transporter, level)
    y[[V_SPINE, V_BRANCH, V_SOMA]] = voltage
    y[[M, H, N, SLOW]] = _settled(voltage, numbers.cell)
    y[CALCIUM] = numbers.spine.rest
    alone = equilibrium(first, generator(first, level, voltage=voltage))
    pair = equilibrium(
        second,
        generator(second, level, inputs.blocker, voltage, inputs.magnesium, inputs.second_blocker),
    )
    return np.concatenate([y, alone, pair])
