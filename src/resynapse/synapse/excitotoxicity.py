"""Too much glutamate: calcium through NMDA receptors of one spine, as transporters fail or the synapse fires fast.

    ambient level    what the transporters that still work can hold against a constant leak (`transporter.ambient`)
    load             calcium charge through the spine per second [fC/s], steady, at the voltage given

That much glutamate kills neurons, that it takes calcium, and that losing uptake makes it far worse is solid (Choi 1985,
Rosenberg 1989, a hundredfold). Where harm begins is not: the warning band spans the load at 1 umol/L, the half-lethal
level of cortical neurons whose uptake is inhibited (Frandsen 1990), to a hundred times that level, as with astrocytes.
A warning in this model, never a statement about a person.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from resynapse import __version__
from resynapse.errors import InputError
from resynapse.provenance import Source, param, parameters
from resynapse.synapse.after import synapse
from resynapse.synapse.numbers import Numbers
from resynapse.synapse.receptors import receptors
from resynapse.synapse.state import SynapseState
from resynapse.synapse.transmission import _at_rest, attrs, check, parameter_hash, transmit
from resynapse.synapse.transporter import ambient


@parameters
class Band:
    """Glutamate levels between which harm was seen to begin."""

    low: float = param(
        1.0,
        "umol/L",
        "half-lethal glutamate, uptake inhibited",
        Source("Frandsen1990", "abstract", "measured", ("Y015",)),
    )
    astrocytes: float = param(
        100.0,
        "1",
        "how much more it takes beside astrocytes",
        Source("Rosenberg1989", "abstract", "measured", ("Y014",)),
    )


WORKING = (1.0, 0.5, 0.2, 0.1, 0.07, 0.05, 0.04, 0.03)
RATES = (0.0, 1.0, 5.0, 20.0, 50.0)  # Hz


def sweep(
    state: SynapseState | None = None,
    working: tuple[float, ...] = WORKING,
    rates: tuple[float, ...] = RATES,
    voltage: float = -40.0,
) -> xr.Dataset:
    """Calcium load by share of working transporters and firing rate.

    Args:
        state: drug and receptors of the synapse.
        working: shares of transporters, above 0 to 1.
        rates: of firing [Hz]; each spike adds its mean phasic calcium, release depressed as in `docked_pool`.
        voltage: at which the neuron is held [mV]; depolarised, as failing tissue is.
    Returns:
        `ambient` [working], `calcium_load` [working, rate], the band `warning_low`, `warning_high` and `warned`.
    """
    if not working or not all(0.0 < share <= 1.0 for share in working):
        raise InputError("working", working, "shares above 0, at most 1")
    if not rates or not all(0.0 <= rate <= 200.0 for rate in rates):
        raise InputError("rates", rates, "numbers from 0 to 200 Hz")
    state, numbers = check(state or SynapseState()), Numbers()
    levels = np.array([ambient(numbers.transporter, share) for share in working])
    phasic = transmit(state, clamp=voltage)
    charge = -float(phasic.calcium_charge) - tonic(state, numbers, numbers.transporter.ambient, voltage)
    used = numbers.pool.utilisation * min(state.release, 1.0 / numbers.pool.utilisation)
    steady = np.array([rate * used / (1.0 + rate * used * numbers.pool.recovery / 1e3) for rate in rates])
    load = np.array([tonic(state, numbers, level, voltage) for level in levels])[:, None] + charge * steady[None, :]
    low = tonic(SynapseState(), numbers, Band().low, voltage)
    high = tonic(SynapseState(), numbers, Band().low * Band().astrocytes, voltage)
    return xr.Dataset(
        {
            "ambient": ("working", levels, attrs("umol/L", "ambient glutamate")),
            "calcium_load": (("working", "rate"), load, attrs("fC/s", "calcium charge through one spine")),
            "warned": (("working", "rate"), load >= low, attrs("1", "inside or above the warning band")),
            "warning_low": ((), low, attrs("fC/s", "lower edge of the warning band")),
            "warning_high": ((), high, attrs("fC/s", "upper edge of the warning band")),
        },
        {"working": ("working", np.array(working), attrs("1", "share of transporters that work")),
         "rate": ("rate", np.array(rates), attrs("Hz", "firing rate"))},
        {"version": __version__, "synapse_parameter_hash": parameter_hash(numbers), "voltage": voltage},
    )  # fmt: skip


def tonic(state: SynapseState, numbers: Numbers, level: float, voltage: float) -> float:
    """Steady calcium charge through the spine at an ambient level [fC/s]; levels above 1 mol/L count as that."""
    made = synapse(state, numbers, receptors(), clamp=voltage, far=min(level, 1e6))
    return -1e3 * _at_rest(made)[6]
