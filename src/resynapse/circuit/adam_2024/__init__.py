"""A second column, as published: 180 Hodgkin-Huxley cells with kinetic NMDA receptors, after Adam et al. 2024.

    k_unblock falls with the drug
    -> NMDA current of tonic interneurons falls, they fall silent -> pyramids are free, gamma with the phasic ones
    -> lower still: NMDA excitation among pyramids only just carries itself; it tires, gamma stops, receptors recover
       over about a second, gamma starts again: slow delta

Numbers are the authors', as read from public code (Neuroblox.jl); the drug enters as the course's block. It is an
alternative to the column that the course is held against, for the question of slow delta, and no result of the course
depends on it.
"""

from collections.abc import Iterator
from typing import Any

__all__ = ["numbers"]


def numbers() -> Iterator[tuple[str, Any]]:
    """Every parameter set of this column with its name."""
    from resynapse.circuit.adam_2024.cells import Cells
    from resynapse.circuit.adam_2024.receptor import Receptor
    from resynapse.circuit.adam_2024.wiring import Wiring

    yield from (("receptor", Receptor()), ("cells", Cells()), ("wiring", Wiring()))
