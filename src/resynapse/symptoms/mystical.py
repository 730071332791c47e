"""Mystical experience: probability of a complete one (MEQ30), by exposure.

    odds = odds_0 (C / C_0)^b          P = odds / (1 + odds)

Two proportions carry it: 17.0 % of nasal esketamine and 18.2 % of racemic treatments in 60 veterans (E578,
E579). That scores rise with racemic dose is known (p 0.002, E580), how steeply is not: b is assumed, with a
wide range. C: largest effect-site S-ketamine, in plasma units [ng/mL]. NumPy or JAX arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from resynapse.provenance import Source, assumed, param

_SHARE = Source("Bhatt2024", "mean of 17.02 and 18.19 % of treatments", "derived", ("E578", "E579"))
_LEVEL = Source(
    "Zanos2018",
    "S-ketamine peak at those doses: half of 185 ng/mL (racemate) and 73 to 102 ng/mL (nasal 56 and 84 mg)",
    "derived",
    ("E248", "S405"),
)


@dataclass(frozen=True)
class Mystical:
    """How often a complete mystical experience is reported."""

    share: float = param(0.176, "1", "probability at clinical exposure", _SHARE, low=0.08, high=0.30)
    level: float = param(90.0, "ng/mL", "C_0, S-ketamine at clinical exposure", _LEVEL, low=60.0, high=140.0)
    slope: float = param(
        1.5,
        "1",
        "b, rise of the log odds with log exposure",
        assumed("rises with dose, p 0.002; no mean by dose", "E580", key="Bhatt2024"),
        low=0.3,
        high=4.0,
    )


def probability(peak: Any, m: Mystical | None = None) -> Any:
    """Probability of a complete mystical experience in one session.

    Args:
        peak: largest effect-site S-ketamine of the session [ng/mL in plasma], any shape, not negative.
        m: size and slope.
    Returns:
        Probability, same shape; 0 without drug.

    >>> round(probability(90.0), 3)
    0.176
    """
    m = m or Mystical()
    odds = m.share / (1.0 - m.share) * (peak / m.level) ** m.slope
    return odds / (1.0 + odds)
