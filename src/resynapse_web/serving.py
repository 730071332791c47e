"""Serve the pages from this process and run the worker beside it; for a small clinic behind a TLS proxy, or a demo."""

from __future__ import annotations

import errno
from contextlib import nullcontext

from django.core.servers.basehttp import run

from resynapse.errors import InputError
from resynapse_web import working

LOOPBACK = "127.0.0.1"


def serve(port: int, *, worker: bool = True) -> None:
    """Serve on loopback until interrupted; the explorer alone needs no worker.

    Raises:
        InputError: another program listens on the port.
    """
    from django.db import connections

    from resynapse_web.wsgi import application

    if worker:  # a thread for each request: a connection kept open would outlive its thread
        connections.settings["default"]["CONN_MAX_AGE"] = 0
    try:
        with working.beside() if worker else nullcontext():
            run(LOOPBACK, port, application, threading=True)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputError("--port", port, "a port no other program uses") from error
        raise
