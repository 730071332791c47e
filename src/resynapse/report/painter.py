"""Drawing in a helper process, which loads the drawing library while something else is simulated.

`python -m resynapse.report.painter` reads a list of panels from stdin and answers one PNG after the other on
stdout. It draws on all cores, in copies of itself that have everything loaded. The helper ends when its input or
its reader ends, and a copy when the helper does, so none outlives the one that started it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import numpy as np

from resynapse import machine
from resynapse.report.plots import Curve, Panel, render

MOST = 4  # more copies than this save no time on twenty panels

Draw = Callable[[Sequence[Panel]], Iterator[bytes]]


def here(panels: Sequence[Panel]) -> Iterator[bytes]:
    """Draw one panel after the other in this process."""
    return map(render, panels)


@contextlib.contextmanager
def helper() -> Iterator[Draw]:
    """A function like `here` that draws in a helper process, started at once.

    If the helper cannot start or stops, what it has not drawn is drawn in this process.
    """
    process = _start()

    def draw(panels: Sequence[Panel]) -> Iterator[bytes]:
        if process is not None:
            with contextlib.suppress(OSError, ValueError):
                assert process.stdin
                pickle.dump(list(panels), process.stdin)
                process.stdin.close()
        return _collect(panels, process)

    try:
        yield draw
    finally:
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    assert pipe
                    pipe.close()


def _collect(panels: Sequence[Panel], process: subprocess.Popen[bytes] | None) -> Iterator[bytes]:
    """The pictures in order; a panel that the helper did not draw is drawn here."""
    for panel in panels:
        made = None
        if process is not None:
            with contextlib.suppress(OSError, EOFError, ValueError, pickle.UnpicklingError):
                assert process.stdout
                made = pickle.load(process.stdout)
        yield made or render(panel)


def _start() -> subprocess.Popen[bytes] | None:
    command = [sys.executable, "-m", "resynapse.report.painter"]
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None


def serve() -> None:
    """Load the drawing library, then draw what comes in."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    line = np.arange(2.0)
    render(Panel("", "", "", "", [Curve("", line, line)], (0.0, 1.0)))  # loads everything that a picture needs
    cores = machine.cores()
    for picture in _spread(pickle.load(sys.stdin.buffer), min(cores, MOST)):
        pickle.dump(picture, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _spread(panels: Sequence[Panel], count: int) -> Iterator[bytes]:
    """The pictures in order, each drawn by one of `count` copies of this process."""
    if not hasattr(os, "fork"):
        yield from map(render, panels)
        return
    copies = [_copy(panels[place::count]) for place in range(count)]
    for place in range(len(panels)):
        yield pickle.load(copies[place % count])


def _copy(panels: Sequence[Panel]) -> BinaryIO:
    """A copy of this process that draws these; what can be read from it."""
    source, sink = os.pipe()
    if os.fork():
        os.close(sink)
        return os.fdopen(source, "rb")
    try:
        os.close(source)  # else writing would wait for ever when nobody reads
        with os.fdopen(sink, "wb") as out:
            for panel in panels:
                pickle.dump(render(panel), out)
                out.flush()
    finally:
        os._exit(0)  # whoever reads sees the end


if __name__ == "__main__":
    with contextlib.suppress(EOFError, BrokenPipeError):
        serve()
