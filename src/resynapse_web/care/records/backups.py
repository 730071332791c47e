"""Backup and restore. A backup is one file; a restore goes into an empty clinic and is checked line by line.

SQLite: its own online copy. PostgreSQL: `pg_dump` and `pg_restore`, which must be installed.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from resynapse.errors import InputError
from resynapse_web.care.records import chain, triggers
from resynapse_web.care.records.keeping import check_chain


def write(target: Path) -> Path:
    """Write the backup, whole or not at all.

    Raises:
        InputError: the file exists, or its folder does not.
    """
    if target.exists() or not target.parent.is_dir():
        raise InputError("--to", str(target), "a new file in an existing folder")
    part = target.with_name(f".{target.name}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if connection.vendor == "sqlite":
            _copy_out(part)
        else:
            _run("pg_dump", "--format=custom", f"--file={part}")
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return target


def restore(source: Path) -> chain.Checked:
    """Read a backup into this clinic, whose database must have no tables yet, and check it.

    Raises:
        InputError: the clinic holds records already, or the backup is not whole.
    """
    if not source.is_file():
        raise InputError("--from", str(source), "a file written by `resynapse clinic backup`")
    if connection.introspection.table_names():
        raise InputError("FOLDER", str(connection.settings_dict["NAME"]), "a database without tables")
    if connection.vendor == "sqlite":
        _copy_in(source)
    else:
        connection.close()
        _run("pg_restore", "--clean", "--if-exists", "--single-transaction", str(source))
    connection.close()
    found = check_chain()
    if found.broken_at is not None or not found.lines or triggers.missing(connection):
        raise InputError("--from", str(source), "a backup whose audit holds to its end")
    return found


def _copy_out(target: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _copy_in(source: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        try:
            whole = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        except sqlite3.DatabaseError:
            whole = False
        if not whole:
            raise InputError("--from", str(source), "a file written by `resynapse clinic backup`, unchanged")
        connection.ensure_connection()
        copy.backup(connection.connection)


def _run(program: str, *arguments: str) -> None:
    known: dict[str, Any] = connection.settings_dict
    place = {"PGHOST": known["HOST"], "PGPORT": str(known["PORT"]), "PGUSER": known["USER"]}
    secret = {"PGPASSWORD": known["PASSWORD"], "PGDATABASE": known["NAME"]}
    given = {key: value for key, value in {**place, **secret}.items() if value}
    command = [program, *(("--dbname", known["NAME"]) if program == "pg_restore" else ()), *arguments]
    subprocess.run(command, env={**os.environ, **given}, check=True)
