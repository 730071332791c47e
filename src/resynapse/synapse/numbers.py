"""All numbers of one synapse, and the flat record that compiled functions read them from."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from resynapse.receptor.magnesium import Magnesium
from resynapse.synapse.axon import Axon
from resynapse.synapse.cleft import Cleft, rings
from resynapse.synapse.docked_pool import FacilitatingPool, Pool
from resynapse.synapse.fusion import Fusion
from resynapse.synapse.hodgkin_huxley import Bouton, Cell
from resynapse.synapse.permeation import Permeation, goldman
from resynapse.synapse.spine import Spine
from resynapse.synapse.transporter import Transporter, occupied, unbinding

MAGNESIUM = Magnesium()
REFERENCE = -60.0  # mV, where the conductance of one channel is stated


class Numbers(NamedTuple):
    """Everything about one synapse that does not change with the patient."""

    axon: Axon = Axon()
    bouton: Bouton = Bouton()
    fusion: Fusion = Fusion()
    pool: Pool | FacilitatingPool = Pool()
    cleft: Cleft = Cleft()
    transporter: Transporter = Transporter()
    permeation: Permeation = Permeation()
    spine: Spine = Spine()
    cell: Cell = Cell()


class Inputs(NamedTuple):
    """What differs from run to run."""

    stimulus: float = 0.0  # current from the axon into the bouton [uA/cm^2]
    calcium_per_current: float = 0.0  # at the sensor [umol/L per unit of current]
    first_number: float = 0.0  # AMPA (or GABA-A) receptors
    second_number: float = 0.0  # NMDA receptors
    anion: float = 0.0  # 1: the first kind passes chloride
    blocker: float = 0.0  # pore blocker, for schemes that bind it [umol/L]
    second_blocker: float = 0.0  # another one [umol/L]
    unblocked: float = 1.0  # share of NMDA channels free of drug, for schemes that do not bind it
    magnesium: float = 1.0  # outside [mmol/L]
    far: float = 0.1  # transmitter beyond the reach of the synapse [umol/L]
    transporter_working: float = 1.0  # share of carriers that work
    together: float = 1.0  # synapses active at once
    clamped: float = 0.0  # 1: all voltages are held where they start


def flat(numbers: Numbers, inputs: Inputs) -> Any:
    """A structured scalar with a field `set_name` for every number, those of `inputs`, and derived ones.

    Derived: ring_volume_0.. and ring_link_0.. of the cleft; transporter_total, _unbinding, _supply; scale_ampa and
    scale_nmda, which turn Goldman currents of one open channel into pA; magnesium_half and _slope.
    """
    named = {
        f"{group}_{field.name}": float(getattr(values, field.name))
        for group, values in zip(numbers._fields, numbers, strict=True)
        for field in fields(values)
    }
    volumes, links = rings(numbers.cleft)
    named |= {f"ring_volume_{k}": v for k, v in enumerate(volumes)} | {f"ring_link_{k}": v for k, v in enumerate(links)}
    t = numbers.transporter
    total = t.per_molecule * numbers.cleft.vesicle
    named |= {
        "transporter_total": total,
        "transporter_unbinding": unbinding(t),
        "transporter_supply": total * occupied(t, 1e-3 * t.ambient) / t.cycle,
        "scale_ampa": scale(numbers.permeation, numbers.permeation.ampa_conductance, numbers.permeation.ampa_calcium),
        "scale_nmda": scale(numbers.permeation, numbers.permeation.nmda_conductance, numbers.permeation.nmda_calcium),
    }
    named |= {"magnesium_half": MAGNESIUM.half, "magnesium_slope": MAGNESIUM.slope} | inputs._asdict()
    return np.array([tuple(named.values())], dtype=_layout(tuple(named)))[0]


@cache
def _layout(names: tuple[str, ...]) -> np.dtype[Any]:
    return np.dtype([(name, np.float64) for name in names])


def scale(p: Permeation, conductance: float, calcium: float) -> float:
    """pA per unit of Goldman current, so that a channel has this chord conductance [pS] to its reversal at -60 mV."""
    low, high = -50.0, 50.0
    for _ in range(80):  # the reversal, by halving
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _sum(p, middle, calcium) < 0.0 else (low, middle)
    return 1e-3 * conductance * (REFERENCE - middle) / _sum(p, REFERENCE, calcium)


def _sum(p: Permeation, voltage: float, calcium: float) -> float:
    return (
        goldman(voltage, p.sodium_in, p.sodium_out, 1.0, p.thermal)
        + goldman(voltage, p.potassium_in, p.potassium_out, 1.0, p.thermal)
        + calcium * goldman(voltage, 0.0, p.calcium_out, 2.0, p.thermal)
    )
