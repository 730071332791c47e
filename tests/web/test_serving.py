"""The server of a small clinic: threads are used again, a silent line holds up nobody, an error ends one page alone."""

from __future__ import annotations

import http.client
import socket
import threading

import pytest
from django.core.servers.basehttp import WSGIRequestHandler

from resynapse_web import serving


@pytest.fixture
def served(monkeypatch):
    monkeypatch.setattr(serving, "IDLE", 0.2)
    monkeypatch.setattr(WSGIRequestHandler, "log_message", lambda *_: None)
    seen = []

    def application(environ, start):
        seen.append(threading.current_thread().name)
        if environ["PATH_INFO"] == "/bad":
            raise RuntimeError("a page that fails")
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]

    server = serving.Reusing(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server.server_port, seen
    server.shutdown()
    server.server_close()
    server.threads.shutdown()


def asked(port, path="/"):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", path)
        return line.getresponse().status
    finally:
        line.close()


def test_pages_one_after_another_share_a_thread(served):
    port, seen = served
    assert [asked(port) for _ in range(5)] == [200] * 5
    assert len(set(seen)) < 5


def test_a_silent_line_is_closed_and_a_page_that_fails_ends_alone(served, capsys):
    port, _ = served
    with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
        assert asked(port) == 200
        assert asked(port, "/bad") == 500
        assert asked(port) == 200
        assert silent.recv(10) == b""  # closed by the server
    assert "TimeoutError" not in capsys.readouterr().err
