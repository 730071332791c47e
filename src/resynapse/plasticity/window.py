"""HYPOTHESIS: a window in which practice and therapy take hold more easily (story row 19).

    window = 1 + potentiation_weight * Y + spine_weight * N

The multiple of the usual learning rate. Plausible, thin: no study measured it; nothing downstream uses it.
"""

from __future__ import annotations

from jax import Array

from resynapse.provenance import assumed, param, parameters

THIN = assumed("hypothesis: no measured size")


@parameters
class Window:
    """Weights of what opens the window."""

    potentiation: float = param(2.0, "1", "learning rate per unit of potentiation", THIN, low=0.0, high=10.0)
    spines: float = param(2.0, "1", "learning rate per unit of new spines", THIN, low=0.0, high=10.0)


def learning_rate(potentiation: Array, new_spines: Array, w: Window) -> Array:
    """Learning rate, multiples of usual; 1 at rest."""
    return 1.0 + w.potentiation * potentiation + w.spines * new_spines
