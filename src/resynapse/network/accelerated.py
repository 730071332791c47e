"""The brain simulated with its noise, in JAX: the equations of `kernel.py` on a GPU (or wherever JAX runs).

One array per state, [member, N]. A member starts from the same streams of noise as on the processor and follows
the same path until rounding parts them; what is compared are statistics. Thousands of members fill a GPU.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from resynapse.errors import InputError
from resynapse.network import kernel as k
from resynapse.network.balloon import Balloon
from resynapse.network.noise import streams
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import CHUNK, PURPOSE, Run, Task, prepared
from resynapse.network.wong_wang import NodeParameters, WongWang

Words = tuple[Array, Array, Array, Array]
EXACT = jax.lax.Precision.HIGHEST


class Cells(NamedTuple):
    """Everything that moves; [member, N] unless said.

    Attributes:
        e, i: gating. noise: four words per region and one more for what regions share, [4, member, N + 1].
        blood: signal, flow, volume and deoxyhaemoglobin, [4, member, N]. lost: to rounding, likewise.
        past: E gating at the last refreshes, newest first, [depth, member, N].
    """

    e: Array
    i: Array
    noise: Words
    blood: Array
    lost: Array
    past: Array


class Pools(NamedTuple):
    """What a step moves: gating, streams of noise, and the rates of the step."""

    e: Array
    i: Array
    noise: Words
    rate_e: Array
    rate_i: Array


def simulate_accelerated(
    nodes: NodeParameters,
    coupling: ArrayLike,
    seconds: float,
    *,
    members: int = 1,
    seed: int = 0,
    lengths: ArrayLike | None = None,
    model: WongWang | None = None,
    balloon: Balloon | None = None,
    protocol: Protocol | None = None,
    numbers: Sequence[int] | None = None,
    ceiling: float = 15.0,
) -> Run:
    """As `stochastic.simulate`, on JAX's default device; all members at once."""
    m, b, p = model or WongWang(), balloon or Balloon(), protocol or Protocol()
    known = range(members) if numbers is None else numbers
    task = prepared(nodes, coupling, seconds, len(known), lengths, m, b, p)
    rows = {row: jnp.asarray(value) for row, value in task.rows.items()}
    weights = by_delay(task)
    cells = _first(task, streams(seed, PURPOSE, known, len(task.weights)), len(weights))
    bold, sums, done = [], np.zeros((3, len(known), len(task.weights))), -task.settle
    while done < task.volumes:
        size = min(CHUNK, task.volumes - done if done >= 0 else -done)
        cells, seen, summed = _volumes(
            cells, rows, jnp.asarray(task.numbers), weights, (*task.clock, size, task.shared)
        )
        if done >= 0:
            bold.append(np.asarray(seen))
            sums += np.asarray(summed, np.float64)
        done += size
    sums /= task.volumes * task.clock[2]
    run = Run(np.concatenate(bold).swapaxes(0, 1), sums[0] / m.d_e, sums[1] / m.d_i, sums[2], p.repetition)
    if not (highest := float(run.rate_e.max())) <= ceiling:
        allowed = f"a coupling at which regions stay below {ceiling:g} Hz; here one reached {highest:.1f} Hz"
        raise InputError("G", float(np.max(nodes.g)), allowed)
    return run


def by_delay(task: Task) -> Array:
    """Weights apart by delay, [depth, target, source]."""
    late = np.zeros(task.weights.shape, int) if task.delays is None else task.delays
    return jnp.stack([jnp.asarray(np.where(late == d, task.weights, 0.0), jnp.float32) for d in range(late.max() + 1)])


def _first(task: Task, starts: np.ndarray, depth: int) -> Cells:
    """Every member at the first moment."""
    shape = (starts.shape[0], starts.shape[1] - 1)
    blood = [jnp.full(shape, task.start[row], jnp.float32) for row in (k.SIGNAL, k.FLOW, k.VOLUME, k.OXYGEN)]
    e = jnp.full(shape, task.start[k.S_E], jnp.float32)
    a, b, c, d = (jnp.asarray(starts[..., word]) for word in range(4))
    return Cells(
        e,
        jnp.full(shape, task.start[k.S_I], jnp.float32),
        (a, b, c, d),
        jnp.stack(blood),
        jnp.zeros((4, *shape), jnp.float32),
        jnp.broadcast_to(e, (depth, *shape)),
    )


@partial(jax.jit, static_argnums=4, donate_argnums=0)
def _volumes(
    cells: Cells, rows: dict[int, Array], c: Array, weights: Array, clock: tuple[int, int, int, int, bool]
) -> tuple[Cells, Array, Array]:
    """The next volumes: BOLD [volume, member, N], and sums of rates and gating over them."""
    steps, refreshes, beats, size, shared = clock

    def refresh(_: int, state: tuple[Cells, Array, Array]) -> tuple[Cells, Array, Array]:
        now = state[0]
        past = jnp.concatenate([now.e[None], now.past[:-1]])
        net = rows[k.LONG] * jnp.einsum("dij,dbj->bi", weights, past, precision=EXACT)

        def step(_: int, pools: Pools) -> Pools:
            return _step(pools, net, rows, c, shared)

        e, i, noise, h_e, h_i = jax.lax.fori_loop(0, steps, step, Pools(now.e, now.i, now.noise, *state[1:]))
        return now._replace(e=e, i=i, noise=noise, past=past), h_e, h_i

    def beat(_: int, state: tuple[Cells, Array]) -> tuple[Cells, Array]:
        now, sums = state
        zero = jnp.zeros_like(now.e)
        now, h_e, h_i = jax.lax.fori_loop(0, refreshes, refresh, (now, zero, zero))
        return _haemodynamics(now, c), sums + jnp.stack([h_e, h_i, now.e])

    def volume(state: tuple[Cells, Array], _: None) -> tuple[tuple[Cells, Array], Array]:
        now, sums = jax.lax.fori_loop(0, beats, beat, state)
        _, _, v, q = now.blood
        weighted = c[k.K_1] * (1.0 - q) + c[k.K_2] * (1.0 - q / v) + c[k.K_3] * (1.0 - v)
        return (now, sums), c[k.V_0] * weighted

    (cells, sums), bold = jax.lax.scan(volume, (cells, jnp.zeros((3, *cells.e.shape), jnp.float32)), length=size)
    return cells, bold, sums


def _step(now: Pools, net: Array, rows: dict[int, Array], c: Array, shared: bool) -> Pools:
    """One Euler-Maruyama step of both pools."""
    e, i = now.e, now.i
    noise, first, second = _normals(now.noise)
    h_e = _ramp(c[k.BASE_E] + rows[k.OWN] * e + net - rows[k.FEEDBACK] * i)
    h_i = _ramp(c[k.BASE_I] + rows[k.DRIVE] * e - rows[k.SELF] * i)
    kick = rows[k.NOISE_E] * first[:, :-1] + (rows[k.SHARED] * first[:, -1:] if shared else 0.0)
    e = e - c[k.DECAY_E] * e + (1.0 - e) * c[k.GAIN_E] * h_e + kick
    i = i - c[k.DECAY_I] * i + c[k.GAIN_I] * h_i + rows[k.NOISE_I] * second[:, :-1]
    return Pools(jnp.clip(e, 0.0, 1.0), jnp.clip(i, 0.0, 1.0), noise, h_e, h_i)


def _ramp(y: Array) -> Array:
    """y / (1 - e^-y)."""
    safe = jnp.where(jnp.abs(y) > 1e-6, y, 1e-6)
    return safe / -jnp.expm1(jnp.clip(-safe, -40.0, 40.0))


def _normals(words: Words) -> tuple[Words, Array, Array]:
    """xoshiro128++ and Box-Muller, as in `lanes.py`."""
    u, words = _draw(words)
    v, words = _draw(words)
    uniform = ((u >> 8).astype(jnp.float32) + 1.0) * 2.0**-24
    radius = jnp.sqrt(-2.0 * jnp.log(uniform))
    angle = jnp.float32(np.pi) * jax.lax.bitcast_convert_type(v, jnp.int32).astype(jnp.float32) * 2.0**-31
    return words, radius * jnp.sin(angle), radius * jnp.cos(angle)


def _draw(words: Words) -> tuple[Array, Words]:
    a, b, c, d = words
    out = _rotated(a + d, 7) + a
    t = b << 9
    c, d = c ^ a, d ^ b
    return out, (a ^ d, b ^ c, c ^ t, _rotated(d, 11))


def _rotated(x: Array, by: int) -> Array:
    return (x << by) | (x >> (32 - by))


def _haemodynamics(cells: Cells, c: Array) -> Cells:
    """One Euler step of the balloon; each sum carries along what rounding took from it."""
    s, f, v, q = cells.blood
    out = jnp.exp(c[k.STIFFNESS] * jnp.log(v))
    extracted = -jnp.expm1(c[k.KEPT] / f) / c[k.RHO]
    change = jnp.stack([
        c[k.DT] * (cells.e - c[k.KAPPA] * s - c[k.GAMMA] * (f - 1.0)),
        c[k.DT] * s,
        c[k.RATE] * (f - out),
        c[k.RATE] * (f * extracted - out * q / v),
    ])  # fmt: skip
    change = change - cells.lost
    total = cells.blood + change
    return cells._replace(blood=total, lost=(total - cells.blood) - change)
