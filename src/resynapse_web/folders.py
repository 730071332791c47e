"""The folder of a clinic: its key, its SQLite file, the mark of a demonstration."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from resynapse.errors import InputError

KEY, DEMO = "secret.key", "demo"


def make(folder: Path, *, demo: bool) -> None:
    """Make the folder and its key, readable by its owner only.

    Raises:
        InputError: a real clinic would go where something is, or a demonstration where a real clinic is.
    """
    if folder.exists() and any(folder.iterdir()):
        if demo and (folder / DEMO).exists():
            return
        raise InputError("FOLDER", str(folder), "a new or empty folder")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as key:
        key.write(secrets.token_urlsafe(64))
    if demo:
        (folder / DEMO).touch()


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """Make the folder of a real clinic; it goes again if what follows fails."""
    make(folder, demo=False)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder)
        raise


def enter(folder: Path, *, loopback: bool = False, migrate: bool = True) -> None:
    """Start Django for this clinic and, unless told otherwise, bring its tables up to date."""
    if not (folder / KEY).exists():
        raise InputError("FOLDER", str(folder), "a folder made by `resynapse clinic init` or `resynapse clinic demo`")
    os.environ["RESYNAPSE_CLINIC"] = str(folder.resolve())
    os.environ["RESYNAPSE_LOOPBACK"] = "1" if loopback else "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "resynapse_web.settings"
    import django
    from django.core.management import call_command

    django.setup()
    if not migrate:
        return
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def without_clinic() -> None:
    """Start Django for the explorer alone, which needs no folder and no database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "resynapse_web.explore.alone"
    import django

    django.setup()
