"""What is fitted to measured connectivity, and what ships."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np
from jax.typing import ArrayLike

from resynapse.provenance import Row, Source, describe, param, parameters

LOSS = "minimum of the loss in network/fit.py over"
PEOPLE = Source("Cakan2023", f"{LOSS} the mean connectivity of the seven persons; `resynapse fit brain`", "derived")
GROUP = Source(
    "Schaefer2018",
    f"{LOSS} the connectivity of 706 persons on this atlas; `resynapse fit brain --connectome schaefer-100`",
    "derived",
)


@parameters
class Common:
    """The four global numbers, fitted to all seven persons (data/fitted.csv holds them with the hash of the fit)."""

    connectome: ClassVar[str] = "aal2_94"
    stored: ClassVar[str] = "fitted.csv"
    g: float = param(0.4853, "1", "global coupling G", PEOPLE)
    exponent: float = param(1.481, "1", "exponent p of the tract weights", PEOPLE)
    homotopic: float = param(0.4508, "1", "coupling h of mirror regions", PEOPLE)
    shared: float = param(0.06084, "1", "shared noise c", PEOPLE)


@parameters
class Cortex(Common):
    """The same four, fitted to the 706 persons of the second set (data/fitted_schaefer_100.csv)."""

    connectome: ClassVar[str] = "schaefer_100"
    stored: ClassVar[str] = "fitted_schaefer_100.csv"
    g: float = param(0.2272, "1", "global coupling G", GROUP)
    exponent: float = param(2.138, "1", "exponent p of the tract weights", GROUP)
    homotopic: float = param(2.015, "1", "coupling h of mirror regions", GROUP)
    shared: float = param(0.0324, "1", "shared noise c", GROUP)


def optional() -> list[Row]:
    """The numbers of the second set, for lists: no result uses them unless asked to, so no parameter hash has them."""
    return list(describe(Cortex(), "network.fit_schaefer_100"))


class Strengths(NamedTuple):
    """What is fitted.

    Attributes:
        g: global coupling.
        exponent: p of the tract weights.
        homotopic: h, coupling of mirror regions.
        shared: c, noise that all pyramids share.
        recurrent: w+ of each region over the common one, [N] (ones in the global model).
        excited: w_EI of each region over the common one, [N].
        noise: sigma of each region over the common one, [N].
    """

    g: ArrayLike
    exponent: ArrayLike
    homotopic: ArrayLike
    shared: ArrayLike
    recurrent: ArrayLike
    excited: ArrayLike
    noise: ArrayLike


def shipped(regions: int, common: Common | None = None) -> Strengths:
    """The fit that ships, for a brain of so many regions.

    Args:
        common: of the connectome (`Brain.fitted`); the primary one's are elsewhere a starting point, not a fit.
    """
    c, ones = common or Common(), np.ones(regions)
    return Strengths(c.g, c.exponent, c.homotopic, c.shared, ones, ones, ones)
