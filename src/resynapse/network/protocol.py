"""How a brain is simulated: time steps, scanner, speed of conduction."""

from __future__ import annotations

from resynapse.errors import InputError
from resynapse.provenance import assumed, param, parameters


@parameters
class Protocol:
    """Numbers of the simulation that are not biology, and the speed of fibres."""

    step: float = param(
        0.1, "ms", "Euler-Maruyama step", assumed("a hundredth of the fastest decay"), low=0.01, high=1.0
    )
    refresh: float = param(
        1.0,
        "ms",
        "interval at which regions read each other, a multiple of the step",
        assumed("a hundredth of NMDA decay; connectivity is unchanged against every step"),
        low=0.01,
        high=1.0,
    )
    haemodynamics: float = param(
        1.0, "ms", "Euler step of the balloon", assumed("a thousandth of its time constants"), low=0.1, high=10.0
    )
    repetition: float = param(
        0.72, "s", "time between two BOLD volumes", assumed("Human Connectome Project protocol"), low=0.1, high=3.0
    )
    settle: float = param(
        20.0, "s", "simulated before the first volume kept", assumed("several haemodynamic decays"), low=0.0, high=120.0
    )
    velocity: float = param(
        4.0, "m/s", "conduction along fibres, for delays", assumed("myelinated axons"), low=1.0, high=20.0
    )


def whole(field: str, numerator: float, denominator: float) -> int:
    """How often one interval fits another.

    Raises:
        InputError: it does not fit a whole number of times.
    """
    times = round(numerator / denominator) if denominator > 0.0 else 0
    if times < 1 or abs(times * denominator - numerator) > 1e-6 * numerator:
        raise InputError(field, numerator, f"a positive multiple of {denominator:g}")
    return times
