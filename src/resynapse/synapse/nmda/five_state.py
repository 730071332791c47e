"""The five-state NMDA receptor that several laboratories gave their own rates.

C0 -- C1 -- C2 -- O        binding Rb [glutamate], unbinding Ru at either step (no factor 2, as in the model code)
            |
            D              desensitised
"""

from __future__ import annotations

from typing import Protocol

from resynapse.synapse.scheme import TRANSMITTER, Arrow, Scheme, scheme


class Rates(Protocol):
    """What each published set has to say."""

    @property
    def binding(self) -> float: ...
    @property
    def unbinding(self) -> float: ...
    @property
    def desensitisation(self) -> float: ...
    @property
    def resensitisation(self) -> float: ...
    @property
    def opening(self) -> float: ...
    @property
    def closing(self) -> float: ...


def five_state(name: str, rates: Rates, citation: str) -> Scheme:
    """The chain with these rates [1/ms, binding L/mmol/ms]; magnesium is an instantaneous factor."""
    arrows = (
        Arrow("C0", "C1", rates.binding, TRANSMITTER),
        Arrow("C1", "C0", rates.unbinding),
        Arrow("C1", "C2", rates.binding, TRANSMITTER),
        Arrow("C2", "C1", rates.unbinding),
        Arrow("C2", "D", rates.desensitisation),
        Arrow("D", "C2", rates.resensitisation),
        Arrow("C2", "O", rates.opening),
        Arrow("O", "C2", rates.closing),
    )
    return scheme(name, arrows, {"O": 1.0}, "C0", "instant", citation)
