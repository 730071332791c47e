"""The second microscope: the column as thousands of spiking cells."""

from collections.abc import Iterator
from typing import Any

from resynapse.circuit.spiking.cells import Pv, Pyramidal, Sst, Vip
from resynapse.circuit.spiking.state import ColumnState

__all__ = ["ColumnState", "numbers"]


def numbers() -> Iterator[tuple[str, Any]]:
    """Every parameter set of the column with its name, in the order of the story."""
    from resynapse.circuit.spiking.background import Background
    from resynapse.circuit.spiking.electrode import Electrode
    from resynapse.circuit.spiking.wiring import Composition, Probability, ShortTerm, Strength, Synapses

    yield from (("pyramidal", Pyramidal()), ("PV", Pv()), ("SST", Sst()), ("VIP", Vip()))
    yield from (("composition", Composition()), ("probability", Probability()), ("strength", Strength()))
    yield from (("release", ShortTerm()), ("synapses", Synapses()), ("background", Background()))
    yield "electrode", Electrode()
