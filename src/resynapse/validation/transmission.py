"""The first microscope: one transmission, timed, and what one contact does to the next cell.

The story says that the message is passed on and taken back within about 7 ms. Two rows answer it: when the next cell
fires (3 to 8 ms, composed of remembered delays), and when the glutamate is back in cells, which is another matter.
Limits were set before any of these runs: printed ranges, cleft glutamate within 10 %, one half of a mean that is
printed alone, a factor of two of a ratio.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import xarray as xr

from resynapse.synapse import Numbers, SynapseState, milestones, schemes, transmit
from resynapse.synapse.after import synapse
from resynapse.synapse.before import before
from resynapse.synapse.flow import V_SOMA, V_SPINE
from resynapse.synapse.protocol import Step
from resynapse.synapse.protocol import follow as clamp
from resynapse.synapse.receptors import receptors
from resynapse.synapse.transmission import follow
from resynapse.trial.interval import Published
from resynapse.validation.check import Check, around, at_least, at_most, fold, printed
from resynapse.validation.rows import number

AFTER = "after the spike in the bouton [ms]"
TOLD = Published(7.0, None, 8.0)  # "about 7 ms": to the ms
LARGE = (1.0, 100.0)  # mmol/L, what "a large" transmitter may be


@cache
def mean() -> xr.Dataset:
    """The mean transmission at rest."""
    return transmit()


@cache
def at() -> dict[str, float]:
    """Its milestones [ms]."""
    return milestones.times(mean())


@cache
def clamped() -> tuple[float, float]:
    """Glutamate in the cleft, voltage held at -70 mV: peak [mmol/L], and decay to 1/e [ms]."""
    seen = transmit(clamp=-70.0)
    cleft, when = seen.cleft.values, seen.time.values - float(seen.latency)
    return float(cleft.max()), float(when[(when > 0.0) & (cleft < cleft.max() / np.e)][0])


@cache
def alone() -> tuple[float, float]:
    """One contact on its own, nothing else of the volley active: how far spine and soma rise [mV]."""
    states = follow(synapse(SynapseState(), Numbers(), receptors()), np.linspace(0.0, 40.0, 801)).states
    spine, soma = (float(states[:, k].max() - states[0, k]) for k in (V_SPINE, V_SOMA))
    return spine, soma


def between_cells() -> float:
    """EPSP of one contact beside the active volley [mV]."""
    seen = mean().epsp_voltage.values
    return float(seen.max() - seen[0])


def calcium() -> tuple[float, float]:
    """When the calcium current begins and ends, at a tenth of its peak, from the peak of the spike [ms]."""
    early = before(Numbers())
    inside = early.time[early.current > 0.1 * early.current.max()]
    return float(inside[0]), float(inside[-1])


def large_transmitter() -> float:
    """Glutamate at which the AMPA receptor of Raman opens as far as its author states [mmol/L]."""
    levels = np.geomspace(*LARGE, 9)
    opened = [clamp(schemes.find("ampa-raman-1992"), [Step(2.0, x)], 0.001).conductance.max() for x in levels]
    return float(np.exp(np.interp(number("K013"), opened, np.log(levels))))


def checks() -> tuple[Check, ...]:
    """All of them."""
    return (*_timed(), *_cleft(), *_voltages())


def _timed() -> tuple[Check, ...]:
    remembered = "composed of remembered delays"
    return (
        Check("M220", "the next cell fires", AFTER, printed("M220"), lambda: at()["soma_spike"], remembered),
        Check(
            "M220.told",
            "glutamate taken up again, told as: all in about 7 ms",
            AFTER,
            TOLD,
            lambda: at()["transported"],
            "the story's own number, beside what limits it (rows M213 and M221)",
            "7 ms is when the signal is passed on; one turnover of a transporter takes ten times as long",
        ),
        Check("M221", "NMDA window closes", AFTER, Published(115.8, 50.0, 270.0), lambda: at()["nmda_window"]),
        Check(
            "M213",
            "glutamate transported",
            AFTER,
            at_least(20.0),
            lambda: at()["transported"],
            "one turnover takes 70 ms (12 to 100); an input",
        ),
        Check(
            "M219",
            "turnover of a transporter against glutamate in the cleft",
            "ratio of times",
            fold("M219", 2.0),
            lambda: Numbers().transporter.cycle / clamped()[1],
            "within twofold",
            "the turnover is that of carriers in oocytes at room temperature (row M213)",
        ),
        Check(
            "Y013", "calcium current begins", "after the peak of the spike [ms]", at_least(0.0), lambda: calcium()[0]
        ),
        Check(
            "Y013.end",
            "calcium current ends",
            "after the peak of the spike [ms]",
            at_most(1.5),
            lambda: calcium()[1],
            "published in words: before the spike is over",
        ),
    )


def _cleft() -> tuple[Check, ...]:
    shaped = "radius and rim of the cleft were chosen for it: no prediction"
    return (
        Check(
            "M179",
            "glutamate in the cleft",
            "peak [mmol/L]",
            around("M179", 0.11),
            lambda: clamped()[0],
            shaped,
        ),
        Check(
            "M180",
            "glutamate in the cleft",
            "decay to 1/e [ms]",
            around("M180", 0.12),
            lambda: clamped()[1],
            shaped,
        ),
        Check(
            "K013",
            "AMPA receptor of six states, as far open as its author states for a large transmitter",
            "glutamate needed [mmol/L]",
            Published(None, 10.0, 100.0),
            large_transmitter,
            "transcription: no concentration is stated",
        ),
    )


def _voltages() -> tuple[Check, ...]:
    weak = "80 AMPA receptors, and a soma of 168 Mohm; 150 receptors make 0.36 mV"
    return (
        Check("Y011", "EPSP in the spine, one contact alone", "[mV]", printed("Y011"), lambda: alone()[0]),
        Check(
            "Y012",
            "EPSP at the soma, one contact alone",
            "[mV]",
            around("Y012", 0.5 * number("Y012")),
            lambda: alone()[1],
            why=weak,
        ),
        Check(
            "M209",
            "EPSP of one contact, pairs of layer 2/3",
            "[mV]",
            Published(None, number("M209", "low"), number("M209", "high")),
            between_cells,
        ),
        Check(
            "M208",
            "EPSP of one contact, pairs of layer 2/3",
            "[mV]",
            fold("M208", 2.0),
            between_cells,
            "the median of connections, which have several contacts; within twofold",
        ),
        Check(
            "M207",
            "EPSP of pairs of layer 5",
            "[mV]",
            Published(None, number("M207", "low"), number("M207", "high")),
            None,
            "the microscope follows one contact; how many a pair of layer 5 has is not in the row",
        ),
    )
