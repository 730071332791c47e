"""Sedation: probability of any sedation and of anaesthesia, by concentration.

    E = 2 (w S + R) / (w + 1)          P = E^h / (E^h + E_50^h)

Anaesthesia: half of the patients wake at 2.7 umol/L (Idvall 1979) and the anaesthetic range begins at
1200 ng/mL. Any sedation: half to three fifths of the patients on nasal esketamine; how it rises with the
level is assumed. A co-medication is not in it: see `breathing.warning`. S, R, E: effect-site levels in plasma
units [ng/mL], E the racemate with the same effect. Arrays of NumPy or JAX; operators only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from resynapse.provenance import Source, assumed, param

_WAKING = Source("Idvall1979", "2.7 (0.9) umol/L at recovery times 237.7 g/mol", "derived", ("E258",))
_DEPTH = Source(
    "Zanos2018",
    "19 of 20 asleep at 1200 ng/mL: ln 19 / ln(1200 / 642); the share is assumed",
    "derived",
    ("E254",),
)
_DROWSY = Source(
    "EsketamineSafety",
    "55 % (49 to 61) at 88 ng/mL S-ketamine: 140 ng/mL racemate (0.45 / 0.55)^(1/2)",
    "derived",
    ("S403", "S405"),
)


@dataclass(frozen=True)
class Sedation:
    """Levels that sedate."""

    enantiomer: float = param(
        4.0,
        "1",
        "w, potency of S- over R-ketamine",
        Source(
            "Sinner2005", "nearly four times, cultured neurons; binding 1.2 to 4.7", "measured", ("B019",)
        ),
        low=1.2,
        high=4.7,
    )
    waking: float = param(642.0, "ng/mL", "E_50 of anaesthesia", _WAKING, low=428.0, high=856.0)
    depth: float = param(4.7, "1", "h of anaesthesia", _DEPTH, low=3.0, high=8.0)
    drowsy: float = param(127.0, "ng/mL", "E_50 of any sedation", _DROWSY, low=70.0, high=250.0)
    rise: float = param(
        2.0, "1", "h of any sedation", assumed("no level-response was read"), low=1.0, high=4.0
    )


def racemate_equivalent(s_ketamine: Any, r_ketamine: Any, d: Sedation | None = None) -> Any:
    """Racemate [ng/mL] with the same effect as these enantiomers [ng/mL], same shape.

    >>> float(racemate_equivalent(50.0, 50.0))
    100.0
    """
    d = d or Sedation()
    return 2.0 * (d.enantiomer * s_ketamine + r_ketamine) / (d.enantiomer + 1.0)


def anaesthesia(level: Any, d: Sedation | None = None) -> Any:
    """Probability of not being awake at this racemate-equivalent level [ng/mL], same shape."""
    d = d or Sedation()
    return _sigmoid(level, d.waking, d.depth)


def sedation(level: Any, d: Sedation | None = None) -> Any:
    """Probability of any sedation, drowsy or asleep, at this racemate-equivalent [ng/mL], same shape."""
    d = d or Sedation()
    return 1.0 - (1.0 - _sigmoid(level, d.drowsy, d.rise)) * (1.0 - anaesthesia(level, d))


def _sigmoid(level: Any, half: Any, steepness: Any) -> Any:
    odds = (level / half) ** steepness
    return odds / (1.0 + odds)
