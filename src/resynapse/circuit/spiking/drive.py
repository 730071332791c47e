"""What drives the column from outside, and how a moment of a course changes it.

At rest every class has (1) fast afferent AMPA events, (2) tonic NMDA current, (3) the column's own synapses. How many
afferent events make the classes fire at the course's resting rates is not known and not typed in: it is solved
(`python -m resynapse.circuit.spiking`) and kept in data/rest.csv, with what is measured on the way:

    drive D_X     current that would take a class from nothing to its resting rate along its tangent, r / (dr/dI)
    tonic         NMDA current that t_X = 1 stands for: D_X, on pyramids measured by scaling the slow events themselves
    driving       mean of (open share at V) (reversal - V) of its NMDA channels
    voltage       mean membrane potential

So tonic NMDA current is t_X times `tonic` with the t_X of the mean field: a share t_X of the rate is lost, along the
tangent, when all its tonic receptors are blocked. On interneurons it is a constant conductance (ambient glutamate) and
blocked by `interneuron`; on pyramids it comes in slow events (clustered afferent NMDA) and is blocked by `phasic`, as
in the mean field. A patient whose t_X differ from the defaults has the difference as a constant current: rest is rest.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.mean_field import Column
from resynapse.circuit.spiking.background import Background
from resynapse.circuit.spiking.cells import CUT, Membranes, membranes
from resynapse.circuit.spiking.engine import Cells, Shared
from resynapse.circuit.spiking.state import ColumnState
from resynapse.circuit.spiking.wiring import Synapses, Wires, peak, wires
from resynapse.receptor.magnesium import Magnesium

Array = np.ndarray[Any, Any]
SAMPLE = 1.0  # ms between samples of the mean signals


class Rest(NamedTuple):
    """The calibrated resting point, each [4].

    Attributes:
        background: afferent events per cell [Hz].
        drive: D_X [pA].
        tonic: NMDA current at t_X = 1 [pA].
        driving: mean NMDA driving force times open share [mV].
        voltage: mean membrane potential [mV].
    """

    background: Array
    drive: Array
    tonic: Array
    driving: Array
    voltage: Array


@cache
def rest() -> Rest:
    """The resting point as solved, from the package's data."""
    text = resources.files(__package__).joinpath("data/rest.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    return Rest(*(np.array([float(row[name]) for row in rows]) for name in Rest._fields))


def cells(
    state: ColumnState,
    size: int,
    dt: float,
    at: Rest,
    replay: Array | None = None,
    column: Column | None = None,
    background: Background | None = None,
) -> tuple[Cells, Shared, Wires]:
    """Everything the engine needs for one state of the column.

    Args:
        size: cells in the column.
        dt: step [ms].
        at: the resting point.
        replay: rates at which Poisson spikes stand in for those of a class [4] Hz, 0 where it speaks itself.
    """
    c, b, s, mg, shape = column or Column(), background or Background(), Synapses(), Magnesium(), membranes()
    wired = wires(size, shape, at.voltage, c)
    ratio = np.array([0.0, c.drive_p, 1.0, c.drive_v])
    pyramid = np.array([1.0, 0.0, 0.0, 0.0])
    tonic = ratio * state.tonic_interneuron + pyramid * state.tonic_pyramidal
    usual = ratio * ColumnState().tonic_interneuron + pyramid * ColumnState().tonic_pyramidal
    conductance = tonic * at.tonic / at.driving
    events = np.array([b.event_e, b.event_p, b.event_s, b.event_v])
    made = Cells(
        membrane=np.vstack([*shape, shape.threshold + CUT * shape.slope]),
        current=((usual - tonic) + pyramid * (state.gain - 1.0)) * at.drive,
        tonic=conductance * (1.0 - pyramid) * (1.0 - state.interneuron),
        nmda=wired.nmda,
        weights=wired.conductance,
        use=wired.use,
        recovery=np.maximum(wired.recovery, 1.0),
        facilitation=wired.facilitation,
        delay=np.maximum(np.rint(wired.delay / dt), 1).astype(np.int64),
        background_rate=at.background / 1000.0,
        background=_event(events, shape, s),
        cluster_rate=pyramid * b.cluster_rate / 1000.0,
        cluster=pyramid * conductance / (b.cluster_rate / 1000.0 * s.nmda_time),
        replay=np.zeros(4) if replay is None else np.asarray(replay) / 1000.0,
    )
    shared = Shared(
        dt=dt,
        ampa_time=s.ampa_time,
        nmda_time=s.nmda_time,
        gaba_time=s.gaba_time,
        excitation=s.excitation,
        inhibition=s.inhibition,
        mg=s.magnesium / mg.half,
        mg_slope=mg.slope,
        ampa=1.0 - state.ampa,
        nmda=1.0 - state.phasic,
        gaba=state.gaba,
        synapses=state.synapses,
        every=max(1, round(SAMPLE / dt)),
    )
    return made, shared, wired


def _event(potential: Array, shape: Membranes, s: Synapses) -> Array:
    """Conductance [nS] of an afferent event that makes this potential from rest, [4]."""
    unit = [
        peak(1.0, s.ampa_time, s.excitation - rest_, capacity, leak)
        for rest_, capacity, leak in zip(shape.rest, shape.capacitance, shape.leak, strict=True)
    ]
    return potential / np.array(unit)


def rates(column: Column | None = None) -> Array:
    """The course's resting rates [4] Hz."""
    c = column or Column()
    return np.array([c.rate_e, c.rate_p, c.rate_s, c.rate_v])
