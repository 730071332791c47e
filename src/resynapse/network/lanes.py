"""Arithmetic that compiles to vector instructions: one member or one region per lane, 32-bit floats.

Branches, library calls and Python's division keep a compiler from using vector registers. What the kernels need is
therefore written in fused multiply-adds and operations on bits. No operation is reordered, so the same input gives
the same bits whatever the number of lanes. The polynomials are Chebyshev fits; a test bounds their errors.
"""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
import numpy as np
from numba import types
from numba.extending import intrinsic

from resynapse.compiled import compiled

f32, u32 = np.float32, np.uint32
ZERO, ONE = f32(0.0), f32(1.0)
TINY, LARGE = f32(1e-6), f32(60.0)
LOG2_E, LN_2 = f32(1.4426950408889634), f32(0.6931471805599453)
ROUND, ROUND_BITS = f32(1.5 * 2.0**23), u32(0x4B400000)  # adding it leaves the nearest integer in the lowest bits
SQRT_HALF, EXPONENT = u32(0x3F3504F3), u32(0xFF800000)
# (2^r - 1) / r for |r| <= 1/2
E_0, E_1, E_2 = f32(6.93147188e-01), f32(2.40226509e-01), f32(5.55035710e-02)
E_3, E_4, E_5 = f32(9.61805667e-03), f32(1.33908674e-03), f32(1.54614475e-04)
# log(1 + f) / f for 1 + f between 1/sqrt(2) and sqrt(2)
L_0, L_1, L_2, L_3 = f32(0.99999994), f32(-0.50000363), f32(0.33335114), f32(-0.24970072)
L_4, L_5, L_6, L_7 = f32(0.19898565), f32(-0.17247013), f32(0.1623419), f32(-0.10134057)
# sin(pi a) / a and cos(pi a) in powers of a^2, |a| <= 1
S_0, S_1, S_2 = f32(3.14159246), f32(-5.16769865), f32(2.54999823)
S_3, S_4, S_5 = f32(-0.59855057), f32(0.08074782), f32(-0.00608947)
C_0, C_1, C_2, C_3 = f32(0.999999989), f32(-4.93480112), f32(4.05869484), f32(-1.33515843)
C_4, C_5, C_6 = f32(0.235029808), f32(-0.0253589836), f32(0.00159391068)


def _fma(_typing: Any, a: Any, b: Any, c: Any) -> Any:
    return types.float32(types.float32, types.float32, types.float32), lambda _c, build, _s, v: build.fma(*v)


def _ratio(_typing: Any, a: Any, b: Any) -> Any:
    return types.float32(types.float32, types.float32), lambda _c, build, _s, v: build.fdiv(*v)


def _bits(_typing: Any, a: Any) -> Any:
    return types.uint32(types.float32), lambda _c, build, _s, v: build.bitcast(v[0], ir.IntType(32))


def _real(_typing: Any, a: Any) -> Any:
    return types.float32(types.uint32), lambda _c, build, _s, v: build.bitcast(v[0], ir.FloatType())


def _signed(_typing: Any, a: Any) -> Any:
    return types.float32(types.uint32), lambda _c, build, _s, v: build.sitofp(v[0], ir.FloatType())


def _wide(_typing: Any) -> Any:
    def mark(_context: Any, build: Any, _signature: Any, _values: Any) -> Any:
        set.add(build.function.attributes, '"prefer-vector-width"="512"')
        return ir.Constant(ir.IntType(32), 0)

    return types.int32(), mark


wide: Any = intrinsic(_wide)  # lets the calling function use the widest registers there are
fma: Any = intrinsic(_fma)  # a b + c, rounded once
ratio: Any = intrinsic(_ratio)  # a / b without a branch for zero
bits: Any = intrinsic(_bits)  # the 32 bits of a float
real: Any = intrinsic(_real)  # the float with these 32 bits
signed: Any = intrinsic(_signed)  # 32 bits read as a signed integer, as a float


@compiled
def power_of_e(y: Any) -> Any:
    """e^y as s (1 + p): s a power of two, p free of cancellation; |y| is cut at 40."""
    t = min(max(y * LOG2_E, -LARGE), LARGE)
    k = t + ROUND
    r = t - (k - ROUND)
    p = r * fma(fma(fma(fma(fma(E_5, r, E_4), r, E_3), r, E_2), r, E_1), r, E_0)
    return real(u32(u32(bits(k) - ROUND_BITS + u32(127)) << u32(23))), p


@compiled
def ramp(y: Any) -> Any:
    """y / (1 - e^-y), the shape of a firing rate; 1 at y = 0."""
    y = y if abs(y) > TINY else TINY
    scale, p = power_of_e(-y)
    return ratio(y, fma(-scale, p, ONE - scale))


@compiled
def logarithm(x: Any) -> Any:
    """Natural logarithm of a positive, normal number."""
    exponent = u32(u32(bits(x) - SQRT_HALF) & EXPONENT)
    f = real(u32(bits(x) - exponent)) - ONE
    p = fma(fma(fma(fma(fma(fma(fma(L_7, f, L_6), f, L_5), f, L_4), f, L_3), f, L_2), f, L_1), f, L_0)
    return fma(signed(exponent) * f32(2.0**-23), LN_2, f * p)


@compiled
def rotated(x: Any, k: int) -> Any:
    """Bits rotated to the left."""
    return u32(u32(x << u32(k)) | u32(x >> u32(32 - k)))


@compiled
def scramble(a: Any, b: Any, c: Any, d: Any) -> Any:
    """The next state of xoshiro128 (Blackman & Vigna 2021)."""
    t = u32(b << u32(9))
    c, d = u32(c ^ a), u32(d ^ b)
    return u32(a ^ d), u32(b ^ c), u32(c ^ t), rotated(d, 11)


@compiled
def drawn(a: Any, d: Any) -> Any:
    """32 random bits of that state ("++")."""
    return u32(rotated(u32(a + d), 7) + a)


@compiled
def normals(u: Any, v: Any) -> Any:
    """Two independent standard normal numbers of 64 random bits (Box & Muller 1958), up to 5.8 SD."""
    uniform = fma(signed(u32(u >> u32(8))), f32(2.0**-24), f32(2.0**-24))
    radius = np.sqrt(max(f32(-2.0) * logarithm(uniform), ZERO))
    a = signed(v) * f32(2.0**-31)
    z = a * a
    sine = a * fma(fma(fma(fma(fma(S_5, z, S_4), z, S_3), z, S_2), z, S_1), z, S_0)
    cosine = fma(fma(fma(fma(fma(fma(C_6, z, C_5), z, C_4), z, C_3), z, C_2), z, C_1), z, C_0)
    return radius * sine, radius * cosine
