"""Network: the brain as regions joined by a connectome. The third microscope."""

from resynapse.network.state import BrainState

__all__ = ["BrainState"]
