"""Two small things the inner loop needs: an exponential that the compiler can do eight at a time, and random bits.

The exponential splits x into a power of two and a rest within half of ln 2, and sums seven terms: relative error
below 1e-8. The generator is xoshiro256++ (Blackman & Vigna 2021), one stream per purpose.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from resynapse.compiled import compiled

SHIFT = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest integer in the low bits
LOG2E, LN2 = 1.4426950408889634, 0.6931471805599453


@intrinsic
def _bits(context: Any, value: Any) -> Any:
    """The bits of a float64 as int64."""
    return types.int64(types.float64), lambda _c, builder, _s, args: builder.bitcast(args[0], ir.IntType(64))


@intrinsic
def _float(context: Any, value: Any) -> Any:
    """The float64 with these bits."""
    return types.float64(types.int64), lambda _c, builder, _s, args: builder.bitcast(args[0], ir.DoubleType())


@compiled
def exponential(x: float) -> float:
    """exp(x) for |x| < 700."""
    shifted = x * LOG2E + SHIFT
    r = x - (shifted - SHIFT) * LN2
    p = 1.0 / 720.0 + r * (1.0 / 5040.0)
    p = 0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * p)))
    p = 1.0 + r * (1.0 + r * p)
    return p * _float((_bits(shifted) + 1023) << 52)  # type: ignore[call-arg]


@compiled
def uniform(state: np.ndarray[Any, Any]) -> float:
    """A number in (0, 1) and the next state [4] uint64."""
    sum_ = state[0] + state[3]
    result = ((sum_ << np.uint64(23)) | (sum_ >> np.uint64(41))) + state[0]
    t = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= t
    state[3] = (state[3] << np.uint64(45)) | (state[3] >> np.uint64(19))
    return (float(result >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


def streams(seed: int, purpose: int, count: int) -> np.ndarray[Any, Any]:
    """Independent generator states [count, 4] for a seed and a purpose."""
    philox = np.random.Generator(np.random.Philox(key=[seed, purpose]))
    return philox.integers(1, 2**64 - 1, size=(count, 4), dtype=np.uint64)
