"""Writing results so that a folder never holds a broken file.

Everything is first written into a temporary folder on the same disk. Only when all of it is there, each file
is moved into place with one atomic replacement. A run that stops half-way changes nothing.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resynapse.errors import InputError

if TYPE_CHECKING:
    import xarray

IN_MEMORY = 2**28  # bytes of the largest dataset that is copied in memory before it is written
PART = ".part"  # how the name of a temporary folder ends
YOUNG = 60.0  # s; a folder may be this new and not yet held by its run
OWN_FIGURE = re.compile(r"^\d\d_[a-z0-9_]+\.png$")


def refuse(folder: Path, error: BaseException) -> InputError:
    """One sentence for an operating-system error on the output folder."""
    reason = getattr(error, "strerror", None) or "the results could not be written"
    return InputError("output folder", str(folder), f"a folder with room that can be written ({reason})")


@contextlib.contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A temporary folder whose files move to `folder` when the block ends without an error.

    Args:
        folder: where the results go; made if absent.
    Yields:
        The folder to write into: inside `folder` if that exists, else beside it (so always on its disk).
    Raises:
        InputError: the folder cannot be made or written, or the disk is full.
    """
    folder = Path(folder)
    try:
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(20, "Not a directory")
        home = folder if folder.exists() else folder.absolute().parent
        made = _make(home)
        _sweep(folder)
        stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=PART, dir=home))
    except OSError as error:
        raise refuse(folder, error) from error
    try:
        with _alone(stage):
            yield stage
        _publish(stage, folder)
    except OSError as error:
        raise refuse(folder, error) from error
    finally:
        with _uninterrupted():
            shutil.rmtree(stage, ignore_errors=True)
            for parent in reversed(made):  # folders made for a run that then wrote nothing
                with contextlib.suppress(OSError):
                    parent.rmdir()


def expect(folder: Path) -> None:
    """Refuse a folder that `staged` would refuse, before minutes of work; nothing is made or left.

    Raises:
        InputError: the folder cannot be made or written.
    """
    try:
        nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
        if not nearest.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise refuse(folder, error) from error


def _sweep(folder: Path) -> None:
    """Remove temporary folders of runs that were killed: old enough, and no longer held by a run."""
    try:
        import fcntl
    except ImportError:  # no locks, no way to know
        return
    for left in (*folder.glob(f".{folder.name}-*{PART}"), *folder.absolute().parent.glob(f".{folder.name}-*{PART}")):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime < YOUNG:
                continue
            handle = os.open(left, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)


def _make(folder: Path) -> list[Path]:
    """Make a folder and its parents; returns those that were made, outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()][::-1]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _publish(stage: Path, folder: Path) -> None:
    """Move every staged file to its place, one writer at a time, not interruptible from the keyboard."""
    files = sorted(path.relative_to(stage) for path in stage.rglob("*") if path.is_file())
    folder.mkdir(exist_ok=True)
    with _alone(folder), _uninterrupted():
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(stage / name, folder / name)
        kept = {name.name for name in files}
        for old in (folder / "figures").glob("*.png"):  # pictures of an earlier run would mislead
            if OWN_FIGURE.match(old.name) and old.name not in kept:
                old.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock where the system has one, so that two runs do not mix their files."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C for the few milliseconds of replacing or removing files."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = {signal.SIGINT, signal.SIGTERM, signal.SIGALRM}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file; a full disk raises OSError here and nowhere later."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
        file.flush()


def write_netcdf(path: Path, dataset: xarray.Dataset) -> None:
    """The dataset as a netCDF file, with units and provenance as they are in its attributes.

    The HDF5 library can crash the process when a disk fills up under it. So a small dataset is made in memory and
    written as a whole; for a large one its room is claimed first.

    Raises:
        OSError: the disk is full or the file cannot be written.
    """
    if dataset.nbytes <= IN_MEMORY:
        write_bytes(path, netcdf(dataset))
        return
    claim_room(path, int(1.02 * dataset.nbytes) + 2**20)
    dataset.to_netcdf(path, engine="h5netcdf")


def netcdf(dataset: xarray.Dataset) -> bytes:
    """The dataset as the bytes of a file: netCDF-3, made in a twentieth of the time, where it can hold what is there.

    That is everything but integers that need 64 bits; with one of those it is netCDF-4.
    """
    from xarray.backends import ScipyDataStore

    out = io.BytesIO()
    try:
        store = ScipyDataStore(out, "w")
        dataset.dump_to_store(store)  # to_netcdf would load all of Dask's cluster code to look for a cluster
        store.sync()
    except ValueError:
        return bytes(dataset.to_netcdf(engine="h5netcdf"))
    return out.getvalue()


def claim_room(path: Path, size: int) -> None:
    """Fill a file with zeros and remove it again: OSError if the disk has no room for `size` bytes."""
    try:
        with open(path, "wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                for _ in range(size // 2**20 + 1):
                    file.write(bytes(2**20))
    finally:
        path.unlink(missing_ok=True)


def write_table(path: Path, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A CSV table; None is an empty cell, numbers keep 9 significant digits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.write(table_text(head, rows))


def table_text(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The text of the same table."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return f"{value:.9g}" if isinstance(value, float) else value
