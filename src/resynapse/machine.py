"""What the machine grants this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

R = TypeVar("R")


def cores() -> int:
    """Cores that the process may run on: fewer than the machine has where it is confined to some."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(do: Callable[..., R], calls: Sequence[dict[str, Any]], threads: int | None = None) -> list[R]:
    """The results of several calls, in their order; at most so many at once, all cores if `threads` is absent."""
    with ThreadPoolExecutor(max_workers=max(1, min(threads or cores(), len(calls)))) as pool:
        return list(pool.map(lambda call: do(**call), calls))
