"""Four cells of the column, each an adaptive exponential integrate-and-fire neuron (Brette & Gerstner 2005).

    C dV/dt  = -g_L (V - E_L) + g_L D exp((V - V_T) / D) - w + I        spike at V_T + 5 D
    tau dw/dt = a (V - E_L) - w                                         after a spike: V = V_r for t_ref, w += b

Pyramids carry the values of the paper. VIP cells carry the passive values of irregular-spiking 5-HT3a cells; for PV
and SST cells no table was at hand, so that their values are ranges. Every class has the same names.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.provenance import Source, assumed, param, parameters

BRETTE = Source(
    "Brette2005", "fitted to a detailed pyramidal model; defaults of aeif_cond_exp", "measured", ("CO030", "CO031")
)
LEE = Source("Lee2010", "Table 1, irregular-spiking 5-HT3a cells", "measured", ("CO001", "CO002", "CO003", "CO004"))
LEE_RC = Source("Lee2010", "1 / resistance, and time constant / resistance", "derived", ("CO001", "CO002"))
PASSIVE = assumed("order of whole-cell recordings in this class; no table seen")
SHAPE = assumed("sharp onset of spikes, as in fitted AdEx interneurons")
ADAPT = assumed("sign of the class (PV little, SST and VIP adapt); size assumed")
RESET = assumed("below threshold, near the after-potential")
CUT = 5.0  # slope factors above threshold where a spike is counted: the upstroke is then over within one step


@parameters
class Pyramidal:
    """A pyramidal cell."""

    capacitance: float = param(281.0, "pF", "membrane capacitance", BRETTE)
    leak: float = param(30.0, "nS", "leak conductance", BRETTE)
    rest: float = param(-70.6, "mV", "leak reversal", BRETTE)
    threshold: float = param(-50.4, "mV", "threshold of the exponential", BRETTE)
    slope: float = param(2.0, "mV", "slope factor", BRETTE)
    subthreshold: float = param(4.0, "nS", "adaptation below threshold", BRETTE)
    increment: float = param(80.5, "pA", "adaptation per spike", BRETTE)
    adaptation_time: float = param(144.0, "ms", "time constant of adaptation", BRETTE)
    reset: float = param(-60.0, "mV", "reset", RESET, low=-70.6, high=-48.0)
    refractory: float = param(2.0, "ms", "refractory time", assumed("width of a spike"), low=1.0, high=5.0)


@parameters
class Pv:
    """A parvalbumin basket cell: fast, hardly adapting."""

    capacitance: float = param(90.0, "pF", "membrane capacitance", PASSIVE, low=50.0, high=150.0)
    leak: float = param(10.0, "nS", "leak conductance", PASSIVE, low=6.0, high=16.0)
    rest: float = param(-68.0, "mV", "leak reversal", PASSIVE, low=-78.0, high=-60.0)
    threshold: float = param(-46.0, "mV", "threshold of the exponential", PASSIVE, low=-52.0, high=-38.0)
    slope: float = param(1.0, "mV", "slope factor", SHAPE, low=0.5, high=2.0)
    subthreshold: float = param(0.0, "nS", "adaptation below threshold", ADAPT, low=0.0, high=2.0)
    increment: float = param(5.0, "pA", "adaptation per spike", ADAPT, low=0.0, high=20.0)
    adaptation_time: float = param(50.0, "ms", "time constant of adaptation", ADAPT, low=20.0, high=150.0)
    reset: float = param(-62.0, "mV", "reset", RESET, low=-70.0, high=-50.0)
    refractory: float = param(1.0, "ms", "refractory time", assumed("narrow spike"), low=0.5, high=2.0)


@parameters
class Sst:
    """A somatostatin cell: high resistance, adapting."""

    capacitance: float = param(80.0, "pF", "membrane capacitance", PASSIVE, low=50.0, high=120.0)
    leak: float = param(4.0, "nS", "leak conductance", PASSIVE, low=2.5, high=7.0)
    rest: float = param(-62.0, "mV", "leak reversal", PASSIVE, low=-70.0, high=-55.0)
    threshold: float = param(-45.0, "mV", "threshold of the exponential", PASSIVE, low=-52.0, high=-38.0)
    slope: float = param(1.5, "mV", "slope factor", SHAPE, low=0.5, high=2.5)
    subthreshold: float = param(1.0, "nS", "adaptation below threshold", ADAPT, low=0.0, high=4.0)
    increment: float = param(10.0, "pA", "adaptation per spike", ADAPT, low=2.0, high=40.0)
    adaptation_time: float = param(120.0, "ms", "time constant of adaptation", ADAPT, low=50.0, high=300.0)
    reset: float = param(-58.0, "mV", "reset", RESET, low=-65.0, high=-48.0)
    refractory: float = param(2.0, "ms", "refractory time", assumed("width of a spike"), low=1.0, high=4.0)


@parameters
class Vip:
    """A VIP cell; stands for the 5-HT3a group."""

    capacitance: float = param(49.5, "pF", "membrane capacitance", LEE_RC)
    leak: float = param(2.463, "nS", "leak conductance", LEE_RC)
    rest: float = param(-58.4, "mV", "leak reversal", LEE, sd=5.9)
    threshold: float = param(-39.8, "mV", "threshold of the exponential", LEE, sd=6.3)
    slope: float = param(1.5, "mV", "slope factor", SHAPE, low=0.5, high=2.5)
    subthreshold: float = param(0.5, "nS", "adaptation below threshold", ADAPT, low=0.0, high=2.0)
    increment: float = param(8.0, "pA", "adaptation per spike", ADAPT, low=2.0, high=30.0)
    adaptation_time: float = param(120.0, "ms", "time constant of adaptation", ADAPT, low=50.0, high=300.0)
    reset: float = param(-54.0, "mV", "reset", RESET, low=-60.0, high=-45.0)
    refractory: float = param(2.0, "ms", "refractory time", assumed("width of a spike"), low=1.0, high=4.0)


class Membranes(NamedTuple):
    """The numbers above as arrays [class], in the order pyramidal, PV, SST, VIP."""

    capacitance: np.ndarray[Any, Any]
    leak: np.ndarray[Any, Any]
    rest: np.ndarray[Any, Any]
    threshold: np.ndarray[Any, Any]
    slope: np.ndarray[Any, Any]
    subthreshold: np.ndarray[Any, Any]
    increment: np.ndarray[Any, Any]
    adaptation_time: np.ndarray[Any, Any]
    reset: np.ndarray[Any, Any]
    refractory: np.ndarray[Any, Any]


def membranes(cells: tuple[Any, ...] = (Pyramidal(), Pv(), Sst(), Vip())) -> Membranes:
    """The four classes side by side."""
    return Membranes(*(np.array([float(getattr(cell, name)) for cell in cells]) for name in Membranes._fields))
