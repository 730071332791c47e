"""Magnesium in the NMDA pore: it leaves when the membrane depolarises; it does not flow in.

open fraction = 1 / (1 + [Mg]/3.57 mM exp(-0.062/mV V))
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import Source, param, parameters

JAHR = Source("Jahr1990", "fitted curve as published in model code", "measured", ("M076", "M077"))


@parameters
class Magnesium:
    """Constants of the Jahr and Stevens curve."""

    half: float = param(3.57, "mmol/L", "magnesium for half block at 0 mV", JAHR)
    slope: float = param(0.062, "1/mV", "steepness of the block with voltage", JAHR)


def strength(voltage: ArrayLike, magnesium: ArrayLike = 1.0, constants: Magnesium | None = None) -> Array:
    """Concentration of magnesium over its dissociation constant at this voltage.

    Args:
        voltage: membrane potential [mV], any shape.
        magnesium: extracellular concentration [mmol/L].
    """
    c = constants or Magnesium()
    return jnp.asarray(magnesium) / c.half * jnp.exp(-c.slope * jnp.asarray(voltage))


def unblocked(voltage: ArrayLike, magnesium: ArrayLike = 1.0) -> Array:
    """Fraction of NMDA channels without magnesium in the pore.

    Treated as instantaneous; ketamine unbinds far more slowly and is modelled separately.

    Args:
        voltage: membrane potential [mV], any shape.
        magnesium: extracellular concentration [mmol/L], broadcast against `voltage`.
    Returns:
        Fraction in (0, 1), shape of the broadcast inputs.
    Source:
        Jahr & Stevens 1990.

    >>> round(float(unblocked(-65.0)), 4)
    0.0597
    """
    return 1.0 / (1.0 + strength(voltage, magnesium))
