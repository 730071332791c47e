"""One patient: a forecast from a plan and the scores so far, with a range that means what it says."""

from __future__ import annotations

from typing import Any

__all__ = ["Score", "predict", "read_scores"]


def __getattr__(name: str) -> Any:  # the command line reads this folder at every start
    if name == "predict":
        from resynapse.individual.prediction import predict

        return predict
    if name in ("Score", "read_scores"):
        from resynapse.individual import observed

        return getattr(observed, name)
    raise AttributeError(name)
