"""What an electrode, a patch pipette or a raster would show of a run.

field proxy   I_AMPA(t - 6 ms) - 1.65 I_GABA(t), mean over pyramids: the reference weighted sum of Mazzoni 2015
burst         three or more spikes of one cell, each less than 45 ms after the last
slow power    1 to 4 Hz: what a window of a second resolves of the slow-delta band (0.1 to 4 Hz, Adam 2024, row M260)
synchrony     sd of the mean of all pyramids' spike counts in 10 ms over the root mean variance of single ones
              (chi of Golomb; 0 for many independent cells, 1 for cells in step)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.spiking.electrode import Electrode
from resynapse.circuit.spiking.run import Run

Array = np.ndarray[Any, Any]
BLOCKS = 10  # of a run, between which the standard error of a rate is taken
BIN = 0.01  # s
WINDOW = 1.0  # s, of the spectrum
SLOW = (1.0, 4.0)  # Hz


class Seen(NamedTuple):
    """Numbers of one run.

    Attributes:
        rates, errors: of each class and the standard error over blocks of time [4] Hz.
        by_cell: rate of each cell [cells] Hz.
        events: EPSCs and IPSCs of the column's own cells per pyramid [2] Hz.
        currents: mean AMPA, NMDA and GABA-A current into pyramids [3] pA.
        balance: excitatory over inhibitory current into pyramids.
        bursts: share of pyramidal spikes that are in bursts.
        synchrony: of pyramids, 0 to 1.
        irregularity: mean coefficient of variation of pyramidal intervals.
        frequency, power: spectrum of the field proxy [F] Hz, pA2/Hz.
        gamma: power from 25 to 80 Hz [pA2].
        slow: power from 1 to 4 Hz [pA2]; NaN where the record is too short to tell.
        field: the proxy [samples] pA.
    """

    rates: Array
    errors: Array
    by_cell: Array
    events: Array
    currents: Array
    balance: float
    bursts: float
    synchrony: float
    irregularity: float
    frequency: Array
    power: Array
    gamma: float
    slow: float
    field: Array


def observe(run: Run, electrode: Electrode | None = None) -> Seen:
    """Everything above for one run."""
    e = electrode or Electrode()
    edges = run.network.edges
    spikes = np.bincount(run.cell, minlength=run.network.cells)
    rates, errors = by_class(run.time, run.cell, edges, run.seconds)
    field = proxy(run.signals, run.seconds, e)
    frequency, power = spectrum(field, run.seconds)
    currents = run.signals[:, :3].mean(axis=0)
    gap, fast = _intervals(run, e.burst / 1000.0)
    return Seen(
        rates=rates,
        errors=errors,
        by_cell=spikes / run.seconds,
        events=_events(run, spikes),
        currents=currents,
        balance=float((currents[0] + currents[1]) / -currents[2]) if currents[2] else np.inf,
        bursts=fast,
        synchrony=_synchrony(run),
        irregularity=gap,
        frequency=frequency,
        power=power,
        gamma=band(frequency, power, e.gamma_low, e.gamma_high),
        slow=band(frequency, power, *SLOW) if run.seconds >= WINDOW else np.nan,
        field=field,
    )


def by_class(time: Array, cell: Array, edges: Array, seconds: float) -> tuple[Array, Array]:
    """Mean rate of each class [Hz] and its standard error over ten stretches of time."""
    count = len(edges) - 1
    block = np.minimum((time / seconds * BLOCKS).astype(int), BLOCKS - 1)
    kind = np.searchsorted(edges, cell, side="right") - 1
    found = np.bincount(block * count + kind, minlength=count * BLOCKS).reshape(BLOCKS, count)
    rates = found * BLOCKS / seconds / np.diff(edges)
    return rates.mean(axis=0), rates.std(axis=0, ddof=1) / np.sqrt(BLOCKS)


def proxy(signals: Array, seconds: float, e: Electrode) -> Array:
    """The field proxy at every sample, in the unit of the currents; the first repeat, where the late one is not known.

    Args:
        signals: AMPA in column 0 and GABA-A in column 2 [samples, 3 or more].
    """
    late = round(e.late * len(signals) / (1000.0 * seconds))
    ampa = np.concatenate([np.full(late, signals[0, 0]), signals[:, 0]])[: len(signals)]
    return np.asarray(ampa - e.weight * signals[:, 2])


def spectrum(field: Array, seconds: float, window: float = WINDOW) -> tuple[Array, Array]:
    """Welch's spectrum of the field proxy from windows of so many seconds: frequencies [Hz] and power per Hz."""
    from scipy import signal

    hertz = len(field) / seconds
    frequency, power = signal.welch(field, hertz, nperseg=min(len(field), round(window * hertz)))
    return frequency, power


def band(frequency: Array, power: Array, low: float, high: float) -> float:
    """Power between two frequencies, both included [pA2]."""
    inside = (frequency >= low) & (frequency <= high)
    return float(power[inside].sum() * (frequency[1] - frequency[0]))


def _events(run: Run, spikes: Array) -> Array:
    """Spikes of pyramids, and of interneurons, that reach the mean pyramid per second."""
    first, edges = run.network.first, run.network.edges
    reach = (first[1::4] - first[:-1:4]) * spikes  # connections onto pyramids
    per = edges[1] * run.seconds
    return np.array([reach[: edges[1]].sum() / per, reach[edges[1] :].sum() / per])


def _intervals(run: Run, short: float) -> tuple[float, float]:
    """Mean coefficient of variation of pyramidal intervals, and share of pyramidal spikes in bursts."""
    mine = run.cell < run.network.edges[1]
    cell, time = run.cell[mine], run.time[mine]
    order = np.lexsort((time, cell))
    cell, time = cell[order], time[order]
    if len(time) < 3:
        return np.nan, 0.0
    same = cell[1:] == cell[:-1]
    gap = np.where(same, time[1:] - time[:-1], np.inf)
    near = gap <= short
    twice = near[1:] & near[:-1]  # intervals k and k + 1 are short: spikes k to k + 2 are one burst
    bursting = np.zeros(len(time), bool)
    for shift in range(3):
        bursting[shift : shift + len(twice)] |= twice
    count = np.bincount(cell[1:][same], minlength=run.network.edges[1])
    total = np.bincount(cell[1:][same], gap[same], minlength=run.network.edges[1])
    square = np.bincount(cell[1:][same], gap[same] ** 2, minlength=run.network.edges[1])
    enough = count >= 5
    if not enough.any():
        return np.nan, float(bursting.mean())
    mean = total[enough] / count[enough]
    spread = np.sqrt(np.maximum(square[enough] / count[enough] - mean**2, 0.0))
    return float((spread / mean).mean()), float(bursting.mean())


def _synchrony(run: Run) -> float:
    """Golomb's chi of pyramidal spike counts."""
    pyramids = run.network.edges[1]
    mine = run.cell < pyramids
    bins = max(2, int(run.seconds / BIN))
    when = np.minimum((run.time[mine] / run.seconds * bins).astype(int), bins - 1)
    counts = np.bincount(when, minlength=bins)
    once = np.unique(run.cell[mine].astype(np.int64) * bins + when, return_counts=True)
    squares = np.bincount(once[0] // bins, once[1].astype(float) ** 2, minlength=pyramids) / bins
    means = np.bincount(run.cell[mine], minlength=pyramids) / bins
    single = (squares - means**2).mean()
    return float(np.sqrt(counts.var() / pyramids**2 / single)) if single > 0 else 0.0
