"""A PostgreSQL of one's own for a test: temporary folder, unix socket, another user than root."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def available() -> bool:
    """Whether one can be started here."""
    return bool(SERVERS) and (os.geteuid() != 0 or shutil.which("runuser") is not None)


@contextmanager
def server() -> Iterator[str]:
    """Start an empty server; yields the address of a database named clinic, and where its programs are on PATH."""
    folder = Path(mkdtemp(prefix="resynapse-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    else:
        folder.chmod(0o700)
    run = partial(_run, folder)
    run("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "postgres", "-N")
    only_socket = f"-c listen_addresses='' -k {folder} -c fsync=off"
    run("pg_ctl", "-D", f"{folder}/data", "-o", only_socket, "-l", f"{folder}/log", "-w", "start")
    try:
        run("createdb", "-h", str(folder), "-U", "postgres", "clinic")
        yield f"postgresql://postgres@/clinic?host={folder}"
    finally:
        run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def start_again(address: str) -> None:
    """Stop a server as a power cut would, and start it on what it left."""
    folder = Path(address.split("host=")[1])
    _run(folder, "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
    only_socket = f"-c listen_addresses='' -k {folder} -c fsync=off"
    _run(folder, "pg_ctl", "-D", f"{folder}/data", "-o", only_socket, "-l", f"{folder}/log", "-w", "start")


def _run(folder: Path, program: str, *words: str) -> None:
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_other, str(SERVERS[0] / program), *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
