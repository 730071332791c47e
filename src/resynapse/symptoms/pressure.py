"""Blood pressure: the largest rise of a visit, from the level at the effect site.

    systolic rise = b P_max C / (C + C_half)          diastolic rise = 11.0/16.0 of it

C: both enantiomers, unbound. b: patient. Fitted to the mean of individual largest rises (E520), which is larger than
the mean at a fixed time (E527, E528): the two are different statistics.
"""

from __future__ import annotations

from jax import Array
from jax.typing import ArrayLike

from resynapse.provenance import Source, assumed, param, parameters


@parameters
class Pressure:
    """Size and concentration of the pressor effect."""

    largest: float = param(
        50.96, "mmHg", "P_max", Source("", "calibration row: largest systolic rise of a visit", "fitted", ("E520",))
    )
    half: float = param(
        1.0,
        "umol/L",
        "unbound ketamine for half effect",
        assumed("levels off above anaesthetic range; not read"),
        low=0.3,
        high=3.0,
    )
    diastolic: float = param(
        0.6875,
        "1",
        "diastolic over systolic rise",
        Source("Yale2024", "11.0 / 16.0 mmHg", "derived", ("E520", "E521")),
    )


def systolic(ketamine: Array, person: ArrayLike, p: Pressure) -> Array:
    """Systolic rise [mmHg] at this unbound level [umol/L]."""
    return p.largest * person * ketamine / (ketamine + p.half)
