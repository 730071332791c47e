"""What the synapse accepts from the course at one moment."""

from __future__ import annotations

from typing import NamedTuple


class SynapseState(NamedTuple):
    """One glutamatergic synapse of a cortical pyramid (and its GABA twin), at rest unless told otherwise.

    Attributes:
        s_ketamine, r_ketamine, memantine, lanicemine: unbound in the brain [umol/L].
        ampa_blocked: share of AMPA receptors held by a competitive blocker, 0 to 1.
        strength: AMPA receptors per synapse, multiple of rest (potentiation and homeostatic scaling).
        release: glutamate released per time, multiple of rest.
        gaba: GABA-A gain, multiple of rest.
        magnesium: extracellular [mmol/L].
    """

    s_ketamine: float = 0.0
    r_ketamine: float = 0.0
    memantine: float = 0.0
    lanicemine: float = 0.0
    ampa_blocked: float = 0.0
    strength: float = 1.0
    release: float = 1.0
    gaba: float = 1.0
    magnesium: float = 1.0
