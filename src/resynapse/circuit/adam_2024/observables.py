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
from resynapse.circuit.spiking.observables import band, by_class, proxy, spectrum

Array = np.ndarray[Any, Any]
WINDOW = 4.0  # s, of the spectrum
SLOW = (0.5, 4.0)  # Hz
BIN = 0.1  # s


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
    e = electrode or Electrode()
    rates, errors = by_class(run.time, run.cell, run.edges, run.seconds)
    field = proxy(run.signals, run.seconds, e)
    frequency, power = spectrum(field, run.seconds, WINDOW)
    fast = np.where(frequency >= 15.0, power, 0.0)
    return Seen(
        rates=rates,
        errors=errors,
        waxing=_waxing(run),
        slow=band(frequency, power, *SLOW),
        gamma=band(frequency, power, e.gamma_low, e.gamma_high),
        peak=float(frequency[np.argmax(fast)]),
        frequency=frequency,
        power=power,
        field=field,
    )


def _waxing(run: Run) -> float:
    mine = run.time[run.cell < run.edges[1]]
    counts = np.histogram(mine, np.arange(0.0, run.seconds + BIN / 2.0, BIN))[0]
    return float(counts.std() / counts.mean()) if counts.sum() else np.nan
