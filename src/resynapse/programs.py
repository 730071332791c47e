"""Traced programs kept between processes, so that a start does not trace the model again.

Tracing the course in Python takes longer than running it for one patient. A function under `remembered` is traced
once per shape of its arguments, written to the user's cache folder as portable StableHLO, and read from there by the
next process; JAX's own cache then holds the machine code. The name of the file is a hash of every source file
that the course is made of, the JAX version and the shapes, so a change of the model is never answered with an old
program. Without a cache folder, or when JAX itself is tracing (gradients, vmap), it is `jax.jit`.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import os
import pickle
import tempfile
from collections import defaultdict
from collections.abc import Callable
from functools import cache, partial, wraps
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import jax
import jax.export
import numpy as np

ABOVE = frozenset(("cli.py", "zoom", "sbml", "forecast.py", "validation", "fit", "trial", "dataset.py", "report"))
"""What the course cannot import (the layers forbid it), so no program depends on it."""
F = TypeVar("F", bound=Callable[..., Any])
SUFFIX = ".program"


class Program(NamedTuple):
    """A function of flat arrays and how to put its result together."""

    call: Any  # jitted, then compiled
    shape: Any  # tree of the result


_known: dict[str, Program] = {}
_making: defaultdict[str, Lock] = defaultdict(Lock)  # so that no two threads compile the same program
_lock = Lock()


def remembered(function: F) -> F:
    """`jax.jit` whose trace outlives the process.

    Args:
        function: of trees of arrays, returning a tree of tuples, named tuples and dictionaries of arrays. Its
            keyword-only arguments are hashable choices, part of the program.
    """
    chosen_names = [p.name for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    jitted = jax.jit(function, static_argnames=chosen_names)

    @wraps(function)
    def call(*arguments: Any, **chosen: Any) -> Any:
        leaves, tree = jax.tree.flatten(arguments)
        folder = jax.config.jax_compilation_cache_dir
        if not folder or any(isinstance(leaf, jax.core.Tracer) for leaf in leaves):
            return jitted(*arguments, **chosen)
        arrays = [np.asarray(leaf) if not isinstance(leaf, jax.Array) else leaf for leaf in leaves]
        shapes = tuple((array.shape, array.dtype) for array in arrays)
        key = _key(function, shapes, tree, tuple(sorted(chosen.items())))
        with _lock:
            making = _making[key]
        with making:
            if key not in _known:
                whole = partial(jitted, **chosen)
                found = _read(Path(folder) / (key + SUFFIX)) or _make(whole, arrays, tree, Path(folder), key)
                _known[key] = found._replace(call=found.call.lower(*arrays).compile())
        program = _known[key]
        return jax.tree.unflatten(program.shape, program.call(*arrays))

    return call  # type: ignore[return-value]


@cache  # writing a tree out takes longer than a small program runs
def _key(function: Callable[..., Any], shapes: tuple[Any, ...], tree: Any, chosen: tuple[Any, ...]) -> str:
    written = [(shape, str(dtype)) for shape, dtype in shapes]
    said = repr((function.__module__, function.__qualname__, written, str(tree), chosen, _sources()))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@cache
def _sources() -> str:
    """A hash of everything a program is made from beside its arguments."""
    found = hashlib.sha256(f"{jax.__version__} {jax.default_backend()}".encode())
    here = Path(__file__).parent
    for file in sorted(it for it in here.rglob("*.py") if it.relative_to(here).parts[0] not in ABOVE):
        found.update(file.read_bytes())
    return found.hexdigest()


def _make(whole: Callable[..., Any], arrays: list[Any], tree: Any, folder: Path, key: str) -> Program:
    def flat(*leaves: Any) -> tuple[Any, ...]:
        return tuple(jax.tree.leaves(whole(*jax.tree.unflatten(tree, leaves))))

    shape = jax.tree.map(lambda _: 0, jax.eval_shape(whole, *jax.tree.unflatten(tree, arrays)))
    exported = jax.export.export(jax.jit(flat))(*arrays)
    _write(folder / (key + SUFFIX), pickle.dumps((bytes(exported.serialize()), shape)))
    return Program(jax.jit(exported.call), jax.tree.structure(shape))


def _read(file: Path) -> Program | None:
    """The program of a file; None if there is none or it cannot be used."""
    with contextlib.suppress(Exception):
        text, shape = pickle.loads(file.read_bytes())
        return Program(jax.jit(jax.export.deserialize(bytearray(text)).call), jax.tree.structure(shape))
    return None


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all; a cache that cannot be written is no reason to stop."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
            os.replace(name, file)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
