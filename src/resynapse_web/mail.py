"""Where mail goes: an SMTP server by address. Only a demonstration prints it to the console."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from resynapse.errors import InputError

TIMEOUT = 10  # s; a mail server that hangs holds up nobody for longer
PORTS = {"smtp": 587, "smtps": 465}


def read_url(url: str | None) -> dict[str, Any]:
    """Django's settings of a mail server.

    Args:
        url: `smtp://user:password@host:587` (STARTTLS), `smtps://user:password@host:465`; None: this machine, port 25.
    Raises:
        InputError: an address of another kind; the password is not repeated.
    """
    if not url:
        return {"EMAIL_HOST": "localhost", "EMAIL_PORT": 25, "EMAIL_TIMEOUT": TIMEOUT}
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise InputError("RESYNAPSE_MAIL", f"{parts.scheme}://...", "smtp://user:password@host:587 or smtps://...")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT,
    }
