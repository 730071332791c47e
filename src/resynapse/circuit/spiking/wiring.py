"""Who connects to whom in the column, how often, how strongly, how late, and how a connection tires.

A two-letter name reads "onto, from", as in the mean field: `ep` is PV onto pyramids. Pairs that are not named are not
connected (Pfeffer 2013: PV cells inhibit each other, SST cells all but themselves, VIP cells SST cells).
A strength is the peak of the first potential at the soma from rest (excitatory: its AMPA part).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.mean_field import Column
from resynapse.circuit.spiking.cells import Membranes
from resynapse.provenance import Source, assumed, param, parameters
from resynapse.receptor.magnesium import Magnesium

HERTAG = Source(
    "Hertag2019",
    "connection probabilities, as listed in code that names the paper",
    "measured",
    tuple(f"CO{number:03d}" for number in range(10, 20)),
)
EPSP = assumed("order of published unitary potentials, within the range of paired recordings", "M208", "M209")
IPSP = assumed("order of published unitary potentials; chosen for the sign and size of the mean field's weights")
DEPRESSING = Source(
    "Tsodyks1997", "depressing pyramidal connections, as defaults in several codes", "measured", ("M201", "M202")
)
FACILITATING = Source("Markram1998", "facilitating pyramid to SST, as in published code", "measured", ("M204", "M205"))
TIRED = assumed("sign by class pair; size assumed")
LATE = assumed("latency of a local connection", "M210")
PAIRS = ("ee", "ep", "es", "pe", "pp", "ps", "se", "sv", "ve", "vs")  # onto, from
LETTERS = "epsv"


@parameters
class Probability:
    """Share of pairs connected."""

    ee: float = param(0.10, "1", "pyramids onto pyramids", HERTAG)
    ep: float = param(0.60, "1", "PV onto pyramids", HERTAG)
    es: float = param(0.55, "1", "SST onto pyramids", HERTAG)
    pe: float = param(0.45, "1", "pyramids onto PV", HERTAG)
    pp: float = param(0.50, "1", "PV onto PV", HERTAG)
    ps: float = param(0.60, "1", "SST onto PV", HERTAG)
    se: float = param(0.35, "1", "pyramids onto SST", HERTAG)
    sv: float = param(0.50, "1", "VIP onto SST", HERTAG)
    ve: float = param(0.10, "1", "pyramids onto VIP", HERTAG)
    vs: float = param(0.45, "1", "SST onto VIP", HERTAG)


@parameters
class Strength:
    """First potential at the soma, peak; in a column of `cells` cells or more; stronger in a smaller one."""

    ee: float = param(0.42, "mV", "pyramids onto pyramids", EPSP, low=0.002, high=2.9)
    ep: float = param(0.26, "mV", "PV onto pyramids (hyperpolarising)", IPSP, low=0.01, high=2.0)
    es: float = param(0.4, "mV", "SST onto pyramids (hyperpolarising)", IPSP, low=0.01, high=1.5)
    pe: float = param(0.33, "mV", "pyramids onto PV", EPSP, low=0.002, high=2.9)
    pp: float = param(0.065, "mV", "PV onto PV (hyperpolarising)", IPSP, low=0.01, high=2.0)
    ps: float = param(0.12, "mV", "SST onto PV (hyperpolarising)", IPSP, low=0.01, high=1.5)
    se: float = param(0.01, "mV", "pyramids onto SST", EPSP, low=0.002, high=2.9)
    sv: float = param(0.1, "mV", "VIP onto SST (hyperpolarising)", IPSP, low=0.01, high=1.5)
    ve: float = param(0.043, "mV", "pyramids onto VIP", EPSP, low=0.002, high=2.9)
    vs: float = param(0.1, "mV", "SST onto VIP (hyperpolarising)", IPSP, low=0.01, high=1.5)
    cells: float = param(2000.0, "1", "column size the strengths hold for", assumed("scale"), low=500.0, high=20000.0)


@parameters
class ShortTerm:
    """Release of Tsodyks and Markram: utilisation, recovery and facilitation, by kind of connection."""

    depressing_use: float = param(0.5, "1", "pyramids onto pyramids, PV: utilisation", DEPRESSING, low=0.3, high=0.67)
    depressing_recovery: float = param(800.0, "ms", "the same: recovery", DEPRESSING, low=500.0, high=1000.0)
    facilitating_use: float = param(0.04, "1", "pyramids onto SST, VIP: utilisation", FACILITATING, low=0.02, high=0.1)
    facilitating_recovery: float = param(100.0, "ms", "the same: recovery", FACILITATING)
    facilitation: float = param(
        1000.0, "ms", "the same: facilitation", assumed("recalled", "M206"), low=500.0, high=1500.0
    )
    inhibitory_use: float = param(0.2, "1", "from interneurons: utilisation", TIRED, low=0.05, high=0.5)
    inhibitory_recovery: float = param(100.0, "ms", "from interneurons: recovery", TIRED, low=20.0, high=700.0)


@parameters
class Synapses:
    """Conductances and delays."""

    ampa_time: float = param(
        2.6, "ms", "decay of AMPA current", assumed("a fast synapse; cell type not given", "M170"), low=1.59, high=3.61
    )
    nmda_time: float = param(
        100.0,
        "ms",
        "decay of NMDA current",
        Source("RamirezMahaluf2017", "authors' code: 100 ms decay", "measured", ("M310",)),
        low=50.0,
        high=270.0,
    )
    gaba_time: float = param(
        5.56,
        "ms",
        "decay of GABA-A current",
        Source("Destexhe1998", "matrix exponential of the two-state scheme", "derived", ("M177",)),
    )
    excitation: float = param(0.0, "mV", "reversal of AMPA and NMDA", assumed("textbook"), low=-5.0, high=5.0)
    inhibition: float = param(
        -80.0, "mV", "reversal of GABA-A", Source("Destexhe1998", "two-state scheme", "measured", ("M176",))
    )
    excitatory_delay: float = param(1.7, "ms", "from pyramids", LATE, low=0.9, high=2.6)
    fast_delay: float = param(0.9, "ms", "from PV", LATE, low=0.5, high=1.5)
    inhibitory_delay: float = param(1.3, "ms", "from SST and VIP", LATE, low=0.8, high=2.0)
    magnesium: float = param(1.0, "mmol/L", "outside", assumed("as in the receptor scale"), low=0.8, high=1.5)


@parameters
class Composition:
    """Shares of cells."""

    pyramidal: float = param(
        0.8, "1", "pyramids", Source("RamirezMahaluf2017", "80 / 20", "measured", ("M228",)), low=0.8, high=0.85
    )
    pv: float = param(0.4, "1", "PV among interneurons", Source("Rudy2011", "abstract", "measured", ("M225",)))
    sst: float = param(0.3, "1", "SST among interneurons", Source("Rudy2011", "abstract", "measured", ("M226",)))


class Wires(NamedTuple):
    """The numbers above as arrays [onto, from] for the engine.

    Attributes:
        probability: share of pairs connected.
        conductance: peak of one first release [nS]; AMPA or GABA-A.
        nmda: NMDA conductance per AMPA conductance, [onto].
        use, recovery, facilitation: of Tsodyks and Markram [1, ms, ms].
        delay: [ms].
    """

    probability: np.ndarray[Any, Any]
    conductance: np.ndarray[Any, Any]
    nmda: np.ndarray[Any, Any]
    use: np.ndarray[Any, Any]
    recovery: np.ndarray[Any, Any]
    facilitation: np.ndarray[Any, Any]
    delay: np.ndarray[Any, Any]


def counts(cells: int, share: Composition | None = None) -> np.ndarray[Any, Any]:
    """Cells of each class [4] in a column of so many."""
    s = share or Composition()
    inhibitory = cells - round(s.pyramidal * cells)
    pv, sst = round(s.pv * inhibitory), round(s.sst * inhibitory)
    return np.array([cells - inhibitory, pv, sst, inhibitory - pv - sst])


def unblocked(voltage: Any, s: Synapses, m: Magnesium | None = None) -> Any:
    """Jahr and Stevens' open fraction at a voltage [mV], in numpy."""
    k = m or Magnesium()
    return 1.0 / (1.0 + s.magnesium / k.half * np.exp(-k.slope * np.asarray(voltage)))


def peak(conductance: float, decay: float, driving: float, capacitance: float, leak: float) -> float:
    """Peak of the potential [mV] that an exponential conductance [nS] makes in a passive membrane, to first order.

    Args:
        decay: of the conductance [ms].
        driving: reversal minus rest [mV].
        capacitance, leak: of the membrane [pF, nS].
    """
    tau = capacitance / leak
    ratio = decay / tau
    return conductance * driving / leak * ratio ** (1.0 / (1.0 - ratio))


def probabilities(cells: int, p: Probability | None = None, strength: Strength | None = None) -> np.ndarray[Any, Any]:
    """Share of pairs connected [onto, from] in a column of so many cells."""
    found, p = np.zeros((4, 4)), p or Probability()
    for pair in PAIRS:
        found[LETTERS.index(pair[0]), LETTERS.index(pair[1])] = getattr(p, pair)
    return min(1.0, (strength or Strength()).cells / cells) * found


def wires(
    cells: int,
    membranes: Membranes,
    voltage: np.ndarray[Any, Any],
    column: Column,
    numbers: tuple[Probability, Strength, ShortTerm, Synapses] | None = None,
) -> Wires:
    """Every connection of a column of so many cells.

    In a larger column a cell keeps the number and the strength of its inputs, since a probability measured between
    neighbours does not hold for all pairs. In a smaller one it has fewer, and they are stronger.

    Args:
        voltage: mean membrane potential of each class at rest [4] mV, where the NMDA share holds.
        column: whose NMDA shares of excitatory charge are meant.
    """
    p, strength, tired, s = numbers or (Probability(), Strength(), ShortTerm(), Synapses())
    share = probabilities(cells, p, strength)
    made = Wires(share, *(np.zeros((4,) if name == "nmda" else (4, 4)) for name in Wires._fields[1:]))
    for pair in PAIRS:
        onto, source = (LETTERS.index(letter) for letter in pair)
        excitatory = source == 0
        unit = peak(
            1.0,
            s.ampa_time if excitatory else s.gaba_time,
            (s.excitation if excitatory else s.inhibition) - (membranes.rest if excitatory else voltage)[onto],
            membranes.capacitance[onto],
            membranes.leak[onto],
        )
        made.conductance[onto, source] = getattr(strength, pair) / abs(unit) * max(1.0, strength.cells / cells)
        made.use[onto, source], made.recovery[onto, source], made.facilitation[onto, source] = _release(pair, tired)
        late = s.excitatory_delay if excitatory else s.fast_delay if source == 1 else s.inhibitory_delay
        made.delay[onto, source] = late
    nmda = np.array([column.nu_e, column.nu_p, column.nu_s, column.nu_v])
    made.nmda[:] = s.ampa_time / s.nmda_time * nmda / (1.0 - nmda) / unblocked(voltage, s)
    return made


def _release(pair: str, t: ShortTerm) -> tuple[float, float, float]:
    if pair in ("ee", "pe"):
        return t.depressing_use, t.depressing_recovery, 0.0
    if pair in ("se", "ve"):
        return t.facilitating_use, t.facilitating_recovery, t.facilitation
    return t.inhibitory_use, t.inhibitory_recovery, 0.0
