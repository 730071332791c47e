"""Synapse: one message, from the spike on the axon to the transporter, in microseconds. The first microscope."""

from typing import Any

from resynapse.synapse.numbers import Numbers
from resynapse.synapse.state import SynapseState

__all__ = ["Numbers", "SynapseState", "train", "transmissions", "transmit"]


def __getattr__(name: str) -> Any:  # compiled functions wait until something is simulated
    if name == "transmit":
        from resynapse.synapse.transmission import transmit

        return transmit
    if name == "transmissions":
        from resynapse.synapse.ensemble import transmissions

        return transmissions
    if name == "train":
        from resynapse.synapse.trains import train

        return train
    raise AttributeError(name)
