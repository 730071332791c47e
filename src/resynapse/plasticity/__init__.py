"""Plasticity: stress takes synapses away; glutamate, BDNF and mTORC1 bring some back."""

from resynapse.plasticity.homeostasis import Homeostasis
from resynapse.plasticity.inside_out import InsideOut
from resynapse.plasticity.signalling import Signalling
from resynapse.plasticity.spines import Spines
from resynapse.plasticity.stress import Stress
from resynapse.plasticity.window import Window, learning_rate

__all__ = ["Homeostasis", "InsideOut", "Signalling", "Spines", "Stress", "Window", "learning_rate"]
