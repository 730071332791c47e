"""Machine code kept between processes, so that a start does not compile the simulators again.

numba's own cache asks only whether the file of a function has changed. After a change of a function that it calls,
it goes on answering with the old machine code. Here the cache folder is named by a hash of every folder of sources in
which functions are compiled, so that a change of any file there starts afresh. Without a folder that can be written,
functions are compiled once per process.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from platformdirs import user_cache_dir

F = TypeVar("F", bound=Callable[..., Any])
MARK = "resynapse.compiled"
config: Any = numba.config


def compiled(function: F) -> F:
    """`numba.njit` whose machine code outlives the process and never that of a function it calls.

    Args:
        function: in numba's subset of Python. The global interpreter lock is released while it runs; floating-point
            operations keep their order, so the same input gives the same bits.
    """
    place = folder()
    if place is None:
        return cast(F, numba.njit(function, nogil=True))
    before, config.CACHE_DIR = config.CACHE_DIR, str(place)
    try:
        return cast(F, numba.njit(function, nogil=True, cache=True))
    finally:
        config.CACHE_DIR = before


@cache
def folder() -> Path | None:
    """Where machine code is kept; None if nothing can be written there."""
    home = Path(config.CACHE_DIR or user_cache_dir("resynapse")) / f"numba-{sources(Path(__file__).parent)}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return home
    except OSError:
        return None


def sources(package: Path) -> str:
    """A hash of the Python files of every folder below this one in which a file compiles functions."""
    texts = {file: file.read_bytes() for file in sorted(package.rglob("*.py"))}
    folders = {file.parent for file, text in texts.items() if MARK.encode() in text and file.parent != package}
    found = hashlib.sha256()
    for file, text in texts.items():
        if file.parent in folders or MARK.encode() in text:
            found.update(str(file.relative_to(package)).encode() + b"\0" + text)
    return found.hexdigest()[:16]
