"""One spinal segment under trains of stimuli: afferents, interneurons, projection neurons.

    volley      u(t) = sum over stimuli of exp(-((t - t_i - arrival) / spread)^2 / 2), for A-beta and C fibres
    membrane    tau dV/dt = -(V - rest) - sum of g (V - reversal)
    firing      rate = gain width ln(1 + e^((V - threshold) / width))
    AMPA        tau dg/dt = -g + weight u (1 - blocked AMPA)
    NMDA        dg/dt = binding u (1 - g) / rise - g / tau
                open = nmda g (1 - blocked) / (1 + [Mg]/3.57 e^(-0.062 V))
    calcium     tau ds/dt = -s + (open / half)^2 (1 - s)         the cation current that NMDA calcium switches on
    substance P tau dn/dt = -n + tau n_1 u / area of u           each C volley adds n_1
    inhibition  tau dg/dt = -g + weight rate_I / 100 Hz, times the GABA-A gain

A C volley opens AMPA (the first response) and, behind magnesium, NMDA channels. Their calcium switches on a cation
current of seconds, and with substance P it depolarises the cell, so that the next volley finds less magnesium in the
pore: wind-up. If the next volley comes after that current is gone, nothing grows. A-beta volleys drive inhibition.
Conductances are in multiples of the leak, V in mV, t in ms.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from resynapse.circuit.dorsal_horn.parameters import DorsalHorn
from resynapse.circuit.dorsal_horn.state import DorsalHornState
from resynapse.receptor.magnesium import unblocked
from resynapse.solve import Floats

STEP = 1.0  # ms; halving it moves no response by more than 2 % (tests)
PIECE = 4096  # steps compiled once and repeated
HUNDRED = 100.0  # Hz, the rate at which the weights of interneurons are given


class Stimuli(NamedTuple):
    """A train of electrical stimuli to the nerve.

    Attributes:
        number: of stimuli.
        hz: per second.
        a_beta, c: share of each kind of fibre that each stimulus fires, 0 to 1.
    """

    number: int = 16
    hz: float = 0.5
    a_beta: float = 1.0
    c: float = 1.0


class Trace(NamedTuple):
    """WDR neurons through time, [T, ...]: firing rate [Hz], membrane potential [mV], and the times [ms]."""

    times: Floats
    rate: Floats
    voltage: Floats


class _Now(NamedTuple):
    excitatory: Array  # mV
    inhibitory: Array
    wdr: Array
    to_excitatory: Array  # conductances
    to_inhibitory: Array
    to_wdr: Array
    nmda: Array
    brake: Array
    slow: Array
    peptide: Array


def follow(stimuli: Stimuli, state: DorsalHornState, numbers: DorsalHorn, step: float = STEP) -> Trace:
    """WDR neurons during a train and one more interval.

    Args:
        stimuli: the train.
        state: block and tone; arrays of one shape follow many conditions at once.
        step: of the integration [ms].
    Returns:
        traces [T, ...] on the grid of `step`.
    """
    interval = 1000.0 / stimuli.hz
    count = round((stimuli.number * interval + numbers.c_arrival) / step)
    times: Floats = step * np.arange(1.0, PIECE * -(-count // PIECE) + 1.0)
    a = stimuli.a_beta * _volleys(times, stimuli.number, interval, numbers.a_arrival, numbers.a_spread)
    c = stimuli.c * _volleys(times, stimuli.number, interval, numbers.c_arrival, numbers.c_spread)
    shape = np.broadcast_shapes(*(np.shape(value) for value in state))
    wide = DorsalHornState(*(np.broadcast_to(np.asarray(value, float), shape) for value in state))
    now = _Now(*[np.full(shape, numbers.rest)] * 3, *[np.zeros(shape)] * 7)
    pieces = []
    for first in range(0, len(times), PIECE):
        now, piece = _integrate(now, a[first : first + PIECE], c[first : first + PIECE], wide, numbers, step)
        pieces.append([np.asarray(values) for values in piece])
    rate, voltage = (np.concatenate(parts)[:count] for parts in zip(*pieces, strict=True))
    return Trace(times[:count], rate, voltage)


def _volleys(times: Floats, number: int, interval: float, arrival: float, spread: float) -> Floats:
    """Share of fibres firing at each time [T]: the volleys of a train."""
    nearest = np.clip(np.round((times - arrival) / interval), 0, number - 1)
    return np.exp(-0.5 * ((times - arrival - nearest * interval) / spread) ** 2)


@partial(jax.jit, static_argnames="step")
def _integrate(
    now: _Now, a: Floats, c: Floats, state: DorsalHornState, p: DorsalHorn, step: float
) -> tuple[_Now, tuple[Array, Array]]:
    """A piece of the train: where it ends, and rate and potential of the WDR neurons [PIECE, ...]."""

    def advance(now: _Now, volley: tuple[Array, Array]) -> tuple[_Now, tuple[Array, Array]]:
        then = _advance(now, volley, state, p, step)
        return then, (_rate(then.wdr, p), then.wdr)

    return jax.lax.scan(advance, now, (a, c))


def _advance(now: _Now, volley: tuple[Array, Array], state: DorsalHornState, p: DorsalHorn, step: float) -> _Now:
    """One step: conductances first, then membranes, each exactly for inputs held during the step."""
    a, c = volley
    free = 1.0 - state.ampa
    rate_e, rate_i = _rate(now.excitatory, p) / HUNDRED, _rate(now.inhibitory, p) / HUNDRED
    to_e = _toward(now.to_excitatory, free * p.c_excitatory * c, p.ampa_ms, step)
    to_i = _toward(now.to_inhibitory, free * (p.a_inhibitory * a + p.c_inhibitory * c), p.ampa_ms, step)
    to_w = _toward(now.to_wdr, free * (p.a_wdr * a + p.c_wdr * c + p.relay * rate_e), p.ampa_ms, step)
    binding = p.nmda_binding * c / p.nmda_rise_ms
    loss = binding + 1.0 / p.nmda_ms
    nmda = _toward(now.nmda, binding / loss, 1.0 / loss, step)
    opened = p.nmda * nmda * (1.0 - state.blocked) * unblocked(now.wdr, state.magnesium)
    opening = (opened / p.calcium_half) ** 2
    slow = _toward(now.slow, opening / (1.0 + opening), p.slow_ms / (1.0 + opening), step)
    area = jnp.sqrt(2.0 * jnp.pi) * p.c_spread
    peptide = _toward(now.peptide, p.peptide_ms * p.peptide * c / area, p.peptide_ms, step)
    brake = _toward(now.brake, p.inhibition * rate_i, p.inhibition_ms, step)
    held = state.gaba * brake
    return _Now(
        _membrane(now.excitatory, to_e, held, p, step),
        _membrane(now.inhibitory, to_i, jnp.zeros_like(held), p, step),
        _membrane(now.wdr, to_w + opened + p.slow * slow + peptide, held, p, step),
        to_e, to_i, to_w, nmda, brake, slow, peptide,
    )  # fmt: skip


def _toward(value: Array, target: Array, constant: Array | float, step: float) -> Array:
    """Relaxation to a held target, exactly."""
    return target + (value - target) * jnp.exp(-step / constant)


def _membrane(voltage: Array, excitation: Array, inhibition: Array, p: DorsalHorn, step: float) -> Array:
    """Membrane potential after a step of held conductances; excitation reverses at 0 mV."""
    total = 1.0 + excitation + inhibition
    return _toward(voltage, (p.rest + inhibition * p.inhibitory) / total, p.membrane_ms / total, step)


def _rate(voltage: Array, p: DorsalHorn) -> Array:
    """Firing rate [Hz]."""
    return p.gain * p.width * jax.nn.softplus((voltage - p.threshold) / p.width)
