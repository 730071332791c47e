"""Circuit: a prefrontal column, its glutamate, and the balance that decides whether a dose excites or silences it."""

from resynapse.circuit.balance import Anchors, Traces, response, solve_balance
from resynapse.circuit.hydroxynorketamine import Hydroxynorketamine, added_release
from resynapse.circuit.mean_field import CLASSES, Activity, Balance, Column, Tone, activity
from resynapse.circuit.modulators import Modulators, gain
from resynapse.circuit.release import Release, glutamate, surplus

__all__ = [
    "CLASSES",
    "Activity",
    "Anchors",
    "Balance",
    "Column",
    "Hydroxynorketamine",
    "Modulators",
    "Release",
    "Tone",
    "Traces",
    "activity",
    "added_release",
    "gain",
    "glutamate",
    "response",
    "solve_balance",
    "surplus",
]
