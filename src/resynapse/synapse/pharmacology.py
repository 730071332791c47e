"""Dose axes of the NMDA receptor under voltage clamp: how much is blocked, how fast, and what stays trapped.

    block        1 - conductance with the drug / conductance without it
    half block   the concentration where block is one half; the slope at that point is the Hill coefficient
    trapped      share of the channels blocked at the end of loading that a wash without agonist leaves blocked
    use          block of each synaptic response in a train, against one response without the drug

Concentrations are unbound [umol/L]; every result is an xarray Dataset with units.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
import xarray as xr
from scipy.linalg import expm

from resynapse.errors import InputError
from resynapse.provenance import describe, digest
from resynapse.receptor.blockers import Ketamine, Lanicemine, Memantine
from resynapse.receptor.trapping_block import SUBUNITS, Receptors
from resynapse.synapse.blocked import Drug, Leaving, with_drugs
from resynapse.synapse.nmda.destexhe_1998 import nmda_destexhe_1998
from resynapse.synapse.protocol import Step, conductance, matrix, settle
from resynapse.synapse.scheme import Floats, Scheme, equilibrium, generator

DRUGS: tuple[Drug, ...] = (Ketamine(), Memantine(), Lanicemine())
CONCENTRATIONS = np.geomspace(0.01, 100.0, 41)
SATURATING = 1.0  # mmol/L glutamate
LONG = 60_000.0  # ms, loading and testing
PULSE = 1.0  # ms of glutamate, one release


def concentration_response(
    scheme: Scheme | None = None,
    drugs: Sequence[Drug] = DRUGS,
    concentrations: Floats = CONCENTRATIONS,
    voltages: Sequence[float] = (-66.0,),
    magnesium: Sequence[float] = (0.0, 1.0),
    subunits: Sequence[str] = SUBUNITS,
    transmitter: float = SATURATING,
) -> xr.Dataset:
    """Block in equilibrium, by drug, subunit, voltage [mV], magnesium [mmol/L] and concentration [umol/L].

    Args:
        scheme: gating of the receptor; Destexhe 1998 unless given.
        transmitter: glutamate [mmol/L]; it has to open the channel now and then.
    Returns:
        `block`, and per curve `half_block` [umol/L] and `hill` (NaN where half block lies off the axis).
    """
    if not (np.asarray(concentrations) > 0.0).all():
        raise InputError("concentrations", float(np.min(concentrations)), "above zero")
    if not transmitter > 0.0:
        raise InputError("transmitter", transmitter, "above zero: a closed channel shows no block")
    base = scheme or nmda_destexhe_1998()
    block = np.empty((len(drugs), len(subunits), len(voltages), len(magnesium), len(concentrations)))
    for i, drug in enumerate(drugs):
        for j, subunit in enumerate(subunits):
            receptor = with_drugs(base, subunit, (drug,))
            for k, voltage in enumerate(voltages):
                for m, mg in enumerate(magnesium):
                    left = [_steady(receptor, transmitter, c, voltage, mg) for c in (0.0, *concentrations)]
                    block[i, j, k, m] = 1.0 - np.array(left[1:]) / left[0]
    half, hill = _half_and_slope(np.asarray(concentrations, dtype=float), block)
    axes = ("drug", "subunit", "voltage", "magnesium")
    return _dataset(
        {
            "block": ((*axes, "concentration"), block, "1", "share of the NMDA conductance blocked"),
            "half_block": (axes, half, "umol/L", "concentration of half block"),
            "hill": (axes, hill, "1", "Hill coefficient at half block"),
        },
        {
            "drug": ([_name(d) for d in drugs], "", "drug in the pore"),
            "subunit": (list(subunits), "", "GluN2 subunit"),
            "voltage": (list(voltages), "mV", "membrane potential"),
            "magnesium": (list(magnesium), "mmol/L", "extracellular magnesium"),
            "concentration": (concentrations, "umol/L", "unbound drug"),
        },
        base.name,
        f"in equilibrium, {transmitter:g} mmol/L glutamate",
    )


def resting_response(
    concentrations: Floats = CONCENTRATIONS,
    scheme: Scheme | None = None,
    receptors: Receptors | None = None,
    ambient: float = 0.001,
) -> xr.Dataset:
    """Ketamine on the resting receptors of a pyramid: in the pore, and with the native low-concentration component.

    The component closes channels by `site C / (C + site_half)`, as in the course. It is a factor, not a state: what
    moves it is not known well enough for rates, and brief synaptic responses are spared.

    Args:
        concentrations: of racemic ketamine [umol/L].
        ambient: glutamate around the cell [mmol/L].
    """
    cells = receptors or Receptors()
    base, drug, share = scheme or nmda_destexhe_1998(), cells.ketamine, cells.membranes.pyramidal_2a
    pore = np.zeros(len(concentrations))
    for subunit, weight in (("GluN2A", share), ("GluN2B", 1.0 - share)):
        receptor = with_drugs(base, subunit, (drug,))
        inputs = (cells.membranes.voltage, cells.membranes.magnesium)
        left = np.array([_steady(receptor, ambient, c, *inputs) for c in (0.0, *concentrations)])
        pore += weight * (1.0 - left[1:] / left[0])
    spared = 1.0 - drug.site * concentrations / (concentrations + drug.site_half)
    axes = ("concentration",)
    return _dataset(
        {
            "pore": (axes, pore, "1", "share of the resting NMDA conductance blocked in the pore"),
            "whole": (axes, 1.0 - (1.0 - pore) * spared, "1", "the same with the low-concentration component"),
        },
        {"concentration": (concentrations, "umol/L", "unbound racemic ketamine")},
        base.name,
        f"in equilibrium, {ambient:g} mmol/L glutamate",
    )


def trapping(
    scheme: Scheme | None = None,
    drugs: Sequence[Drug] = DRUGS,
    washes: Sequence[float] = tuple(np.r_[0.0, np.geomspace(0.1, 60.0, 28)]),
    concentration: float = 10.0,
    voltage: float = -66.0,
    magnesium: float = 0.0,
    agonist: float = 0.01,
    subunit: str = "GluN2A",
) -> xr.Dataset:
    """Load with agonist and drug, wash both away for a while, then ask with agonist what is still blocked.

    Args:
        washes: seconds without agonist and drug.
        concentration: of the drug while loading [umol/L].
        agonist: glutamate while loading and asking [mmol/L].
    Returns:
        `trapped`: share of the blocked channels that are still blocked after the wash; `response`: share of the
        control peak with which the next agonist is answered.
    """
    base = scheme or nmda_destexhe_1998()
    trapped = np.empty((len(drugs), len(washes)))
    response = np.empty_like(trapped)
    ask = Step(300.0, agonist, 0.0, voltage, magnesium)
    for i, drug in enumerate(drugs):
        receptor = with_drugs(base, subunit, (drug,))
        loaded = settle(receptor, [Step(LONG, agonist, concentration, voltage, magnesium)])
        washing = [Step(1000.0 * wash, 0.0, 0.0, voltage, magnesium) for wash in washes]
        washed = np.array([settle(receptor, [step], loaded) for step in washing])
        trapped[i] = [blocked_share(receptor, p) / blocked_share(receptor, loaded) for p in washed]
        response[i] = _peaks(receptor, ask, washed) / _peaks(receptor, ask, receptor.start)
    return _dataset(
        {
            "trapped": (("drug", "wash"), trapped, "1", "share of the blocked channels still blocked"),
            "response": (("drug", "wash"), response, "1", "peak answer to agonist, share of control"),
        },
        {
            "drug": ([_name(d) for d in drugs], "", "drug in the pore"),
            "wash": (list(washes), "s", "time without agonist and drug"),
        },
        base.name,
        f"{subunit}, loaded with {concentration:g} umol/L, {_held(magnesium, voltage)}",
    )


def use_dependence(
    scheme: Scheme | None = None,
    drug: Drug | None = None,
    rates: Sequence[float] = (0.1, 1.0, 5.0, 20.0),
    concentration: float = 1.0,
    seconds: float = 60.0,
    voltage: float = -40.0,
    magnesium: float = 1.0,
    subunit: str = "GluN2A",
    ambient: float = 0.0,
) -> xr.Dataset:
    """How block builds up under synaptic firing: a channel has to open for the drug to come in.

    The drug arrives at time 0 on receptors at rest; each release is 1 ms of 1 mmol/L glutamate.

    Args:
        rates: releases per second.
        concentration: of the drug [umol/L].
        ambient: glutamate between the releases [mmol/L].
    Returns:
        `blocked` by rate and time: share of channels with the drug in the pore.
    """
    if any(not 0.0 < rate <= 500.0 for rate in rates):
        raise InputError("rates", list(rates), "above 0 and at most 500 per second")
    base, chosen = scheme or nmda_destexhe_1998(), drug or Ketamine()
    receptor = with_drugs(base, subunit, (chosen,))
    times = np.linspace(0.0, seconds, 121)
    blocked = np.empty((len(rates), len(times)))
    for i, rate in enumerate(rates):
        period = 1000.0 / rate
        release = Step(PULSE, SATURATING, concentration, voltage, magnesium)
        pause = Step(period - PULSE, ambient, concentration, voltage, magnesium)
        moments, shares = _built_up(receptor, release, pause, 1000.0 * seconds, 1000.0 * times[1])
        blocked[i] = np.interp(1000.0 * times, moments, shares)
    return _dataset(
        {"blocked": (("rate", "time"), blocked, "1", f"share of channels holding {_name(chosen)}")},
        {"rate": (list(rates), "1/s", "releases per second"), "time": (times, "s", "time with the drug")},
        base.name,
        f"{subunit}, {concentration:.2g} umol/L {_name(chosen)}, {_held(magnesium, voltage)}",
    )


def blocked_share(scheme: Scheme, occupancy: Floats) -> float:
    """Share of channels with a drug in the pore: the states whose name carries a mark that is not magnesium's."""
    held = ["+" in state and not state.endswith("+Mg") for state in scheme.states]
    return float(occupancy[np.array(held)].sum())


def _built_up(receptor: Scheme, release: Step, pause: Step, until: float, interval: float) -> tuple[Floats, Floats]:
    """Times [ms] and blocked shares of release after release, read at the end of each pause and `interval` ms apart."""
    count = int(np.ceil(until / (release.duration + pause.duration)))
    parts = max(1, int(np.ceil(pause.duration / interval)))
    short = pause.duration / parts
    opened, waited = expm(matrix(receptor, release) * release.duration), expm(matrix(receptor, pause) * short)
    waits = np.array([release.duration + short, *[short] * (parts - 1)])
    p, shares = receptor.start, [blocked_share(receptor, receptor.start)]
    for _ in range(count):
        p = p @ opened
        for _ in range(parts):
            p = p @ waited
            shares.append(blocked_share(receptor, p))
    return np.r_[0.0, np.cumsum(np.tile(waits, count))], np.array(shares)


def _peaks(receptor: Scheme, step: Step, starts: Floats) -> Floats:
    """Largest conductance while a step lasts, read every millisecond, from each start [..., n]."""
    after, p = expm(matrix(receptor, step)), starts
    highest = conductance(receptor, p, step)
    for _ in range(round(step.duration)):
        p = p @ after
        highest = np.maximum(highest, conductance(receptor, p, step))
    return highest


def _steady(receptor: Scheme, transmitter: float, drug: float, voltage: float, magnesium: float) -> float:
    p = equilibrium(receptor, generator(receptor, transmitter, drug, voltage, magnesium))
    return float(p @ receptor.open)


def _half_and_slope(concentrations: Floats, block: Floats) -> tuple[Floats, Floats]:
    """Where each curve [..., concentration] crosses one half, and its slope there on a logit-log scale."""
    logs, rows = np.log(concentrations), block.reshape(-1, len(concentrations))
    half, hill = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for k, row in enumerate(rows):
        if row[0] < 0.5 < row[-1]:
            logit = np.log(row / (1.0 - row))
            half[k] = np.exp(np.interp(0.0, logit, logs))
            hill[k] = np.interp(np.log(half[k]), logs, np.gradient(logit, logs))
    return half.reshape(block.shape[:-1]), hill.reshape(block.shape[:-1])


def _name(drug: Drug) -> str:
    return type(drug).__name__.lower()


def _held(magnesium: float, voltage: float) -> str:
    return f"{f'{magnesium:g} mmol/L' if magnesium else 'no'} magnesium, {voltage:g} mV"


def _dataset(
    variables: dict[str, tuple[tuple[str, ...], Floats, str, str]],
    coordinates: dict[str, tuple[Sequence[object] | Floats, str, str]],
    scheme: str,
    conditions: str,
) -> xr.Dataset:
    """The variables with their units; the hash is of the drugs alone, the one in `course.nc` of every number."""
    numbers = [row for group in (*DRUGS, Leaving()) for row in describe(group, _name(group))]  # type: ignore[arg-type]
    made = xr.Dataset(
        {
            name: (dims, values, {"units": units, "long_name": said, "kind": "simulated"})
            for name, (dims, values, units, said) in variables.items()
        },
        attrs={
            "version": version("resynapse"),
            "drug_parameter_hash": digest(numbers),
            "scheme": scheme,
            "conditions": conditions,
        },
    )
    for name, (values, units, said) in coordinates.items():
        made = made.assign_coords({name: (name, np.asarray(values), {"units": units or "1", "long_name": said})})
    return made
