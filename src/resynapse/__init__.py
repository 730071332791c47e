"""Resynapse: ketamine therapy from the dose to the synapse to the symptom. Research and education only."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "predict", "run"]


DOORS = {"run": "resynapse.forecast", "predict": "resynapse.individual.prediction"}


def __getattr__(name: str) -> Any:  # heavy imports wait until something is simulated
    if name in DOORS:
        return getattr(import_module(DOORS[name]), name)
    raise AttributeError(name)


def __dir__() -> list[str]:  # what an interactive prompt offers
    return list(__all__)
