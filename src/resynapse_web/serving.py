"""Serve the pages from this process and run the worker beside it; for a small clinic behind a TLS proxy, or a demo.

Threads are used again, and with each its connection to the database: a new one for every page costs PostgreSQL more
than the page does.
"""

from __future__ import annotations

import errno
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

from django.core.servers.basehttp import WSGIServer, run

from resynapse.errors import InputError
from resynapse_web import working

LOOPBACK = "127.0.0.1"
THREADS = 64  # pages at the same moment; fewer than the 100 connections that PostgreSQL allows as it comes
IDLE = 10.0  # s; a line that a browser opened and says nothing on is closed


class Reusing(WSGIServer):
    """Answers each request in one of some threads."""

    request_queue_size = THREADS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    def get_request(self) -> Any:
        """A line that waits for a word no longer than `IDLE`."""
        line, address = super().get_request()
        line.settimeout(IDLE)
        return line, address

    def process_request(self, request: Any, client_address: Any) -> None:
        """Hand it to a thread."""
        self.threads.submit(self._answer, request, client_address)

    def _answer(self, request: Any, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        except TimeoutError:
            pass  # nobody has said anything
        except Exception:
            self.handle_error(request, client_address)
        finally:
            self.shutdown_request(request)


def serve(port: int, *, worker: bool = True) -> None:
    """Serve on loopback until interrupted; the explorer alone needs no worker.

    Raises:
        InputError: another program listens on the port.
    """
    from resynapse_web.wsgi import application

    try:
        with working.beside() if worker else nullcontext():
            run(LOOPBACK, port, application, server_cls=Reusing)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputError("--port", port, "a port no other program uses") from error
        raise
