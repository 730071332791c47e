"""Synapse: one message, from the spike on the axon to the transporter, in microseconds. The first microscope."""

from resynapse.synapse.state import SynapseState

__all__ = ["SynapseState"]
