"""One patient: a forecast from a plan and the scores so far, with a range that means what it says."""

from resynapse.individual.observed import Score, read_scores
from resynapse.individual.prediction import predict

__all__ = ["Score", "predict", "read_scores"]
