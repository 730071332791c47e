"""The five-state NMDA receptor that several laboratories gave their own rates.

C0 -- C1 -- C2 -- O        binding Rb [glutamate], unbinding Ru at either step (no factor 2, as in the model code)
            |
            D              desensitised
"""

from __future__ import annotations

from resynapse.synapse.scheme import TRANSMITTER, Arrow, Scheme, scheme


def five_state(name: str, rates: tuple[float, ...], citation: str) -> Scheme:
    """The chain with these rates; magnesium is an instantaneous factor.

    Args:
        rates: binding [L/mmol/ms]; unbinding, desensitisation, resensitisation, opening, closing [1/ms].
    """
    binding, unbinding, desensitisation, resensitisation, opening, closing = rates
    arrows = (
        Arrow("C0", "C1", binding, TRANSMITTER),
        Arrow("C1", "C0", unbinding),
        Arrow("C1", "C2", binding, TRANSMITTER),
        Arrow("C2", "C1", unbinding),
        Arrow("C2", "D", desensitisation),
        Arrow("D", "C2", resensitisation),
        Arrow("C2", "O", opening),
        Arrow("O", "C2", closing),
    )
    return scheme(name, arrows, {"O": 1.0}, "C0", "instant", citation)
