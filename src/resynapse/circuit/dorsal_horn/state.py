"""What the dorsal horn accepts from the course at one moment."""

from __future__ import annotations

from typing import NamedTuple

from jax.typing import ArrayLike


class DorsalHornState(NamedTuple):
    """A healthy spinal segment without drug, unless told otherwise; scalars or [P].

    Attributes:
        blocked: share of synaptic NMDA receptors of the dorsal horn held shut by drug, 0 to 1.
        ampa: share of AMPA receptors blocked.
        gaba: GABA-A gain, multiple of rest.
        magnesium: outside the cells [mmol/L].
    """

    blocked: ArrayLike = 0.0
    ampa: ArrayLike = 0.0
    gaba: ArrayLike = 1.0
    magnesium: ArrayLike = 1.0
