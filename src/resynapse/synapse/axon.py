"""Axon: how long a spike travels before it reaches the bouton.

    delay = length / velocity

Unmyelinated local collaterals are slow; a myelinated axon between areas is ten times as fast and a hundred times as
long.
"""

from __future__ import annotations

from resynapse.provenance import assumed, param, parameters


@parameters
class Axon:
    """A local collateral of a cortical pyramid."""

    length: float = param(0.5, "mm", "from the soma to the bouton", assumed("local collateral"), low=0.05, high=3.0)
    velocity: float = param(
        0.3, "m/s", "unmyelinated collateral", assumed("recalled conduction velocity", "M191"), low=0.1, high=0.6
    )


def delay(axon: Axon) -> float:
    """Time from the soma to the bouton [ms]; mm over m/s is ms.

    >>> round(delay(Axon()), 2)
    1.67
    """
    return axon.length / axon.velocity
