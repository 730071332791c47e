"""Dissociation (CADSS points) from S-ketamine at the effect site, with tolerance within and across sessions.

    driver   d = (s C_S / C50)^gamma / (1 + (s C_S / C50)^gamma)
    CADSS    E = E_max c A^share d / [(1 + a T_A)(1 + a T_L)]
    tolerance  dT_A/dt = (d - T_A) / 1 h,    dT_L/dt = k d - T_L / 60 d

R-ketamine contributes nothing (Olofsen 2022). s (receptor sensitivity) and A (how readily interneurons let go) are the
same numbers that move glutamate and mood in this patient: the only reason dissociation and benefit correlate here.
"""

from __future__ import annotations

from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import Source, assumed, param, parameters


@parameters
class Dissociation:
    """Concentration, size and tolerance."""

    c50: float = param(
        0.33,
        "umol/L",
        "unbound S-ketamine for half effect",
        Source(
            "Olofsen2022",
            "0.51 nmol/mL total (0.38-0.66) times unbound fraction 0.65",
            "derived",
            ("E545", "E302"),
        ),
        low=0.25,
        high=0.47,
    )
    steepness: float = param(
        1.5,
        "1",
        "gamma",
        assumed("near linear over 50 to 200 ng/mL; not printed in a source read", "E540"),
        low=1.0,
        high=3.5,
    )
    largest: float = param(
        35.82,
        "1",
        "E_max, CADSS points",
        Source("", "calibration row: mean CADSS at the end of an infusion", "fitted", ("E519",)),
    )
    shared: float = param(
        0.7,
        "1",
        "power with which the disinhibition gain enters",
        assumed("data do not hold it"),
        low=0.0,
        high=1.0,
    )
    tolerance: float = param(
        4.0, "1", "a, strength of tolerance", assumed("scale of the tolerance states"), low=0.0, high=10.0
    )
    acute_hours: float = param(
        1.0, "h", "tolerance within a session", assumed("peak falls before levels do"), low=0.3, high=3.0
    )
    lasting_rate: float = param(
        0.03,
        "1/h",
        "k, lasting tolerance per hour at full effect",
        assumed("attenuates with repeated dosing; size is validation", "E332"),
        low=0.005,
        high=0.2,
    )
    lasting_hours: float = param(1440.0, "h", "lasting tolerance", assumed("weeks to months"), low=336.0, high=4000.0)
    midazolam: float = param(
        0.5,
        "1",
        "share of dissociation a sedative level of a benzodiazepine removes",
        assumed("midazolam lowers CADSS by 10.3 (3.4-17.1) at 2 mg/kg", "E581"),
        low=0.1,
        high=0.9,
    )


def driver(s_ketamine: Array, d: Dissociation) -> Array:
    """Share of the full effect, 0 to 1, from unbound S-ketamine times sensitivity [umol/L]."""
    # smooth at zero, where a broken power has no derivative
    ratio = (s_ketamine * s_ketamine / (d.c50 * d.c50) + 1e-12) ** (0.5 * d.steepness) - 1e-12 ** (0.5 * d.steepness)
    return ratio / (1.0 + ratio)


def cadss(
    full: Array, acute: Array, lasting: Array, person: ArrayLike, benzodiazepine: ArrayLike, d: Dissociation
) -> Array:
    """CADSS points."""
    calm = 1.0 - d.midazolam * benzodiazepine
    return d.largest * person * full * calm / ((1.0 + d.tolerance * acute) * (1.0 + d.tolerance * lasting))
