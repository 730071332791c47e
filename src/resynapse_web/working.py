"""Start the worker of a clinic beside its pages: `python -m resynapse_web.working`, in the clinic's environment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def beside() -> Iterator[None]:
    """A worker as long as the pages are served."""
    child = subprocess.Popen([sys.executable, "-m", "resynapse_web.working"])
    try:
        yield
    finally:
        child.terminate()
        child.wait(timeout=10)


def main() -> None:
    """Work until stopped."""
    import django

    django.setup()
    from resynapse_web.care import worker

    worker.run()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
