"""The second microscope: the column as thousands of spiking cells."""

from resynapse.circuit.spiking.state import ColumnState

__all__ = ["ColumnState"]
