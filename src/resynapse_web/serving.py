"""Serve the pages from this process, threads beside each other; for a small clinic behind a TLS proxy, or a demo."""

from __future__ import annotations

import errno

from django.core.servers.basehttp import run

from resynapse.errors import InputError

LOOPBACK = "127.0.0.1"


def serve(port: int) -> None:
    """Serve on loopback until interrupted.

    Raises:
        InputError: another program listens on the port.
    """
    from resynapse_web.wsgi import application

    try:
        run(LOOPBACK, port, application, threading=True)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputError("--port", port, "a port no other program uses") from error
        raise
