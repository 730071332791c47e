"""Where the records are: SQLite in the clinic's folder, or PostgreSQL by address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from resynapse.errors import InputError


def read_url(url: str | None, folder: Path) -> dict[str, Any]:
    """Django's description of a database.

    Args:
        url: `postgresql://user:password@host:port/name`, `sqlite:///path`, or None.
        folder: the clinic's folder, where SQLite keeps its file.
    Raises:
        InputError: an address of another kind; the password is not repeated.
    """
    parts = urlsplit(url or "")
    if not parts.scheme or parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path[1:])) if parts.path else folder / "clinic.sqlite3")
    if parts.scheme not in ("postgres", "postgresql"):
        raise InputError("DATABASE_URL", f"{parts.scheme}://...", "postgresql://user:password@host:port/name")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or query.pop("host", "")),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer waits at the start of its transaction, not at the end
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
