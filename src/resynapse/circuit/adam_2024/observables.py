"""What an electrode would show of Adam 2024's column.

field proxy   AMPA current 6 ms ago minus 1.65 GABA-A current into the mean pyramid, as for the other column
slow power    0.5 to 4 Hz; gamma from 25 to 80 Hz; both from windows of 4 s
waxing        how much pyramidal firing comes and goes: coefficient of variation of all their spikes in 100 ms
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.adam_2024.run import Run
from resynapse.circuit.spiking.electrode import Electrode

Array = np.ndarray[Any, Any]
WINDOW = 4.0  # s, of the spectrum
SLOW = (0.5, 4.0)  # Hz
BIN = 0.1  # s
BLOCKS = 10  # of a run, between which the standard error of a rate is taken


class Seen(NamedTuple):
    """Numbers of one run.

    Attributes:
        rates, errors: of each class and the standard error over blocks of time [3] Hz.
        waxing: see above; NaN without a pyramidal spike.
        slow, gamma: power of the field proxy [(uA/cm^2)^2].
        peak: frequency with most power from 15 Hz on [Hz].
        frequency, power: spectrum [F] Hz, (uA/cm^2)^2/Hz.
        field: the proxy [samples] uA/cm^2, every ms.
    """

    rates: Array
    errors: Array
    waxing: float
    slow: float
    gamma: float
    peak: float
    frequency: Array
    power: Array
    field: Array


def observe(run: Run, electrode: Electrode | None = None) -> Seen:
    """Everything above for one run."""
    from scipy import signal

    e = electrode or Electrode()
    block = np.minimum((run.time / run.seconds * BLOCKS).astype(int), BLOCKS - 1)
    kind = np.searchsorted(run.edges, run.cell, side="right") - 1
    found = np.bincount(3 * block + kind, minlength=3 * BLOCKS).reshape(BLOCKS, 3)
    rates = found * BLOCKS / run.seconds / np.diff(run.edges)
    late, hertz = round(e.late), len(run.signals) / run.seconds
    ampa = np.concatenate([np.full(late, run.signals[0, 0]), run.signals[:, 0]])[: len(run.signals)]
    field = ampa - e.weight * run.signals[:, 2]
    frequency, power = signal.welch(field, hertz, nperseg=min(len(field), round(WINDOW * hertz)))
    fast = np.where(frequency >= 15.0, power, 0.0)
    return Seen(
        rates=rates.mean(axis=0),
        errors=rates.std(axis=0, ddof=1) / np.sqrt(BLOCKS),
        waxing=_waxing(run),
        slow=_band(frequency, power, *SLOW),
        gamma=_band(frequency, power, e.gamma_low, e.gamma_high),
        peak=float(frequency[np.argmax(fast)]),
        frequency=frequency,
        power=power,
        field=field,
    )


def _band(frequency: Array, power: Array, low: float, high: float) -> float:
    inside = (frequency >= low) & (frequency <= high)
    return float(power[inside].sum() * (frequency[1] - frequency[0]))


def _waxing(run: Run) -> float:
    mine = run.time[run.cell < run.edges[1]]
    counts = np.histogram(mine, np.arange(0.0, run.seconds + BIN / 2.0, BIN))[0]
    return float(counts.std() / counts.mean()) if counts.sum() else np.nan
