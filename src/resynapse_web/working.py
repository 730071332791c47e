"""The worker of a clinic: `python -m resynapse_web.working`, in the clinic's environment; or beside its pages.

Beside the pages it ends with them, whatever ends them: its standard input is a pipe that closes with the process.
When it dies on its own it is started again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

BESIDE = "--beside"
COMMAND = (sys.executable, "-m", "resynapse_web.working", BESIDE)
PAUSE = 5.0  # s, before a worker that died is started again


@contextmanager
def beside(command: tuple[str, ...] = COMMAND, pause: float = PAUSE) -> Iterator[None]:
    """A worker as long as the pages are served."""
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(ended, command, pause), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join(timeout=15)


def _keep(ended: threading.Event, command: tuple[str, ...], pause: float) -> None:
    while not ended.is_set():
        child = subprocess.Popen(command, stdin=subprocess.PIPE)
        while not ended.wait(0.2) and child.poll() is None:
            pass
        child.terminate()
        child.wait(timeout=10)
        ended.wait(pause)


def end_with_the_pages() -> None:
    """Stop when whoever started this process has gone."""

    def waits() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=waits, daemon=True).start()


def main() -> None:
    """Work until stopped."""
    if BESIDE in sys.argv:
        end_with_the_pages()
    import django

    django.setup()
    from resynapse_web.care import worker

    worker.run()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
