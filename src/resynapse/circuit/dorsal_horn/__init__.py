"""The dorsal horn of the spinal cord: where pain signals are relayed, wound up, and held back by NMDA block."""

from resynapse.circuit.dorsal_horn.column import Stimuli
from resynapse.circuit.dorsal_horn.ongoing import Ongoing, blocked, signal
from resynapse.circuit.dorsal_horn.parameters import DorsalHorn
from resynapse.circuit.dorsal_horn.state import DorsalHornState
from resynapse.circuit.dorsal_horn.wind_up import Responses, responses

__all__ = ["DorsalHorn", "DorsalHornState", "Ongoing", "Responses", "Stimuli", "blocked", "responses", "signal"]
