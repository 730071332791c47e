"""The column of spiking cells in a bath of ketamine, for several tests."""

from mechanism_runs import free, typical
from resynapse.circuit.spiking import ColumnState
from resynapse.receptor import block

PATIENT = typical()


def bath(concentration) -> ColumnState:
    """The state of a slice at this concentration of racemate [umol/L]; tonic drive comes from the anchors."""
    shut = block(free(concentration), PATIENT.receptor)
    return ColumnState(
        phasic=float(shut.phasic),
        interneuron=float(shut.interneuron),
        resting=float(shut.resting),
        tonic_interneuron=float(PATIENT.balance.interneuron),
        tonic_pyramidal=float(PATIENT.balance.pyramidal),
    )
