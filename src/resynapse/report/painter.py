"""Drawing in helper processes, which load the drawing library while something else is simulated.

`python -m resynapse.report.painter` reads a list of panels from stdin and answers one PNG after the other on
stdout. A helper ends when its input ends, so none outlives its parent.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence

from resynapse.report.plots import Panel, render

MOST = 4  # more helpers than this save no time on twenty panels

Draw = Callable[[Sequence[Panel]], Iterator[bytes]]


def here(panels: Sequence[Panel]) -> Iterator[bytes]:
    """Draw one panel after the other in this process."""
    return map(render, panels)


@contextlib.contextmanager
def helpers(count: int | None = None) -> Iterator[Draw]:
    """A function like `here` that starts at once to draw in helper processes: one for each core, up to 4.

    If a helper cannot start or stops, its panels are drawn in this process.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    started = [_start() for _ in range(min(cores, MOST) if count is None else count)]
    running = [process for process in started if process is not None]

    def draw(panels: Sequence[Panel]) -> Iterator[bytes]:
        for place, process in enumerate(running):
            with contextlib.suppress(OSError, ValueError):
                assert process.stdin
                pickle.dump(list(panels[place :: len(running)]), process.stdin)
                process.stdin.close()
        return _collect(panels, running)

    try:
        yield draw
    finally:
        for process in running:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    assert pipe
                    pipe.close()


def _collect(panels: Sequence[Panel], running: Sequence[subprocess.Popen[bytes]]) -> Iterator[bytes]:
    """The pictures in order; a panel that its helper did not draw is drawn here."""
    for place, panel in enumerate(panels):
        made = None
        if running:
            with contextlib.suppress(OSError, EOFError, ValueError, pickle.UnpicklingError):
                source = running[place % len(running)].stdout
                assert source
                made = pickle.load(source)
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
    import PIL.PngImagePlugin  # noqa: F401

    for panel in pickle.load(sys.stdin.buffer):
        pickle.dump(render(panel), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    with contextlib.suppress(EOFError, BrokenPipeError):
        serve()
