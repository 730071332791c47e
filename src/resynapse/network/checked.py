"""What a simulated brain is asked for, refused in one sentence where it makes no sense."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from resynapse.errors import InputError
from resynapse.network.wong_wang import NodeParameters

Floats = NDArray[np.float64]


def checked(
    nodes: NodeParameters, coupling: ArrayLike, seconds: float, members: int, lengths: ArrayLike | None
) -> tuple[Floats, NodeParameters]:
    """The coupling, and parameters as [member, N] each.

    Raises:
        InputError: no members, no time, a matrix that is not square, finite and free of negative entries, lengths of
            another size, or parameters of another number of regions or members.
    """
    if members < 1:
        raise InputError("members", members, "one or more")
    if not 0.0 < seconds < np.inf:
        raise InputError("seconds", seconds, "a positive duration")
    weights = square("weights", coupling)
    if lengths is not None and square("lengths", lengths).shape != weights.shape:
        raise InputError("lengths", np.shape(lengths), f"the size of the weights, {weights.shape}")
    return weights, NodeParameters(*(_wide(n, v, members, len(weights)) for n, v in nodes._asdict().items()))


def square(field: str, matrix: ArrayLike) -> Floats:
    """A square matrix of finite numbers that are not negative."""
    known = np.asarray(matrix, float)
    if known.ndim != 2 or known.shape[0] != known.shape[1] or not known.size:
        raise InputError(field, known.shape, "a square matrix, regions by regions")
    if not np.isfinite(known).all():
        raise InputError(field, "NaN or infinity", "finite numbers")
    if (known < 0.0).any():
        raise InputError(field, float(known.min()), "zero or more")
    return known


def _wide(field: str, value: ArrayLike, members: int, regions: int) -> Floats:
    """[N] or [member, N] as [member, N]; g and shared are scalars or [member]."""
    known = np.asarray(value, float)
    if field in ("g", "shared"):
        known = known[..., None]
    if not np.isfinite(known).all():
        raise InputError(field, "NaN or infinity", "finite numbers")
    if field != "gaba" and (known < 0.0).any():
        raise InputError(field, float(known.min()), "zero or more")
    try:
        return np.broadcast_to(known, (members, regions))
    except ValueError:
        raise InputError(field, known.shape, f"{regions} regions, or {members} members of {regions} regions") from None
