"""Plasma: how much drug is in blood and brain, hour by hour.

Exports the models (`MODELS`, `DEFAULT`, `choose`), the subjects, and `levels`, which computes what the
next scale sees.
"""

from __future__ import annotations

from resynapse.plasma.brain import BRAIN
from resynapse.plasma.exposure import (
    BRAIN_KETAMINE,
    Levels,
    Part,
    Stretch,
    edges,
    follow,
    levels,
    parts,
    random_effects,
)
from resynapse.plasma.linear import Inflow, System, propagate, readouts
from resynapse.plasma.model import Model
from resynapse.plasma.published import (
    COMPARATORS,
    DEFAULT,
    MODELS,
    PARAMETERS,
    choose,
    default_for,
    suited_to,
)
from resynapse.plasma.subjects import Subjects, typical

__all__ = [
    "BRAIN",
    "BRAIN_KETAMINE",
    "COMPARATORS",
    "DEFAULT",
    "MODELS",
    "PARAMETERS",
    "Inflow",
    "Levels",
    "Model",
    "Part",
    "Stretch",
    "Subjects",
    "System",
    "choose",
    "default_for",
    "edges",
    "follow",
    "levels",
    "parts",
    "propagate",
    "random_effects",
    "readouts",
    "suited_to",
    "typical",
]
