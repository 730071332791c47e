"""Receptor: how many NMDA channels the drug holds shut, where, and what that leaves to AMPA."""

from resynapse.receptor.trapping_block import SUBUNITS, Block, Free, Receptors, block, by_subunit

__all__ = ["SUBUNITS", "Block", "Free", "Receptors", "block", "by_subunit"]
