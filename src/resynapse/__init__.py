"""Resynapse: ketamine therapy from the dose to the synapse to the symptom. Research and education only."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "predict", "run"]


def __getattr__(name: str) -> Any:  # heavy imports wait until something is simulated
    if name == "run":
        from resynapse import forecast

        return forecast.run
    if name == "predict":
        from resynapse.individual import prediction

        return prediction.predict
    raise AttributeError(name)
